/** How bad a finding is: an error means the guard does not do what the file says. */
export type Severity = "error" | "warning" | "note";

/** One place in a workflow file where a guard step will not do what its author thinks. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong here and what to do; may quote the file. */
  readonly message: string;
  /** Both start at 1; the column counts UTF-16 units, as editors and code scanning do. */
  readonly line: number;
  readonly column: number;
}
