/** A span of time in which runs began, ms since 1970. Both ends belong to it, by the second, as GitHub counts. */
export interface RunWindow {
  readonly from: number;
  readonly to: number;
}

const second = 1_000;
/** GitHub lists runs by when they began: one that began so many ms before may have ended since. */
export const longestRun = 72 * 3_600_000;
/** GitHub lists no more of a list that is filtered. */
export const mostListed = 1_000;

/** The window of all runs that may have ended between two times. */
export function windowSince(since: number, now: number): RunWindow {
  return {
    from: Math.floor((since - longestRun) / second) * second,
    to: Math.ceil(now / second) * second,
  };
}

/** Whether a window has more runs than GitHub lists, as far as its answer tells. */
export function isOverfull(total: number): boolean {
  return total >= mostListed;
}

/** The halves of a window, the newer first, which have no second in common; null where it is one second. */
export function splitWindow({ from, to }: RunWindow): readonly [RunWindow, RunWindow] | null {
  if (to - from < second) return null;
  const middle = Math.floor((from + to) / 2 / second) * second;
  return [
    { from: middle + second, to },
    { from, to: middle },
  ];
}
