/**
 * All items if they are good together, else those that are good in halves of halves, asked for at most `looks` times. What
 * remains open by then is left out.
 */
export function keepGood<Item>(
  items: readonly Item[],
  isGood: (some: readonly Item[]) => boolean,
  looks: number,
): readonly Item[] {
  let left = looks;
  const look = (some: readonly Item[]): boolean => {
    left -= 1;
    return left >= 0 && isGood(some);
  };
  const keep = (some: readonly Item[]): readonly Item[] => {
    if (some.length === 0 || look(some)) return some;
    if (some.length === 1) return [];
    const middle = some.length >> 1;
    const [first, second] = [keep(some.slice(0, middle)), keep(some.slice(middle))];
    if (first.length === 0) return second;
    const both = [...first, ...second];
    return second.length === 0 || look(both) ? both : [];
  };
  return keep(items);
}
