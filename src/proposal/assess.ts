import type { Baseline } from "../baseline/baseline.ts";
import { judgeReadiness, type Readiness } from "../baseline/readiness.ts";
import { type Recommendation, recommend } from "../baseline/recommend.ts";
import type { JobKey } from "../store/job-key.ts";
import { switchToBlock } from "../workflow/edit.ts";
import type { Refusal } from "../workflow/refusal.ts";
import { type FileProblem, type Job, parseWorkflowFile } from "../workflow/workflow-file.ts";
import { readPolicy } from "./guard-policy.ts";

/** What has been learned about a job, and from whose runs. */
export interface Learned {
  /** Cut to the window. */
  readonly baseline: Baseline;
  readonly source: JobKey["source"];
}

/** How a job of the file stands. */
export interface JobAssessment {
  readonly jobId: string;
  readonly state: JobState;
  /** What stands in the way; empty for `enforced`, `ready` and `not-guarded`. Messages may quote the file. */
  readonly reasons: readonly { readonly code: string; readonly message: string }[];
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
  /** Ready, but its guard step cannot be edited. */
  | "refused";

export type AssessedFile =
  | { readonly ok: true; readonly jobs: readonly JobAssessment[] }
  | { readonly ok: false; readonly problem: FileProblem };

/** Assesses the jobs of a workflow file, in the file's order. `learned` is by job id. */
export function assessFile(text: string, path: string, learned: ReadonlyMap<string, Learned>): AssessedFile {
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) return { ok: false, problem: parsed.problem };
  const judged = parsed.file.jobs.map((job) => judge(job, learned.get(job.id) ?? null));
  const refusals = findRefusals(text, path, judged);
  const jobs = judged.map((job) => {
    const refusal = job.state === "ready" ? refusals.get(job.jobId) : undefined;
    return refusal === undefined ? job : refuse(job, refusal);
  });
  return { ok: true, jobs };
}

function judge(job: Job, learned: Learned | null): JobAssessment {
  const guard = readPolicy(job);
  const known = learned === null || learned.baseline.runs.size === 0 ? null : learned;
  const recommendation = known === null ? null : recommend(known.baseline);
  const readiness =
    known === null || recommendation === null ? null : judgeReadiness(known.baseline, recommendation);
  const assessment = { jobId: job.id, learned: known, recommendation, readiness };
  if (guard === null) return { ...assessment, state: "not-guarded", reasons: [] };
  if (guard.policy === "block") return { ...assessment, state: "enforced", reasons: [] };
  if (readiness === null) {
    const message = "no run of it was learned from yet";
    return { ...assessment, state: "learning", reasons: [{ code: "nothing-learned", message }] };
  }
  return { ...assessment, state: readiness.verdict, reasons: readiness.reasons };
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
