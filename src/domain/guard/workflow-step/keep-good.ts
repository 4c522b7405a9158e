import type { Turns } from "../../../shared/turns.ts";

/**
 * All items if they are good together, else those that are good in halves of halves, asked for at most `looks` times, once a turn. What
 * remains open by then is left out.
 */
export function* keepGood<Item>(
  items: readonly Item[],
  isGood: (some: readonly Item[]) => boolean,
  looks: number,
): Turns<readonly Item[]> {
  let left = looks;
  return yield* keep(items);

  function* keep(some: readonly Item[]): Turns<readonly Item[]> {
    if (some.length === 0 || (yield* look(some))) return some;
    if (some.length === 1) return [];
    const middle = some.length >> 1;
    const first = yield* keep(some.slice(0, middle));
    const second = yield* keep(some.slice(middle));
    if (first.length === 0) return second;
    const both = [...first, ...second];
    return second.length === 0 || (yield* look(both)) ? both : [];
  }

  function* look(some: readonly Item[]): Turns<boolean> {
    left -= 1;
    if (left < 0) return false;
    yield;
    return isGood(some);
  }
}
