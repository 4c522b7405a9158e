import type { Clock } from "../clock.ts";

export interface RateLimit {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
  /** Seconds since the epoch. */
  readonly reset: number;
}

/** Counts requests per account and hour. */
export interface RateLimits {
  /** The limit of every account; the one that holds now can be changed. */
  perHour: number;
  /** Milliseconds of an hour, for tests that cannot wait. */
  hour: number;
  /** Counts one request; null where none is left. */
  take(key: string): RateLimit | null;
  /** Gives one back: an answer 304 is free. */
  giveBack(key: string): void;
  state(key: string): RateLimit;
}

export function createRateLimits(clock: Clock): RateLimits {
  const windows = new Map<string, { used: number; reset: number }>();
  const limits: RateLimits = {
    perHour: 5000,
    hour: 3_600_000,
    take(key) {
      const window = windowOf(key);
      if (window.used >= limits.perHour) return null;
      window.used += 1;
      return limits.state(key);
    },
    giveBack(key) {
      windowOf(key).used -= 1;
    },
    state(key) {
      const { used, reset } = windowOf(key);
      const remaining = Math.max(0, limits.perHour - used);
      return { limit: limits.perHour, used, remaining, reset: Math.ceil(reset / 1000) };
    },
  };
  return limits;

  function windowOf(key: string) {
    const window = windows.get(key);
    if (window !== undefined && window.reset > clock.now()) return window;
    const fresh = { used: 0, reset: clock.now() + limits.hour };
    windows.set(key, fresh);
    return fresh;
  }
}

export function rateLimitHeaders(limit: RateLimit, resource = "core"): Record<string, string> {
  return {
    "x-ratelimit-limit": String(limit.limit),
    "x-ratelimit-remaining": String(limit.remaining),
    "x-ratelimit-used": String(limit.used),
    "x-ratelimit-reset": String(limit.reset),
    "x-ratelimit-resource": resource,
  };
}
