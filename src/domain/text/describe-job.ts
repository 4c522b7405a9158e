import type { JobAssessment } from "../assessment/job-assessment.ts";
import { isOfCaller } from "../baseline/caller-run.ts";
import { countRuns } from "../baseline/complete-runs.ts";
import { orderedRuns } from "../baseline/window.ts";
import { findOwnDns, type OwnDns } from "../recommendation/own-dns.ts";
import { describeEntries, type EntryRow } from "./describe-entries.ts";
import { linkRun, type RunLink } from "./run-link.ts";
import { sayOrigin, sayWho } from "./say-decision.ts";
import { sayCallers } from "./sentences/callers.ts";
import { nameChanges } from "./sentences/misses.ts";
import { leftOutWords } from "./words.ts";

/** A switched job as the pull request shows it. */
export interface DescribedJob {
  readonly jobId: string;
  readonly rows: readonly EntryRow[];
  readonly leftOut: readonly { readonly endpoint: string; readonly why: string }[];
  /** What waits for a person's word, as it was first called right after something had changed. */
  readonly waiting: readonly { readonly endpoint: string; readonly after: string }[];
  /** All runs in the window, of which `rows` count theirs. */
  readonly runs: number;
  readonly quietRuns: number;
  /** The share of coming runs that may call something else, at most, as `22.1`. */
  readonly risk: string;
  readonly first: RunLink | null;
  readonly last: RunLink | null;
  /** How many of the runs were of other repositories; null where none was. */
  readonly ofCallers: string | null;
  readonly isFromPullRequests: boolean;
  /** Some of these runs are of the default branch. */
  readonly isPartlyFromDefault: boolean;
  /** Gates that were not passed and that somebody has overridden; null where there are none. */
  readonly overridden: { readonly by: string; readonly gates: readonly string[] } | null;
  /** It runs too seldom for the ordinary gates. */
  readonly isLowConfidence: boolean;
  /** The DNS servers that it asks by itself, which block mode cuts off. Foreign names. */
  readonly ownDns: readonly OwnDns[];
  /** Legs that Harden-Runner cannot hold to the list. */
  readonly unguardedLegs: readonly string[];
  /** Legs that hardly ever succeed, so that nobody can tell what they would call. */
  readonly failingLegs: readonly string[];
  /** What is missing where something new was called after the job had been proposed. */
  readonly doubts: readonly string[];
  /** Entries that the file named already and that no run asked for. */
  readonly kept: readonly string[];
  /** What the edit does besides. */
  readonly notes: readonly string[];
  /** The policy of the Policy Store that has its list; null where the file has it. */
  readonly policyName: string | null;
}

/** Describes a switched job. `repositoryUrl` is the repository's page, below which its runs are. */
export function describeJob(
  assessment: JobAssessment,
  repositoryUrl: string,
  edit: Pick<DescribedJob, "kept" | "notes" | "policyName">,
): DescribedJob {
  const { jobId, learned, recommendation, readiness, state, reasons, overridden, decision } = assessment;
  // A run of which no record is left taught nothing.
  const ordered =
    learned === null ? [] : orderedRuns(learned.baseline).filter(([, { legs }]) => legs.size > 0);
  const linkOf = (of: (typeof ordered)[number] | undefined): RunLink | null =>
    of === undefined ? null : linkRun(repositoryUrl, of[0], of[1].at);
  const runs = countRuns(ordered.map(([key]) => key));
  const ofCallers = countRuns(ordered.map(([key]) => key).filter(isOfCaller));
  return {
    jobId,
    rows: describeEntries(recommendation?.entries ?? [], learned, repositoryUrl),
    leftOut: (recommendation?.leftOut ?? [])
      .filter(({ reason }) => reason !== arrivedReason)
      .map(({ endpoint, reason, decision: denied }) => ({
        endpoint,
        why: denied === null ? leftOutWords[reason] : `${leftOutWords[reason]} by ${sayOrigin(denied)}`,
      })),
    waiting: (recommendation?.leftOut ?? [])
      .filter(({ reason }) => reason === arrivedReason)
      .map(({ endpoint, changed = [] }) => ({ endpoint, after: nameChanges(changed) })),
    runs,
    quietRuns: readiness?.quietRuns ?? 0,
    risk: percent(readiness?.riskUpperBound ?? 1),
    first: linkOf(ordered.at(0)),
    last: linkOf(ordered.at(-1)),
    isFromPullRequests: learned?.source === "pull-request",
    isPartlyFromDefault: (learned?.defaultBranchRuns ?? 0) > 0,
    overridden:
      decision === null || overridden.length === 0
        ? null
        : { by: sayWho(decision), gates: overridden.map(({ message }) => message) },
    isLowConfidence: readiness?.confidence === "low",
    ownDns: learned === null ? [] : findOwnDns(learned.baseline),
    unguardedLegs: assessment.unguardedLegs.map(({ leg }) => leg),
    failingLegs: (readiness?.failingLegs ?? []).map(({ leg }) => leg),
    doubts: state === "ready" ? [] : reasons.map(({ message }) => message),
    ofCallers: ofCallers === 0 ? null : sayCallers(ofCallers, runs),
    ...edit,
  };
}

const arrivedReason = "new-after-dependency-change";

/** Rounded up: what is promised holds. */
function percent(share: number): string {
  return (Math.ceil(share * 1_000) / 10).toFixed(1);
}
