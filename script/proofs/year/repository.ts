import { assessFile } from "../../../src/domain/assessment/assess.ts";
import type { JobAssessment, Learned } from "../../../src/domain/assessment/job-assessment.ts";
import {
  type JobRecord,
  rememberEntries,
  rememberProposed,
  updateRecord,
} from "../../../src/domain/assessment/job-record.ts";
import { defaultRules } from "../../../src/domain/assessment/rules.ts";
import { type Baseline, emptyBaseline, mergeBaselines } from "../../../src/domain/baseline/baseline.ts";
import type { Decision } from "../../../src/domain/baseline/decision.ts";
import { defaultWindow, withinWindow } from "../../../src/domain/baseline/window.ts";
import { readPolicies } from "../../../src/domain/guard/guard-policy.ts";
import type { GuardTarget } from "../../../src/domain/guard/target.ts";
import { editGuards } from "../../../src/domain/guard/workflow-step/edit.ts";
import { findProposed, type Proposal, selectProposal } from "../../../src/domain/proposal/select.ts";
import { parseWorkflowFile, type WorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { dateOf } from "./observe.ts";
import type { LivingJob } from "./world.ts";

const path = ".github/workflows/ci.yml";
const daysBetweenTrims = 30;

/** The pull request that is open. */
export interface OpenPull {
  readonly openedOn: number;
  readonly proposal: Proposal;
  readonly isRepair: boolean;
  /** Changes with the text: a trial of another text counts no more. */
  readonly version: number;
}

/** What the bot and people know of one repository, with one workflow file. */
export interface Simulated {
  text: string;
  open: OpenPull | null;
  readonly learned: Map<string, { baseline: Baseline; trial: Baseline; unproven: Baseline }>;
  records: ReadonlyMap<string, JobRecord>;
  readonly decisions: Decision[];
  readonly rejected: Set<string>;
  /** The days at which pull requests were opened. */
  readonly openedOn: number[];
  lastTrim: number | null;
  jobs: readonly JobAssessment[];
}

/** A repository whose jobs are all in audit mode. */
export function createSimulated(jobs: readonly LivingJob[]): Simulated {
  const texts = jobs.map(
    ({ id }) =>
      `  ${id}:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n      - run: npm ci\n      - run: npm test\n      - run: npm run build\n`,
  );
  const nothing = { baseline: emptyBaseline, trial: emptyBaseline, unproven: emptyBaseline };
  return {
    text: `on: [push, pull_request]\njobs:\n${texts.join("")}`,
    open: null,
    learned: new Map(jobs.map(({ id }) => [id, { ...nothing }])),
    records: new Map(),
    decisions: [],
    rejected: new Set(),
    openedOn: [],
    lastTrim: null,
    jobs: [],
  };
}

/** The list that a job is held to; null in audit mode. */
export function listOf(text: string, jobId: string): readonly string[] | null {
  const policy = readPolicies(readable(text)).get(jobId);
  return policy?.policy === "block" ? policy.entries : null;
}

function readable(text: string): WorkflowFile {
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.file;
}

/** Adds what a run taught. */
export function learn(
  state: Simulated,
  jobId: string,
  source: "baseline" | "trial" | "unproven",
  taught: Baseline,
): void {
  const known = state.learned.get(jobId);
  if (known === undefined) throw new Error(`there is no job ${jobId}`);
  known[source] = withinWindow(mergeBaselines(known[source], taught), defaultWindow);
}

/** Assesses the repository's jobs as they stand. */
export function assess(state: Simulated, day: number): void {
  noteJobs(state, day);
  const learned = new Map(
    [...state.learned].map(([id, { baseline, trial, unproven }]): [string, Learned] => [
      id,
      { baseline, source: "default-branch", trial, unproven: [unproven] },
    ]),
  );
  const rules = {
    ...defaultRules,
    decisions: { endpoints: state.decisions, jobs: new Map() },
    records: state.records,
  };
  const assessed = assessFile({ ok: true, file: readable(state.text) }, path, learned, rules);
  if (!assessed.ok) throw new Error(assessed.problem.message);
  state.jobs = assessed.jobs;
}

/** The jobs that the open pull request switches. */
function proposedIn({ open, text }: Simulated): ReadonlySet<string> {
  return open === null ? new Set() : findProposed(open.proposal.file, readable(text));
}

/** Does what the task that proposes does, with the jobs as they were assessed: opens, changes or closes the pull request. */
export function propose(state: Simulated, day: number): void {
  const { open } = state;
  const file = readable(state.text);
  const mayTrim =
    state.lastTrim === null ||
    day - state.lastTrim > daysBetweenTrims ||
    (open?.proposal.trimmed.length ?? 0) > 0;
  const proposal = selectProposal({ path, file }, state.jobs, {
    proposed: proposedIn(state),
    mayTrim,
    enforcer: defaultRules.enforcer,
  });
  if (proposal === null || (open === null && state.rejected.has(proposal.digest))) {
    state.open = null;
    return;
  }
  if (open?.proposal.file.text === proposal.file.text) {
    // The flags may be others.
    state.open = { ...open, proposal };
    return;
  }
  if (open === null) state.openedOn.push(day);
  const [isTrim, wasTrim] = [proposal, open?.proposal].map((one) => (one?.trimmed.length ?? 0) > 0);
  if (isTrim && !wasTrim) state.lastTrim = day;
  if (!isTrim && wasTrim) state.lastTrim = null;
  const isRepair = proposal.repaired.length > 0;
  state.open = { openedOn: open?.openedOn ?? day, proposal, isRepair, version: (open?.version ?? 0) + 1 };
  noteProposed(state, proposal);
}

/** People merge the pull request. */
export function merge(state: Simulated): void {
  if (state.open === null) return;
  state.text = state.open.proposal.file.text;
  state.open = null;
}

/** People take out of the lists what the bot names as unused and leaves to them. */
export function tidy(state: Simulated): void {
  const targets = new Map<string, GuardTarget>();
  for (const { jobId, reasons } of state.jobs) {
    const without = reasons
      .filter(({ code }) => code === "entry-unused")
      .map(({ message }) => message.split(" ", 1)[0] ?? "");
    if (without.length > 0) targets.set(jobId, { policy: "block", without });
  }
  state.text = editGuards(state.text, targets, { path }).text;
}

function noteJobs(state: Simulated, day: number): void {
  const file = readable(state.text);
  const policies = readPolicies(file);
  state.records = new Map(
    file.jobs.map((job) => {
      const record = updateRecord(state.records.get(job.id) ?? null, job, file, dateOf(day));
      const policy = policies.get(job.id);
      const baseline = state.learned.get(job.id)?.baseline ?? emptyBaseline;
      return [
        job.id,
        policy?.policy === "block"
          ? rememberEntries(record, policy.entries, baseline, dateOf(day).slice(0, 10))
          : record,
      ];
    }),
  );
}

function noteProposed(state: Simulated, { lists, repaired }: Proposal): void {
  const wanted = new Map([...lists, ...repaired.map(({ jobId, repairs }) => [jobId, repairs] as const)]);
  const policies = readPolicies(readable(state.text));
  state.records = new Map(
    [...state.records].map(([jobId, record]) => [
      jobId,
      rememberProposed(record, wanted.get(jobId) ?? [], policies.get(jobId)?.entries ?? []),
    ]),
  );
}
