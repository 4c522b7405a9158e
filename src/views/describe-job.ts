import type { Flag } from "../baseline/recommend.ts";
import { orderedRuns } from "../baseline/window.ts";
import { parseEndpoint } from "../harden-runner/endpoint.ts";
import { findKnownEndpoint } from "../harden-runner/find-known-endpoint.ts";
import type { JobAssessment, JobReason } from "../proposal/assess.ts";
import { sayOrigin } from "../proposal/say-decision.ts";
import { linkRun, type RunLink } from "./run-link.ts";
import { leftOutWords } from "./words.ts";

/** One line of the table of a job's endpoints. All names are foreign. */
export interface EntryRow {
  readonly endpoint: string;
  /** What the host is for; null where that is not known. */
  readonly what: string | null;
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
  /** What people or the settings have decided about endpoints of the list. */
  readonly allowed: readonly { readonly endpoint: string; readonly by: string }[];
  /** All runs in the window, of which `rows` count theirs. */
  readonly runs: number;
  readonly quietRuns: number;
  /** The share of coming runs that may call something else, at most, as `22.1`. */
  readonly risk: string;
  readonly first: RunLink | null;
  readonly last: RunLink | null;
  readonly isFromPullRequests: boolean;
  /** Gates that were not passed and that somebody has overridden; null where there are none. */
  readonly overridden: { readonly by: string; readonly gates: readonly JobReason[] } | null;
  /** It runs too seldom for the ordinary gates. */
  readonly isLowConfidence: boolean;
  /** Legs that Harden-Runner cannot hold to the list. */
  readonly unguardedLegs: readonly string[];
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
  const { jobId, learned, recommendation, readiness, state, reasons, overridden, decision } = assessment;
  const ordered = learned === null ? [] : orderedRuns(learned.baseline);
  const ranks = new Map(ordered.map(([key], rank) => [key, rank]));
  const linkAt = (rank: number | undefined): RunLink | null => {
    const [key, run] = (rank === undefined ? undefined : ordered.at(rank)) ?? [];
    return key === undefined || run === undefined ? null : linkRun(repositoryUrl, key, run.at);
  };
  const rows = (recommendation?.entries ?? []).map(({ text, covers, flags, sighting }): EntryRow => {
    const seen = [...sighting.runs].map((run) => ranks.get(run)).filter((rank) => rank !== undefined);
    return {
      endpoint: text,
      what: describeHost(text),
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
    leftOut: (recommendation?.leftOut ?? []).map(({ endpoint, reason, decision: denied }) => ({
      endpoint,
      why: denied === null ? leftOutWords[reason] : `${leftOutWords[reason]}: ${sayOrigin(denied)}`,
    })),
    allowed: (recommendation?.entries ?? []).flatMap(({ text, decision: allowed }) =>
      allowed === null ? [] : [{ endpoint: text, by: sayOrigin(allowed) }],
    ),
    runs: ordered.length,
    quietRuns: readiness?.quietRuns ?? 0,
    risk: percent(readiness?.riskUpperBound ?? 1),
    first: linkAt(0),
    last: linkAt(ordered.length - 1),
    isFromPullRequests: learned?.source === "pull-request",
    overridden:
      decision === null || overridden.length === 0
        ? null
        : { by: `${decision.login}, ${decision.at.slice(0, 10)}`, gates: overridden },
    isLowConfidence: readiness?.confidence === "low",
    unguardedLegs: assessment.unguardedLegs.map(({ leg }) => leg),
    doubts: state === "ready" ? [] : reasons.map(({ message }) => message),
    ...edit,
  };
}

/** What a listed host is for, and where it moved if it did. */
function describeHost(entry: string): string | null {
  const known = findKnownEndpoint(parseEndpoint(entry)?.host ?? entry.slice(0, entry.lastIndexOf(":")));
  if (known === null) return null;
  return known.becomes === null ? known.what : `${known.what}; moved to ${known.becomes}`;
}

/** Rounded up: what is promised holds. */
function percent(share: number): string {
  return (Math.ceil(share * 1_000) / 10).toFixed(1);
}
