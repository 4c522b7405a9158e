/** The list of an approved pull request that has grown since. */
export interface Grown {
  readonly pullRequest: number;
  /** The entries that nobody has approved. */
  readonly added: readonly string[];
  /** Those of them after which the approvals were not taken back yet, and that were not told. */
  readonly fresh: readonly string[];
  /** Those whose commands added some of them. */
  readonly by: readonly string[];
  /** Their accounts, which stay when they take another name. */
  readonly byIds: readonly number[];
  /** The approvals that are about a shorter list. */
  readonly approvals: readonly number[];
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
    added: join(known.added, next.added),
    fresh: join(known.fresh, next.fresh),
    by: join(known.by, next.by),
    byIds: join(known.byIds, next.byIds),
    approvals: join(known.approvals, next.approvals),
  };
}

function join<Item extends string | number>(known: readonly Item[], next: readonly Item[]): readonly Item[] {
  return [...new Set([...known, ...next])].sort();
}
