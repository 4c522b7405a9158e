/** Whether a repository may be read; undefined where that is not known yet. */
export type MayRead = (repositoryId: number) => boolean | undefined;

/** The first so many of a list are wanted. */
export interface Taken<Item> {
  readonly of: readonly Item[];
  readonly most: number;
}

/**
 * Takes the first items of a list that are of repositories that may be read, up to the first of which that is not known: what comes after it may have to
 * make way. `unknown` has the repositories that would fill the list if they may be read.
 */
export function takeReadable<Item extends { readonly repositoryId: number }>(
  { of, most }: Taken<Item>,
  mayRead: MayRead,
): { readonly found: readonly Item[]; readonly unknown: readonly number[]; readonly isOpen: boolean } {
  const found: Item[] = [];
  const unknown = new Set<number>();
  let hoped = 0;
  for (const item of of) {
    if (found.length + hoped >= most) break;
    const answer = mayRead(item.repositoryId);
    if (answer === false) continue;
    if (answer === true && hoped === 0) found.push(item);
    else hoped += 1;
    if (answer === undefined) unknown.add(item.repositoryId);
  }
  return { found, unknown: [...unknown], isOpen: unknown.size > 0 };
}
