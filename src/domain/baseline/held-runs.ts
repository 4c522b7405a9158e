import type { Baseline, RunKey } from "./baseline.ts";

/** The runs in which all legs that tell anything were held to their lists, but for those that nothing can watch. */
export function listHeldRuns({ enforcement }: Baseline): ReadonlySet<RunKey> {
  const held = new Set<RunKey>();
  const loose = new Set<RunKey>();
  for (const [key, runs] of enforcement) {
    const what = key.slice(0, key.indexOf(" "));
    if (what === "failed" || /^(?:unknown|died|not-monitored):/.test(what)) continue;
    for (const run of runs) (what === "enforced" ? held : loose).add(run);
  }
  for (const run of loose) held.delete(run);
  return held;
}

/** Whether a run in audit mode had an older file than the one since which its job is to block (ISO 8601 UTC). */
export function isOfOlderFile({ runs }: Baseline, auditRun: RunKey, blockedAt: string | null): boolean {
  const at = runs.get(auditRun)?.at;
  return blockedAt !== null && at !== undefined && Date.parse(at) > Date.parse(blockedAt);
}
