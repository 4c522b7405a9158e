import type { JobAssessment } from "../assessment/job-assessment.ts";
import type { JobTrial } from "../assessment/trial.ts";
import type { RunKey } from "../baseline/baseline.ts";
import type { MissVerdict } from "../baseline/misses.ts";
import { orderedRuns } from "../baseline/window.ts";
import { endOf } from "../harden-runner/version-table.ts";
import { linkRun } from "./run-link.ts";
import { sayEnding } from "./sentences/trouble.ts";

/** How a job fared in the trial of its list, for people. All names are foreign. */
export interface TrialRow {
  readonly jobId: string;
  readonly kind: JobTrial["kind"];
  /** Why it was not tried; empty where it was. */
  readonly why: string;
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
  readonly refused: readonly RefusedRow[];
  /** What an earlier list of the same pull request was refused. */
  readonly earlier: readonly (RefusedRow & { readonly runId: string; readonly url: string })[];
}

export interface RefusedRow {
  readonly endpoint: string;
  readonly steps: readonly string[];
  readonly outcome: string;
}

const whyWords: Readonly<Record<Extract<JobTrial, { kind: "not-tried" }>["why"], string>> = {
  "no-trigger": "not tried: the workflow does not run on pull requests",
  "not-begun": "not tried yet: no run of this pull request has executed it so far",
  "waits-for-approval": "not tried yet: the runs of this pull request wait for somebody's approval",
  running: "being tried",
  "left-out": "not tried: the run of this pull request did not execute it, or left no record of it",
};

const outcomeWords: Readonly<Record<MissVerdict, string>> = {
  repair: "added, flagged `found-in-trial`",
  asked:
    "not added: the job succeeded without it. Needed: `/egress allow HOST:PORT REASON`. To stay refused: `/egress deny HOST:PORT`",
  burst: "not added yet: it is one of many new names in one run; it is added if it fails a second run",
  suspicious: "not added: it is new right after a dependency or an action changed, so it may be an attack",
  unproven: "not added",
  listed: "it is in the list, so no list helps",
  masked: "not added: GitHub masks a part of its name, as that part is a secret",
  address: "not added: a list takes names only",
  unlistable: "not added: a list can only hold public names and TCP",
  "runner-service": `not added: it is GitHub's own runner service, which Harden-Runner allows without a list since ${endOf("defect-kills-long-jobs")}`,
  blocklisted: "not added: StepSecurity's global block list has it",
  denied: "not added: somebody denied it",
};

/** Describes the trial of a job. `page` is the repository's, below which its runs are. */
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
    .flatMap(({ endpoint, runs, steps, verdict }) => {
      const run = [...runs].findLast((key) => trialRuns.has(key));
      if (run === undefined) return [];
      const { id: runId, url } = link(run);
      return [{ endpoint, steps, outcome: outcomeWords[verdict], runId, url }];
    });
  if (trial.kind === "not-tried") {
    const { kind, why, runId } = trial;
    const run = runId === null ? null : { id: String(runId), url: `${page}/actions/runs/${runId}` };
    return {
      jobId,
      kind,
      why: whyWords[why],
      run,
      isEnforced: null,
      causes: [],
      called: 0,
      ending: "",
      hasFailed: false,
      refused: [],
      earlier,
    };
  }
  const { kind, run, unenforced, called, refused, hasFailed } = trial;
  return {
    jobId,
    kind,
    why: "",
    run: link(run),
    isEnforced: unenforced === null ? null : unenforced.length === 0,
    causes: (unenforced ?? []).map(({ message }) => message),
    called,
    ending: sayEnding(trial),
    hasFailed,
    refused: refused.map(({ endpoint, steps, verdict }) => ({
      endpoint,
      steps,
      outcome: verdict === null ? "" : outcomeWords[verdict],
    })),
    earlier,
  };
}
