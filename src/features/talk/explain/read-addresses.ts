import { readJobLog } from "../../../adapters/github/runs/job-log.ts";
import { readRun } from "../../../adapters/github/runs/read-run.ts";
import { listRunJobs, UnfinishedJobError } from "../../../adapters/github/runs/run-jobs.ts";
import type { LearnRun } from "../../../adapters/queue/tasks/learn-run.ts";
import type { RunKey } from "../../../domain/baseline/baseline.ts";
import { isOfCaller } from "../../../domain/baseline/caller-run.ts";
import { type EndpointQuery, isAskedFor } from "../../../domain/endpoint/query.ts";
import { findGuardedJobs, type GuardedJob } from "../../learn/find-guarded-jobs.ts";
import { findPostStep } from "../../learn/find-post-step.ts";
import { readCandidates } from "../../learn/read-candidates.ts";
import type { Question } from "../question/question.ts";
import type { AnswerTools } from "../question/tools.ts";

/** Addresses that a run called, or that they cannot be told any more: a reason code, or that GitHub has no such run. */
export type AddressesOfRun =
  | { readonly kind: "read"; readonly addresses: readonly string[] }
  | { readonly kind: "gone"; readonly reason: string };

/** A long matrix is not worth its logs. */
const mostLogs = 2;

type Tools = Pick<AnswerTools, "octokit" | "store" | "fetch">;

/** Reads the logs of a job's run once more, two at most, for the addresses, which are not kept. */
export async function readAddresses(
  query: EndpointQuery,
  seen: { readonly path: string; readonly jobId: string; readonly key: RunKey },
  { current }: Pick<Question, "current">,
  tools: Tools,
): Promise<AddressesOfRun> {
  if (isOfCaller(seen.key)) return { kind: "gone", reason: "run-of-other-repository" };
  const run = await readRun(tools.octokit, current, seen.key);
  if (run === null) return { kind: "gone", reason: "no-such-run" };
  const task = { repository: current, run };
  const jobs = await findJobs(seen, task, tools);
  if (typeof jobs === "string") return { kind: "gone", reason: jobs };
  let reason = "not-in-these-logs";
  const addresses = new Set<string>();
  for (const job of jobs.slice(0, mostLogs)) {
    const read = await readFromLog(query, job, task, tools);
    if (typeof read === "string") reason = read;
    else for (const address of read) addresses.add(address);
  }
  return addresses.size === 0 ? { kind: "gone", reason } : { kind: "read", addresses: [...addresses].sort() };
}

async function findJobs(
  { path, jobId }: { readonly path: string; readonly jobId: string },
  task: LearnRun,
  tools: Tools,
): Promise<readonly GuardedJob[] | string> {
  const candidates = await readCandidates(task, tools);
  if (typeof candidates === "string") return candidates;
  try {
    const listed = await listRunJobs(tools.octokit, task.repository, task.run);
    return findGuardedJobs(listed, candidates).filter(
      (found): found is GuardedJob => "path" in found && found.path === path && found.jobId === jobId,
    );
  } catch (error) {
    if (error instanceof UnfinishedJobError) return "not-completed";
    throw error;
  }
}

/** The addresses that one job called, or why its log cannot tell. */
async function readFromLog(
  query: EndpointQuery,
  job: GuardedJob,
  { repository, run }: LearnRun,
  { octokit, fetch }: Tools,
): Promise<readonly string[] | string> {
  const postStep = findPostStep(job);
  if (typeof postStep === "string") return postStep;
  const read = await readJobLog(octokit, repository, postStep, { fetch });
  if (read.kind === "not-available") return read.reason;
  const { record } = read;
  if (record.observation.runId !== run.id) return "record-of-other-run";
  const addresses = record.addressesOf((host) => isAskedFor(query, { host, port: null }), query.port);
  return addresses ?? record.observation.reason ?? "no-agent-log";
}
