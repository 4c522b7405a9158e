import { basename } from "node:path";
import type { Baseline } from "../../../domain/baseline/baseline.ts";
import type { Rule } from "../../../domain/guard/check/rules.ts";
import type { EditRefusal } from "../../../domain/guard/refusal.ts";
import type { Observation } from "../../../domain/record/observation.ts";
import { sayLooks } from "../../../domain/text/look-words.ts";
import { explainReason } from "../../../domain/text/sentences/lessons.ts";
import { type JobMatch, matchJob } from "../../../domain/workflow/jobs/match-job.ts";
import { createMatrixReader } from "../../../domain/workflow/jobs/matrix-values.ts";
import { parseWorkflowFile } from "../../../domain/workflow/workflow-file.ts";
import { UsageError } from "../shared/usage-error.ts";
import { describeDoubtedLogs } from "./describe-recommendation.ts";
import { listKnownJobs } from "./known-jobs.ts";
import { type LearnedJob, learnJobs } from "./learn.ts";

/** A job that was not switched, in the shape that other tools rely on. */
export interface RefusedJob {
  readonly job: string;
  readonly code:
    | EditRefusal["code"]
    | Rule
    | "held"
    | "not-ready"
    | "not-recorded"
    | "job-ambiguous"
    | "open-to-strangers";
  readonly message: string;
  readonly line: number | null;
}

/** The lists to enforce, and what stopped a job before its list was known. */
export interface Targets {
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly refused: readonly RefusedJob[];
  /** The refused jobs whose logs are no proof, because of the version of Harden-Runner that wrote them: only the version may change. */
  readonly outdated: readonly string[];
  /** What the logs of each job taught; none where no logs were given. */
  readonly baselines: ReadonlyMap<string, Baseline>;
  /** Lines for the reader that are no refusals. */
  readonly notes: readonly string[];
}

/**
 * Learns the lists for a workflow file's jobs from logs: which job each log belongs to, and what the logs of each job
 * support. `job` says it for all logs. Refused is a job that no list can help, a log that fits no job, and, unless it is forced, a job whose logs
 * are not enough or whose list has a pattern: the gates are those of the App.
 */
export async function learnTargets(
  logs: readonly string[],
  workflow: {
    readonly path: string;
    readonly text: string;
    readonly job: string | null;
    readonly isForced: boolean;
  },
): Promise<Targets> {
  const parsed = parseWorkflowFile(workflow.text);
  if (!parsed.ok) {
    const { message, line, column } = parsed.problem;
    throw new UsageError(`${workflow.path}:${line}:${column}: ${message}`);
  }
  const { file } = parsed;
  const matrixOf = createMatrixReader(file);
  const ids = file.jobs.map(({ id }) => id);
  if (workflow.job !== null && !ids.includes(workflow.job))
    throw new UsageError(
      `enforce: ${workflow.path} has no job ${workflow.job}${listKnownJobs(workflow.job, ids)}`,
    );
  const refused: RefusedJob[] = [];
  const nameOf = (observation: Observation, path: string): string | null => {
    if (workflow.job !== null) return workflow.job;
    const owner = findOwner(observation, path, workflow.path, (name, isCalled) =>
      matchJob(name, file.jobs, isCalled, matrixOf),
    );
    if (typeof owner === "string") return owner;
    refused.push(owner);
    return null;
  };
  const { jobs, unusable } = await learnJobs(logs, nameOf);
  for (const { path, jobName, reason } of unusable) {
    const message = `${path} has nothing to learn from: ${explainReason(reason)}`;
    refused.push({
      job: workflow.job ?? jobName ?? "of an unknown name",
      code: "not-recorded",
      message,
      line: null,
    });
  }
  const lists = new Map<string, readonly string[]>();
  const outdated: string[] = [];
  for (const job of jobs) {
    const { reasons, runs, verdict } = job.readiness;
    const message = reasons.map((reason) => reason.message).join("; ");
    // Whoever forces it may confirm a pattern; but nothing helps a list that cannot be.
    if (job.recommendation.holds.some(({ code }) => code !== "wildcard-not-confirmed"))
      refused.push({ job: job.name, code: "held", message, line: null });
    else if (runs === 0 && job.doubts !== null) {
      outdated.push(job.name);
      const why = `${describeDoubtedLogs(job.doubts).join("; ")}; record it anew`;
      refused.push({ job: job.name, code: "old-version", message: why, line: null });
    } else if (runs === 0) {
      const none = "no log of the job holds a complete record, so the list would lack what the job calls";
      refused.push({ job: job.name, code: "not-recorded", message: none, line: null });
    } else if (verdict !== "ready" && !workflow.isForced) {
      const what = `it is ${verdict}: ${message}; --force switches it all the same`;
      refused.push({ job: job.name, code: "not-ready", message: what, line: null });
    } else
      lists.set(
        job.name,
        job.recommendation.entries.map((entry) => entry.text),
      );
  }
  const baselines = new Map(jobs.map(({ name, baseline }) => [name, baseline]));
  return {
    lists,
    refused,
    outdated,
    baselines,
    notes: jobs.filter((job) => lists.has(job.name)).flatMap(describeDoubts),
  };
}

/** The id of the job that a log belongs to, or why none is. */
function findOwner(
  observation: Observation,
  path: string,
  workflowPath: string,
  match: (jobName: string, isCalled: boolean) => JobMatch,
): string | RefusedJob {
  const jobName = observation.jobName ?? "";
  const called = observation.workflow?.path ?? null;
  if (called !== null && basename(called) !== basename(workflowPath)) {
    const message = `${path} is of a job whose steps are in ${called}, not in ${workflowPath}; enforce that file`;
    return { job: jobName, code: "job-not-found", message, line: null };
  }
  const owner = match(jobName, observation.workflow !== null);
  switch (owner.kind) {
    case "matched":
      return owner.id;
    case "none": {
      const message = `${path} is of job "${jobName}", which no job of this file can be; say which with --job`;
      return { job: jobName, code: "job-not-found", message, line: null };
    }
    case "ambiguous": {
      const message = `${path} is of job "${jobName}", which may be ${owner.ids.join(" or ")}; say which with --job`;
      return { job: jobName, code: "job-ambiguous", message, line: null };
    }
  }
}

function describeDoubts({ name, readiness, recommendation, doubts }: LearnedJob): string[] {
  const looks = recommendation.entries.flatMap((entry) => {
    const words = sayLooks(entry).map((look) => look.words);
    return words.length === 0 ? [] : [`job ${name}: look at ${entry.text} (${words.join("; ")})`];
  });
  return [
    ...describeDoubtedLogs(doubts).map((message) => `job ${name}: ${message}`),
    ...readiness.reasons.map(({ message }) => `job ${name} is ${readiness.verdict}: ${message}`),
    ...looks,
  ];
}
