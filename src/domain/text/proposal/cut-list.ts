/** The first of a list, and how many more there are. */
export interface CutList<T> {
  readonly shown: readonly T[];
  readonly more: number;
  /** Of the whole list. */
  readonly count: number;
}

/** Cuts a list behind so many. */
export function cutList<T>(list: readonly T[], most: number): CutList<T> {
  const shown = list.slice(0, most);
  return { shown, more: list.length - shown.length, count: list.length };
}
