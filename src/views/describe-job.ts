import type { RunKey } from "../baseline/baseline.ts";
import type { Flag } from "../baseline/recommend.ts";
import { orderedRuns } from "../baseline/window.ts";
import type { JobAssessment } from "../proposal/assess.ts";
import { leftOutWords } from "./words.ts";

/** A run as a reviewer can open it. */
export interface RunLink {
  /** `2026-01-31` */
  readonly date: string;
  readonly url: string;
}

/** One line of the table of a job's endpoints. All names are foreign. */
export interface EntryRow {
  readonly endpoint: string;
  /** How many names a pattern stands for; 1 for an endpoint. */
  readonly covers: number;
  readonly runs: number;
  readonly first: RunLink | null;
  readonly last: RunLink | null;
  readonly steps: readonly string[];
  readonly processes: readonly string[];
  readonly flags: readonly Flag[];
}

/** A switched job as the pull request shows it. */
export interface DescribedJob {
  readonly jobId: string;
  readonly rows: readonly EntryRow[];
  readonly leftOut: readonly { readonly endpoint: string; readonly why: string }[];
  /** All runs in the window, of which `rows` count theirs. */
  readonly runs: number;
  readonly quietRuns: number;
  /** The share of coming runs that may call something else, at most, as `22.1`. */
  readonly risk: string;
  readonly first: RunLink | null;
  readonly last: RunLink | null;
  readonly isFromPullRequests: boolean;
  /** What is missing where something new was called after the job had been proposed. */
  readonly doubts: readonly string[];
  /** Entries that the file named already and that no run asked for. */
  readonly kept: readonly string[];
  /** What the edit does besides. */
  readonly notes: readonly string[];
}

/** Describes a switched job. `repositoryUrl` is the repository's page, below which its runs are. */
export function describeJob(
  assessment: JobAssessment,
  repositoryUrl: string,
  edit: Pick<DescribedJob, "kept" | "notes">,
): DescribedJob {
  const { jobId, learned, recommendation, readiness, state, reasons } = assessment;
  const ordered = learned === null ? [] : orderedRuns(learned.baseline);
  const ranks = new Map(ordered.map(([key], rank) => [key, rank]));
  const linkAt = (rank: number | undefined): RunLink | null => {
    const [key, run] = (rank === undefined ? undefined : ordered.at(rank)) ?? [];
    return key === undefined || run === undefined ? null : linkOf(key, run.at, repositoryUrl);
  };
  const rows = (recommendation?.entries ?? []).map(({ text, covers, flags, sighting }): EntryRow => {
    const seen = [...sighting.runs].map((run) => ranks.get(run)).filter((rank) => rank !== undefined);
    return {
      endpoint: text,
      covers: covers.length,
      runs: seen.length,
      first: linkAt(seen.length === 0 ? undefined : Math.min(...seen)),
      last: linkAt(seen.length === 0 ? undefined : Math.max(...seen)),
      steps: [...sighting.steps],
      processes: [...sighting.processes],
      flags,
    };
  });
  return {
    jobId,
    rows,
    leftOut: (recommendation?.leftOut ?? []).map(({ endpoint, reason }) => ({
      endpoint,
      why: leftOutWords[reason],
    })),
    runs: ordered.length,
    quietRuns: readiness?.quietRuns ?? 0,
    risk: percent(readiness?.riskUpperBound ?? 1),
    first: linkAt(0),
    last: linkAt(ordered.length - 1),
    isFromPullRequests: learned?.source === "pull-request",
    doubts: state === "ready" ? [] : reasons.map(({ message }) => message),
    ...edit,
  };
}

function linkOf(key: RunKey, at: string, repositoryUrl: string): RunLink {
  const [runId, attempt] = key.split("/");
  return { date: at.slice(0, 10), url: `${repositoryUrl}/actions/runs/${runId}/attempts/${attempt}` };
}

/** Rounded up: what is promised holds. */
function percent(share: number): string {
  return (Math.ceil(share * 1_000) / 10).toFixed(1);
}
