import type { Baseline, RunKey } from "./baseline.ts";

/** When each run began (ISO 8601 UTC), oldest first: of those in the window, and those that are remembered for an endpoint. */
export function readKnownTimes({
  runs,
  memory,
}: Pick<Baseline, "runs" | "memory">): readonly (readonly [RunKey, string])[] {
  const times = new Map<RunKey, string>();
  for (const { newest } of memory.endpoints.values())
    for (const { run, at } of newest) times.set(run, new Date(at * 1_000).toISOString());
  for (const [key, { at }] of runs) times.set(key, at);
  return [...times].sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : x < y ? -1 : 1));
}
