import type { JobAssessment } from "../assessment/job-assessment.ts";
import { isBadTrial, type JobTrial } from "../assessment/trial.ts";
import type { RunKey } from "../baseline/baseline.ts";
import type { MissVerdict } from "../baseline/misses.ts";
import { orderedRuns } from "../baseline/window.ts";
import { endOf } from "../harden-runner/version-table.ts";
import { linkRun } from "./run-link.ts";
import { sayEnding } from "./sentences/trouble.ts";

/** How a job fared in the rehearsal of its list, for people. All names are foreign. */
export interface TrialRow {
  readonly jobId: string;
  readonly kind: JobTrial["kind"];
  /** Why it was not tried; null where it was. */
  readonly why: Extract<JobTrial, { kind: "not-tried" }>["why"] | null;
  /** Of the run that tells; null where there is none. */
  readonly run: { readonly id: string; readonly url: string } | null;
  /** Whether it was held to the list; null where no record tells. */
  readonly isEnforced: boolean | null;
  /** Why it was not. */
  readonly causes: readonly string[];
  readonly called: number;
  /** How the job ended where it failed, or left no record; empty where it did neither. */
  readonly ending: string;
  readonly hasFailed: boolean;
  /** It speaks against the merge. */
  readonly isBad: boolean;
  readonly refused: readonly RefusedRow[];
  /** What an earlier list of the same pull request was refused. */
  readonly earlier: readonly RefusedRow[];
}

/** Something that was refused in a rehearsal. */
export interface RefusedRow {
  readonly endpoint: string;
  readonly steps: readonly string[];
  /** What became of it, a sentence without its full stop. */
  readonly outcome: string;
  /** Of an earlier run; null where it is the row's own. */
  readonly run: { readonly id: string; readonly url: string } | null;
}

const outcomeWords: Readonly<Record<MissVerdict, string>> = {
  repair: "added to the list",
  asked:
    "not added: the job succeeded without it. Needed? `/egress allow HOST:PORT REASON`. Not needed? `/egress deny HOST:PORT`",
  burst: "not added yet: it is one of many new names in one run, and is added if it fails a second run",
  suspicious: "not added: it is new right after a dependency or an action changed, so it may be an attack",
  unproven: "not added",
  listed: "the list has it, so a list cannot help",
  masked: "not added: GitHub masks a part of its name as a secret",
  address: "not added: a list can only hold names",
  unlistable: "not added: a list can only hold public names and TCP",
  "runner-service": `not added: GitHub's own runner service, which Harden-Runner allows without a list since ${endOf("defect-kills-long-jobs")}`,
  blocklisted: "not added: StepSecurity's global block list has it",
  denied: "not added: somebody denied it",
};

/** Describes the rehearsal of a job. `page` is the repository's, below which its runs are. */
export function describeTrial(
  { jobId, misses, learned }: JobAssessment,
  trial: JobTrial,
  page: string,
): TrialRow {
  const trialRuns = new Map(learned?.trial === undefined ? [] : orderedRuns(learned.trial));
  const link = (key: RunKey): { readonly id: string; readonly url: string } => ({
    id: key.split("/", 1)[0] ?? "",
    url: linkRun(page, key, "").url,
  });
  const shown = new Set(trial.kind === "tried" ? trial.refused.map(({ endpoint }) => endpoint) : []);
  const earlier = misses
    .filter(({ isFromTrial, endpoint }) => isFromTrial && !shown.has(endpoint))
    .flatMap(({ endpoint, runs, steps, verdict }): readonly RefusedRow[] => {
      const run = [...runs].findLast((key) => trialRuns.has(key));
      return run === undefined
        ? []
        : [{ endpoint, steps, outcome: sayOutcome(verdict, endpoint), run: link(run) }];
    });
  if (trial.kind === "not-tried") {
    const { kind, why, runId } = trial;
    const run = runId === null ? null : { id: String(runId), url: `${page}/actions/runs/${runId}` };
    return {
      jobId,
      kind,
      why,
      run,
      isEnforced: null,
      causes: [],
      called: 0,
      ending: "",
      hasFailed: false,
      isBad: false,
      refused: [],
      earlier,
    };
  }
  const { kind, unenforced, called, refused, hasFailed } = trial;
  return {
    jobId,
    kind,
    why: null,
    run: link(trial.run),
    isEnforced: unenforced === null ? null : unenforced.length === 0,
    causes: (unenforced ?? []).map(({ message }) => message),
    called,
    ending: sayEnding(trial),
    hasFailed,
    isBad: isBadTrial(trial),
    refused: refused.map(({ endpoint, steps, verdict }) => ({
      endpoint,
      steps,
      outcome: verdict === null ? "in the list by now" : sayOutcome(verdict, endpoint),
      run: null,
    })),
    earlier,
  };
}

/** The endpoint stands in the commands. */
function sayOutcome(verdict: MissVerdict, endpoint: string): string {
  return outcomeWords[verdict].replaceAll("HOST:PORT", endpoint);
}
