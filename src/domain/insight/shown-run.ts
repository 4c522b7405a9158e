import { z } from "zod";
import type { Baseline, RunKey } from "../baseline/baseline.ts";
import { isOfCaller } from "../baseline/caller-run.ts";
import { numbersOf } from "../baseline/memory.ts";
import { listToldRuns } from "../baseline/told-runs.ts";
import { isComplete, orderedRuns } from "../baseline/window.ts";
import type { JobKey } from "../run/job-key.ts";

/** What the runs of one kind taught about a job. */
export interface RunSource {
  readonly source: JobKey["source"];
  /** Null for the default branch, and where runs of all branches are together. */
  readonly branch: string | null;
  readonly baseline: Baseline;
}

/** Whether a run was held to its list; `mixed` where only some of its legs were. */
const enforcementSchema = z.enum(["enforced", "mixed", "not-enforced", "audit", "unknown"]);
export type ShownEnforcement = z.infer<typeof enforcementSchema>;

/** A run as pages show it. */
export const shownRunSchema = z.object({
  /** Null for one of another repository, of which nothing more is told. */
  id: z.int().nullable(),
  attempt: z.int().nullable(),
  /** When it began, ISO 8601 UTC. */
  at: z.string(),
  source: z.enum(["default-branch", "pull-request", "trial", "untrusted"]),
  branch: z.string().nullable(),
  /** What it did not call is known. */
  isComplete: z.boolean(),
  hasFailed: z.boolean(),
  enforcement: enforcementSchema,
});
export type ShownRun = z.infer<typeof shownRunSchema>;

/** A run with its place in its source. */
export interface KeyedRun {
  readonly key: RunKey;
  readonly from: RunSource;
  readonly shown: ShownRun;
}

/** The newest runs of all sources together, oldest first, at most so many. A run that only told how it ended is among them. */
export function listShownRuns(sources: readonly RunSource[], most: number): readonly KeyedRun[] {
  const all = sources.flatMap((from) => {
    const told = readTold(from.baseline);
    const newest = orderedRuns(from.baseline).slice(-most);
    return newest.map(([key, run]) => ({
      key,
      from,
      shown: {
        ...nameShown(key),
        at: run.at,
        source: from.source,
        branch: from.branch,
        isComplete: isComplete(run),
        hasFailed: told.failed.has(key),
        enforcement: told.enforcement.get(key) ?? "unknown",
      },
    }));
  });
  return all.sort((a, b) => (a.shown.at < b.shown.at ? -1 : 1)).slice(-most);
}

/** The number and the attempt of a run; none of another repository's. */
export function nameShown(key: RunKey): Pick<ShownRun, "id" | "attempt"> {
  const [id, attempt] = numbersOf(key);
  return isOfCaller(key) ? { id: null, attempt: null } : { id, attempt };
}

/** How the legs of each run were held to their lists, joined, and which runs failed. */
function readTold(baseline: Baseline): {
  readonly enforcement: ReadonlyMap<RunKey, ShownEnforcement>;
  readonly failed: ReadonlySet<RunKey>;
} {
  const enforcement = new Map<RunKey, ShownEnforcement>();
  for (const { run, what } of listToldRuns(baseline)) {
    const known = enforcement.get(run);
    const now = nameEnforcement(what);
    enforcement.set(run, known === undefined || known === now ? now : join(known, now));
  }
  const failed = new Set<RunKey>();
  for (const [key, runs] of baseline.enforcement)
    if (key.startsWith("failed ")) for (const run of runs) failed.add(run);
  return { enforcement, failed };
}

function nameEnforcement(what: string): ShownEnforcement {
  if (what === "audit" || what === "enforced") return what;
  return what.startsWith("unknown:") || what.startsWith("died:") ? "unknown" : "not-enforced";
}

function join(a: ShownEnforcement, b: ShownEnforcement): ShownEnforcement {
  return a === "enforced" || b === "enforced" || a === "mixed" || b === "mixed" ? "mixed" : "not-enforced";
}
