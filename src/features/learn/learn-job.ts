import { isNameOf } from "../../adapters/github/repositories/former-names.ts";
import { type JobLogResult, readJobLog } from "../../adapters/github/runs/job-log.ts";
import { LateLogError } from "../../adapters/github/runs/late-log-error.ts";
import type { RunJob } from "../../adapters/github/runs/run-jobs.ts";
import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import {
  type Baseline,
  baselineOf,
  baselineWithoutRecord,
  type RunFacts,
  refusedEndpoints,
} from "../../domain/baseline/baseline.ts";
import { attemptOfCaller } from "../../domain/baseline/caller-run.ts";
import type { LessonReason } from "../../domain/record/lesson-reason.ts";
import type { MadeCall } from "../../domain/record/made-call.ts";
import type { Claims, Observation } from "../../domain/record/observation.ts";
import { asUnguardable, isLogMissing, unguardableByLabels } from "../../domain/record/reasons.ts";
import { readSilence, type Silence } from "../../domain/record/silence.ts";
import type { WorkflowRun } from "../../domain/run/workflow-run.ts";
import { listExecutedSteps } from "../../domain/workflow/executed-steps.ts";
import { clientOf } from "./client-of.ts";
import type { GuardedJob } from "./find-guarded-jobs.ts";
import { findPostStep } from "./find-post-step.ts";
import type { RefusedInRun } from "./find-suspects.ts";
import { askAgainAt } from "./late-log.ts";
import type { LearnTools } from "./tools.ts";

/** What one job of a run taught. */
export type JobLesson = (
  | { readonly result: "learned"; readonly reason: null; readonly baseline: Baseline }
  | {
      readonly result: "incomplete";
      readonly reason: LessonReason;
      readonly baseline: Baseline;
      /** Absent where no two records contradict each other. */
      readonly claims?: Claims;
    }
  /** A baseline only where the log tells why nothing was recorded, which then is all that the baseline says. */
  | { readonly result: "not-learned"; readonly reason: LessonReason; readonly baseline: Baseline | null }
) & {
  /** What the baseline names, in the order of the first calls. */
  readonly calls: readonly MadeCall[];
};

// A cancelled job was not failed by what was refused.
const failures: ReadonlySet<string> = new Set(["failure", "timed_out"]);

/**
 * Reads the log of a guarded job and learns from its record, if it is this job's. A log that is gone is no error. There is
 * none to read where the runner alone tells that Harden-Runner cannot guard the job. `findSuspects` is asked about what block mode
 * refused. @throws LateLogError while the log may still come
 */
export async function learnJob(
  task: LearnRun,
  guarded: GuardedJob,
  tools: Pick<LearnTools, "octokit" | "fetch" | "callees">,
  findSuspects: (refused: RefusedInRun) => Promise<RunFacts["suspects"]>,
): Promise<JobLesson> {
  const { repository, run } = task;
  const { job, guard, leg } = guarded;
  const seenAs = seenBy(guarded, run);
  const byLabels = unguardableByLabels(job.labels);
  if (byLabels !== null) return learnWithoutRecord(byLabels);
  const postStep = findPostStep(guarded);
  if (typeof postStep === "string") return learnWithoutRecord(postStep);
  const read = await readJobLog(tools.octokit, repository, postStep, tools);
  const later = isMissing(read) ? askAgainAt(job.completedAt, Date.now()) : null;
  if (later !== null) throw new LateLogError(later);
  if (read.kind === "not-available") return learnWithoutRecord(read.reason);
  // A job's inputs may imitate its name in the log; GitHub's list cannot be imitated.
  const observation = { ...read.record.observation, jobName: leg };
  const isNamed: IsNamed = async (callee, name) =>
    isNameOf(await clientOf(callee, tools), callee ?? repository, name);
  const mismatch = await findMismatch(observation, task, guarded, isNamed);
  if (mismatch !== null) return learnWithoutRecord(mismatch);
  if (observation.status === "not-recorded")
    return learnWithoutRecord(observation.reason ?? "no-agent-log", observation, read.record.listCalls());
  const succeeded = job.conclusion === "success";
  const reason = observation.reason ?? (succeeded ? null : reasonOfConclusion(job.conclusion));
  const facts: RunFacts = {
    ...seenAs,
    succeeded,
    failed: failures.has(job.conclusion),
    executedSteps: listExecutedSteps(job.listedSteps, guard.computedSteps),
    suspects: await findSuspects({ endpoints: listRefused(observation), actions: observation.actions }),
    silence: silenceOf(observation.reason, observation),
  };
  const baseline = baselineOf(observation, facts, read.record.unguardable);
  const calls = read.record.listCalls();
  if (baseline === null) return learnWithoutRecord(reason ?? "no-configuration", observation, calls);
  return reason === null
    ? { result: "learned", reason, baseline, calls }
    : {
        result: "incomplete",
        reason,
        baseline,
        calls,
        ...(observation.claims !== undefined && { claims: observation.claims }),
      };

  /** What a job teaches that left no record of its own: why it cannot be guarded, how it ended, and what it was refused as far as that is known. */
  async function learnWithoutRecord(
    why: LessonReason,
    seen: Seen = nothingSeen,
    calls: readonly MadeCall[] = [],
  ): Promise<JobLesson> {
    const silence = silenceOf(why, seen);
    const unguarded = asUnguardable(why);
    const hasFailed = hasBegun(job) && (failures.has(job.conclusion) || silence?.state === "died");
    const refused = listRefused(seen);
    const teaches =
      unguarded !== null ||
      seen.enforcement.state === "not-enforced" ||
      silence !== null ||
      (hasFailed && isAudited(seen));
    if (!teaches) return { result: "not-learned", reason: why, baseline: null, calls: [] };
    const { id: runId, startedAt: at } = run;
    const baseline = baselineWithoutRecord({ runId, at, ...seenAs }, leg, {
      unguarded,
      // Of a job that only audits it is worth knowing that it failed.
      enforcement: isAudited(seen) ? { state: "audit" } : seen.enforcement,
      refused: seen.refused,
      failed: hasFailed,
      suspects:
        refused.length === 0 ? new Map() : await findSuspects({ endpoints: refused, actions: seen.actions }),
      silence,
    });
    return { result: "not-learned", reason: why, baseline, calls };
  }

  function silenceOf(why: LessonReason | null, seen: Seen): Silence | null {
    if (isAudited(seen)) return null;
    const succeeded = job.conclusion === "success";
    return readSilence({ succeeded, hasBegun: hasBegun(job), reason: why, enforcement: seen.enforcement });
  }

  /** The log knows it better than the file. */
  function isAudited({ policy, enforcement }: Seen): boolean {
    if (enforcement.state !== "unknown") return enforcement.state === "audit";
    return policy === null ? !guard.mayBlock : policy === "audit";
  }
}

/** Whether there is no log, and may be one later: not where GitHub has deleted it. */
function isMissing(read: JobLogResult): boolean {
  const reason = read.kind === "read" ? read.record.observation.reason : read.reason;
  return reason !== null && isLogMissing(reason);
}

/** As what the file's repository knows a run: of another one's it knows no more than that it called the file. */
function seenBy(
  { callee }: GuardedJob,
  { attempt, event }: WorkflowRun,
): Pick<RunFacts, "attempt" | "event"> {
  return callee === null ? { attempt, event } : { attempt: attemptOfCaller(attempt), event: "workflow_call" };
}

/** What of an observation counts where there is no record. */
type Seen = Pick<Observation, "policy" | "enforcement" | "refused" | "actions">;

const nothingSeen: Seen = { policy: null, enforcement: { state: "unknown" }, refused: [], actions: [] };

/** Whether a runner took the job and began with its steps, of which the first sets it up: a job that was cancelled before shows nothing. */
function hasBegun({ steps }: RunJob): boolean {
  return steps.some(({ number }) => number > 1);
}

/** Whether a name, `owner/name`, is or was that of the called workflow's repository, or of the run's own where it is null. */
type IsNamed = (callee: GuardedJob["callee"], name: string) => Promise<boolean>;

/**
 * Why a record is not of this job and run; null where it is. What ran before a rename carries the old name.
 */
async function findMismatch(
  observation: Observation,
  task: LearnRun,
  guarded: GuardedJob,
  isNamed: IsNamed,
): Promise<LessonReason | null> {
  if (observation.status === "not-recorded") return null;
  // Without a readable configuration there is no id to compare, and nothing is learned either.
  if (observation.runId === null) return null;
  const { repository, workflow } = observation;
  if (observation.runId !== task.run.id || repository === null || !(await isNamed(null, repository)))
    return "record-of-other-run";
  const isOurs = (name: string): Promise<boolean> => isNamed(guarded.callee, name);
  if (!guarded.isCalled) return workflow === null ? null : "workflow-mismatch";
  if (workflow?.path !== guarded.path || !(await isOurs(workflow.repository))) return "workflow-mismatch";
  const { referencedWorkflows } = task.run;
  if (referencedWorkflows.length === 0) return null;
  for (const { path, sha } of referencedWorkflows)
    if (sha === workflow.sha && (await isSameFile(path, workflow.path, isOurs))) return null;
  return "workflow-mismatch";
}

/** Whether `owner/name/PATH@ref`, or `PATH` alone, is a path of the repository. */
async function isSameFile(
  referenced: string,
  path: string,
  isOurs: (name: string) => Promise<boolean>,
): Promise<boolean> {
  const [file = ""] = referenced.split("@");
  if (file === path) return true;
  return file.endsWith(`/${path}`) && isOurs(file.slice(0, -path.length - 1));
}

function reasonOfConclusion(conclusion: string): LessonReason {
  return conclusion === "cancelled" ? "job-cancelled" : "job-failed";
}

/** What the job's list refused and could have let through. */
function listRefused({ refused }: Pick<Observation, "refused">): readonly string[] {
  return refused.flatMap((one) =>
    "ip" in one || one.isListed || one.isBlocklisted ? [] : refusedEndpoints(one),
  );
}
