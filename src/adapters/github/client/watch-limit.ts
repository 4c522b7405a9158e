import type { Octokit } from "./octokit.ts";

/** GitHub counts by the hour. What names a later end is not GitHub's word, and would hold calls up until then. */
const longestHour = 2 * 3_600_000;

/** What an answer says about the limit that holds for the caller. */
export interface LimitSeen {
  /** Calls an hour. */
  readonly limit: number;
  readonly remaining: number;
  /** When the hour ends, by GitHub's clock in seconds since 1970. */
  readonly reset: number;
  /** The same by this machine's clock, in ms. */
  readonly resetAt: number;
}

/**
 * Makes a client tell of each of its calls that counts, repeated ones too, before the answer goes on. What it asks another host, or
 * in order to be let in, does not count.
 */
export function watchLimit(octokit: Octokit, see: (seen: LimitSeen) => Promise<void>): void {
  // Inside of the repeats, each of which is a call.
  octokit.hook.before("request", (options) => {
    const ask: typeof fetch = options.request?.fetch ?? fetch;
    options.request = {
      ...options.request,
      fetch: async (input: string | URL | Request, init?: RequestInit) => {
        const answer = await ask(input, init);
        const seen = readLimit(answer.headers, Date.now());
        if (seen !== null) await see(seen);
        return answer;
      },
    };
  });
}

/** Null where the headers are not of the limit that REST calls share, or cannot be. */
function readLimit(headers: Headers, now: number): LimitSeen | null {
  const number = (name: string): number | null => {
    const text = headers.get(name) ?? "";
    return /^[0-9]{1,12}$/.test(text) ? Number(text) : null;
  };
  const limit = number("x-ratelimit-limit");
  const remaining = number("x-ratelimit-remaining");
  const reset = number("x-ratelimit-reset");
  if (limit === null || remaining === null || reset === null) return null;
  if ((headers.get("x-ratelimit-resource") ?? "core") !== "core") return null;
  const date = Date.parse(headers.get("date") ?? "");
  // One second more, because both times are given in whole seconds.
  const ahead = Number.isNaN(date) ? 0 : date - now;
  const resetAt = (reset + 1) * 1_000 - ahead;
  return resetAt - now > longestHour ? null : { limit, remaining, reset, resetAt };
}
