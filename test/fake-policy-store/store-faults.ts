/** What can go wrong between the bot and the Policy Store. */
export type StoreFault =
  | "500"
  | "401"
  | "404"
  | "409"
  | "429"
  /** The connection is held without an answer, then closed; nothing is done. */
  | "slow"
  /** The connection is reset before anything is done. */
  | "down"
  /** What was asked for is done, and the connection reset in place of the answer. */
  | "reset-after"
  /** 200 with a text that is no JSON, as of a portal that wants a login; nothing is done. */
  | "garbage";

export interface StoreFaults {
  /** The next call that fits fails. A text is the whole path, without `/v1`; a pattern is tried on it. */
  next(method: string, path: string | RegExp, kind: StoreFault): void;
  /** From now on every call fails, in this way where none is planned for it. */
  faultAll(kind: StoreFault): void;
  /** Ends `faultAll` and forgets planned faults. */
  stop(): void;
  /** How long `slow` holds a connection, in milliseconds. */
  holdMilliseconds: number;
  /** What `retry-after` says with a 429; null sends none. */
  retryAfter: string | null;
  /** The fault for a request, if any. */
  choose(method: string, path: string): StoreFault | null;
}

export function createStoreFaults(): StoreFaults {
  const planned: { method: string; path: string | RegExp; kind: StoreFault }[] = [];
  let all: StoreFault | null = null;
  return {
    holdMilliseconds: 1_000,
    retryAfter: null,
    next: (method, path, kind) => void planned.push({ method, path, kind }),
    faultAll(kind) {
      all = kind;
    },
    stop() {
      all = null;
      planned.length = 0;
    },
    choose(method, path) {
      const index = planned.findIndex(
        (plan) =>
          plan.method === method &&
          (typeof plan.path === "string" ? plan.path === path : path.search(plan.path) >= 0),
      );
      return index < 0 ? all : (planned.splice(index, 1)[0]?.kind ?? null);
    },
  };
}
