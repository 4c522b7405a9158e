/** The fake's time. GitHub's tokens, signed URLs and rate limits expire by it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Stops the clock at a time (milliseconds, or ISO 8601). */
  set(time: number | string): void;
  advance(milliseconds: number): void;
}

/** A clock that shows the real time until it is set or advanced. */
export function createClock(): Clock {
  let offset = 0;
  let stopped: number | null = null;
  return {
    now: () => stopped ?? Date.now() + offset,
    set(time) {
      stopped = typeof time === "string" ? Date.parse(time) : time;
    },
    advance(milliseconds) {
      if (stopped === null) offset += milliseconds;
      else stopped += milliseconds;
    },
  };
}

/** A time as GitHub writes it: ISO 8601, UTC, whole seconds. */
export function iso(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
