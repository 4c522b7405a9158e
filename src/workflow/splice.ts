/** Replaces `remove` characters at `at` by `insert`. */
export interface Splice {
  readonly at: number;
  readonly remove: number;
  readonly insert: string;
}

/** Applies splices that don't overlap; those at the same place are applied in the order given. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  const ordered = splices
    .map((splice, order) => ({ ...splice, order }))
    .sort((a, b) => a.at - b.at || a.order - b.order);
  let result = "";
  let at = 0;
  for (const splice of ordered) {
    result += text.slice(at, splice.at) + splice.insert;
    at = splice.at + splice.remove;
  }
  return result + text.slice(at);
}
