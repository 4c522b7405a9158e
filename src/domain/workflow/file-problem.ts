/** Why a text cannot be read as a workflow file. */
export type FileProblemCode =
  | "syntax-error"
  | "duplicate-key"
  | "multi-document"
  | "not-a-workflow"
  | "lone-carriage-return"
  | "too-large"
  | "too-deep"
  | "unparsable";

/** A problem of the whole file. `line` and `column` start at 1. */
export interface FileProblem {
  readonly code: FileProblemCode;
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** A problem without a place of its own. */
export function problemOfAll(code: FileProblemCode, message: string): FileProblem {
  return { code, message, line: 1, column: 1 };
}
