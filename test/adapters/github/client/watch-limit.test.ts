import { ProbotOctokit } from "probot";
import { expect, test } from "vitest";
import { type LimitSeen, watchLimit } from "../../../../src/adapters/github/client/watch-limit.ts";

const now = Math.floor(Date.now() / 1_000);
const hour = 3_600;
/** GitHub's clock is a day behind this machine's. */
const date = new Date((now - 24 * hour) * 1_000).toUTCString();

/** What a client tells of an answer with these headers. */
async function see(headers: Readonly<Record<string, string>>): Promise<LimitSeen | null> {
  const octokit = new ProbotOctokit({
    request: { fetch: async () => new Response("{}", { headers }) },
    throttle: { enabled: false },
  });
  let seen: LimitSeen | null = null;
  watchLimit(octokit, async (one) => {
    seen = one;
  });
  await octokit.request("GET /rate");
  return seen;
}

const limit = (changes: Readonly<Record<string, string>> = {}) => ({
  "x-ratelimit-limit": "5000",
  "x-ratelimit-remaining": "12",
  "x-ratelimit-reset": String(now + hour),
  ...changes,
});

test.each<[string, Readonly<Record<string, string>>, number | null]>([
  ["an answer without headers", {}, null],
  ["the limit of REST calls", limit(), hour],
  ["the limit of something else", limit({ "x-ratelimit-resource": "graphql" }), null],
  ["a number that is none", limit({ "x-ratelimit-remaining": "many" }), null],
  ["an end by GitHub's clock", limit({ "x-ratelimit-reset": String(now - 23 * hour), date }), hour],
  ["an end in three hours", limit({ "x-ratelimit-reset": String(now + 3 * hour) }), null],
  ["an end in hundreds of years", limit({ "x-ratelimit-reset": "99999999999" }), null],
])("%s", async (_, headers, endsIn) => {
  const seen = await see(headers);
  if (endsIn === null || seen === null) return expect(seen).toBe(endsIn);
  expect(Math.abs(seen.resetAt / 1_000 - now - endsIn)).toBeLessThan(30);
  expect(seen).toMatchObject({ limit: 5_000, remaining: 12 });
});
