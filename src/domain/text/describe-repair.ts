import type { JobAssessment } from "../assessment/job-assessment.ts";
import { readKnownTimes } from "../baseline/known-times.ts";
import type { Miss } from "../baseline/misses.ts";
import { describeEntries, type EntryRow } from "./describe-entries.ts";
import { linkRun, type RunLink } from "./run-link.ts";

/** In which runs something was refused. */
interface RefusedIn {
  /** How many runs, and how many of them failed. */
  readonly runs: number;
  readonly failed: number;
  readonly first: RunLink | null;
  readonly last: RunLink | null;
}

/** One entry that is added to the list of a job that blocks. All names are foreign. */
export interface RepairRow
  extends RefusedIn,
    Pick<EntryRow, "endpoint" | "what" | "steps" | "processes" | "flags" | "looks"> {
  /** What else tells that it is needed, a line each. */
  readonly notes: readonly string[];
}

/** A job whose list gets what it lacks, as the pull request shows it. */
export interface RepairedJob {
  readonly jobId: string;
  readonly rows: readonly RepairRow[];
  /** All of them together. */
  readonly refusedIn: RefusedIn;
  /** What block mode also refused and is not proposed, why, and what would help; `next` is null where nothing would. Foreign text. */
  readonly notProposed: readonly { readonly why: string; readonly next: string | null }[];
  /** What the edit does besides. */
  readonly notes: readonly string[];
}

/** Describes the entries that a job's list gets. `repositoryUrl` is the repository's page. */
export function describeRepair(
  job: JobAssessment,
  repositoryUrl: string,
  { notes, notProposed }: Pick<RepairedJob, "notes" | "notProposed">,
): RepairedJob {
  const { jobId, repairs, misses, recommendation, learned } = job;
  const added = new Set(repairs);
  const entries = (recommendation?.entries ?? []).filter(({ text }) => added.has(text));
  const rows = describeEntries(entries, learned, repositoryUrl);
  const ordered = [learned?.baseline, learned?.trial].flatMap((one) =>
    one === undefined ? [] : readKnownTimes(one),
  );
  const missesOf = (covers: readonly string[]): readonly Miss[] =>
    misses.filter(({ endpoint, verdict }) => verdict === "repair" && covers.includes(endpoint));
  return {
    jobId,
    rows: entries.map((entry, index): RepairRow => {
      const refused = missesOf(entry.covers);
      return {
        endpoint: entry.text,
        what: rows[index]?.what ?? null,
        steps: [...new Set(refused.flatMap((miss) => miss.steps))],
        processes: [...new Set(refused.flatMap((miss) => miss.processes))],
        // How often it was refused stands beside it.
        flags: entry.flags.filter((flag) => flag !== "rare"),
        looks: (rows[index]?.looks ?? []).filter(({ flag }) => flag !== "rare"),
        ...countRefused(refused),
        notes: [...new Set(refused.flatMap(sayWhy))],
      };
    }),
    refusedIn: countRefused(entries.flatMap(({ covers }) => missesOf(covers))),
    notProposed,
    notes,
  };

  function countRefused(refused: readonly Miss[]): RefusedIn {
    const runs = new Set(refused.flatMap((miss) => [...miss.runs]));
    const failed = new Set(refused.flatMap((miss) => [...miss.failed]));
    const seen = ordered.filter(([key]) => runs.has(key));
    const linkOf = (of: (typeof ordered)[number] | undefined): RunLink | null =>
      of === undefined ? null : linkRun(repositoryUrl, of[0], of[1]);
    return { runs: runs.size, failed: failed.size, first: linkOf(seen.at(0)), last: linkOf(seen.at(-1)) };
  }
}

function sayWhy({ movedFrom, seenIn, isFromTrial }: Miss): readonly string[] {
  return [
    ...(movedFrom === null ? [] : [`replaces ${movedFrom}`]),
    ...(seenIn === null ? [] : [`only job ${seenIn} was refused it so far; this list has the same old name`]),
    ...(isFromTrial ? ["refused in this pull request's rehearsal"] : []),
  ];
}
