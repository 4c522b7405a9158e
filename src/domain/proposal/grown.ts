/** The list of an approved pull request that has grown since. */
export interface Grown {
  readonly pullRequest: number;
  /** The entries that nobody has approved. */
  readonly added: readonly string[];
  /** The logins of those whose commands added some of them. */
  readonly by: readonly string[];
}

/** Whether somebody else has approved what was added. */
export type GrownVerdict =
  | { readonly kind: "approved"; readonly by: string }
  /** There is nobody else. */
  | { readonly kind: "alone" }
  | { readonly kind: "waits" };

/** Adds what the list got since. */
export function growFurther(known: Grown | null, next: Grown): Grown {
  if (known?.pullRequest !== next.pullRequest) return next;
  return {
    pullRequest: next.pullRequest,
    added: [...new Set([...known.added, ...next.added])].sort(),
    by: [...new Set([...known.by, ...next.by])].sort(),
  };
}
