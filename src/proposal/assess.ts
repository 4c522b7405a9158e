import type { Baseline } from "../baseline/baseline.ts";
import type { JobDecision } from "../baseline/decision.ts";
import { judgeReadiness, type Readiness } from "../baseline/readiness.ts";
import { type Recommendation, recommend } from "../baseline/recommend.ts";
import { findUnguardedLegs, type UnguardedLeg } from "../baseline/unguarded-legs.ts";
import type { JobKey } from "../store/job-key.ts";
import { switchToBlock } from "../workflow/edit.ts";
import { expectJob } from "../workflow/expected-job.ts";
import type { Refusal } from "../workflow/refusal.ts";
import {
  type FileProblem,
  type Job,
  parseWorkflowFile,
  type WorkflowFile,
} from "../workflow/workflow-file.ts";
import { describeUnguardable } from "./describe-unguardable.ts";
import { findDeadEntries, readPolicy } from "./guard-policy.ts";
import { isIgnoredBySettings, listDecisions, type Rules } from "./rules.ts";

/** What has been learned about a job, and from whose runs. */
export interface Learned {
  /** Cut to the window. */
  readonly baseline: Baseline;
  readonly source: JobKey["source"];
}

/** What stands in a job's way. The message may quote the file; `lift` says what would take it away, where something can. */
export interface JobReason {
  readonly code: string;
  readonly message: string;
  readonly lift?: string;
}

/** How a job of the file stands. */
export interface JobAssessment {
  readonly jobId: string;
  readonly state: JobState;
  /** What stands in the way; empty for `enforced`, `ready` and `not-guarded`. */
  readonly reasons: readonly JobReason[];
  /** Gates that were not passed, and that somebody has overridden. */
  readonly overridden: readonly JobReason[];
  /** What somebody has said about the job. */
  readonly decision: JobDecision | null;
  /** Legs that Harden-Runner cannot hold to a list, beside others that it can. */
  readonly unguardedLegs: readonly UnguardedLeg[];
  /** Null where nothing was learned. */
  readonly learned: Learned | null;
  readonly recommendation: Recommendation | null;
  readonly readiness: Readiness | null;
}

export type JobState =
  | "not-guarded"
  /** The guard step blocks already. */
  | "enforced"
  | Readiness["verdict"]
  /** Somebody wants it left alone. */
  | "ignored"
  /** Harden-Runner cannot hold it to a list where it runs. */
  | "unguardable"
  /** Ready, but its guard step cannot be edited. */
  | "refused";

export type AssessedFile =
  | { readonly ok: true; readonly jobs: readonly JobAssessment[] }
  | { readonly ok: false; readonly problem: FileProblem };

/** Assesses the jobs of a workflow file, in the file's order. `learned` is by job id. */
export function assessFile(
  text: string,
  path: string,
  learned: ReadonlyMap<string, Learned>,
  rules: Rules,
): AssessedFile {
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) return { ok: false, problem: parsed.problem };
  const { file } = parsed;
  const judged = file.jobs.map((job) => judge(job, { file, path, rules }, learned.get(job.id) ?? null));
  const refusals = findRefusals(text, path, judged);
  const jobs = judged.map((job) => {
    const refusal = job.state === "ready" ? refusals.get(job.jobId) : undefined;
    return refusal === undefined ? job : refuse(job, refusal);
  });
  return { ok: true, jobs };
}

interface Context {
  readonly file: WorkflowFile;
  readonly path: string;
  readonly rules: Rules;
}

function judge(job: Job, context: Context, learned: Learned | null): JobAssessment {
  const { rules, path } = context;
  const guard = readPolicy(job);
  const decision = rules.decisions.jobs.get(job.id) ?? null;
  const known = learned === null || learned.baseline.runs.size === 0 ? null : learned;
  const numbers = known === null ? null : weigh(job, known.baseline, decision, context);
  const legs = known === null ? null : findUnguardedLegs(known.baseline);
  const assessment = {
    jobId: job.id,
    overridden: [],
    decision,
    unguardedLegs: legs?.unguarded ?? [],
    learned: known,
    recommendation: numbers?.recommendation ?? null,
    readiness: numbers?.readiness ?? null,
  };
  if (guard === null) return { ...assessment, state: "not-guarded", reasons: [] };
  if (guard.policy === "block") return { ...assessment, state: "enforced", reasons: [] };
  const ignored = readIgnored(decision, isIgnoredBySettings(rules.settings, path, job.id));
  if (ignored !== null) return { ...assessment, state: "ignored", reasons: [ignored] };
  if (legs !== null && legs.unguarded.length > 0 && !legs.hasGuarded)
    return { ...assessment, state: "unguardable", reasons: [describeUnguardable(legs.unguarded)] };
  const dead = findDeadEntries(guard, rules.resolutions);
  if (dead.length > 0) return { ...assessment, state: "held", reasons: dead };
  if (numbers === null) {
    const message = "no run of it was learned from yet";
    const lift = "runs of the default branch, or `/egress refresh`";
    return { ...assessment, state: "learning", reasons: [{ code: "nothing-learned", message, lift }] };
  }
  const { readiness } = numbers;
  const gates = decision?.kind === "propose" ? new Set(decision.gates) : new Set();
  const reasons = readiness.reasons.filter(({ code }) => !gates.has(code));
  const overridden = [...numbers.confirmed, ...readiness.reasons.filter(({ code }) => gates.has(code))];
  // The verdict is the gravest of its reasons; where those that are left are none, nothing is in the way.
  const state = reasons.length === 0 ? "ready" : readiness.verdict;
  return { ...assessment, state, reasons, overridden };
}

interface Weighed {
  readonly recommendation: Recommendation;
  readonly readiness: Readiness;
  /** The questions about patterns that were answered by overriding them. */
  readonly confirmed: readonly JobReason[];
}

/** The list for a job and whether it can be relied on. Who overrides the question about patterns has answered it. */
function weigh(
  job: Job,
  baseline: Baseline,
  decision: JobDecision | null,
  { file, rules }: Context,
): Weighed {
  const { settings, resolutions } = rules;
  const options = { wildcards: settings.wildcards, decisions: listDecisions(rules), resolutions };
  const gates = { settings: settings.ready, expected: expectJob(job, file) };
  const asked = recommend(baseline, options);
  const judged = judgeReadiness(baseline, asked, gates);
  const isAnswered = decision?.kind === "propose" && decision.gates.includes(patternGate);
  if (!isAnswered) return { recommendation: asked, readiness: judged, confirmed: [] };
  const recommendation = recommend(baseline, { ...options, wildcards: "allow" });
  return {
    recommendation,
    readiness: judgeReadiness(baseline, recommendation, gates),
    confirmed: judged.reasons.filter(({ code }) => code === patternGate),
  };
}

const patternGate = "wildcard-not-confirmed";

function readIgnored(decision: JobDecision | null, isInSettings: boolean): JobReason | null {
  const lift = "`/egress propose JOB`";
  // Somebody's word on this very job is newer and nearer than a line of the settings.
  if (decision?.kind === "ignore") {
    const { login, at } = decision;
    return { code: "ignored", message: `${login} said on ${at.slice(0, 10)} to leave it alone`, lift };
  }
  return isInSettings && decision === null
    ? { code: "ignored", message: "the settings say to leave it alone", lift }
    : null;
}

/** Why ready jobs cannot be switched, by job id. */
function findRefusals(
  text: string,
  path: string,
  jobs: readonly JobAssessment[],
): ReadonlyMap<string, Refusal> {
  const lists = new Map(jobs.filter(({ state }) => state === "ready").map((job) => [job.jobId, listOf(job)]));
  const { refused } = switchToBlock(text, lists, { path });
  return new Map(refused.map((refusal) => [refusal.job, refusal]));
}

/** The job as one that cannot be switched. */
export function refuse(
  job: JobAssessment,
  { code, message }: Pick<Refusal, "code" | "message">,
): JobAssessment {
  return { ...job, state: "refused", reasons: [{ code, message }] };
}

/** The allow-list that the job's baseline supports. */
export function listOf({ recommendation }: JobAssessment): readonly string[] {
  return (recommendation?.entries ?? []).map(({ text }) => text);
}
