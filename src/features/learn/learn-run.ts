import { LateLogError } from "../../adapters/github/runs/late-log-error.ts";
import { listRunJobs } from "../../adapters/github/runs/run-jobs.ts";
import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import type { Propose } from "../../adapters/queue/tasks/propose.ts";
import type { Store } from "../../adapters/store/store.ts";
import { chooseSource } from "../../domain/assessment/choose-source.ts";
import { type Baseline, emptyBaseline, mergeBaselines } from "../../domain/baseline/baseline.ts";
import { isAlarming } from "../../domain/baseline/is-alarming.ts";
import { pathOfBranch } from "../../domain/marks/branch.ts";
import { joinCalls } from "../../domain/record/made-call.ts";
import { nameLine } from "../../domain/run/file-line.ts";
import type { JobKey } from "../../domain/run/job-key.ts";
import type { JobOutcome, RunReason } from "../../domain/run/outcome.ts";
import { judgeRun, type Trust } from "../../domain/run/trust.ts";
import { defaultSettings } from "../../domain/settings/settings.ts";
import { createCalleeFinder } from "./find-callee.ts";
import { findGuardedJobs, type UnknownJob } from "./find-guarded-jobs.ts";
import { findRefusal } from "./find-refusal.ts";
import { findSuspects } from "./find-suspects.ts";
import { findWatchedBranch } from "./find-watched-branch.ts";
import { keepUntrusted } from "./keep-untrusted.ts";
import { type JobLesson, learnJob } from "./learn-job.ts";
import { maySkip, noteProof, type ShownJob } from "./may-skip.ts";
import { groupNamesakes, joinNamesakes, type Namesakes } from "./namesakes.ts";
import { readCandidates } from "./read-candidates.ts";
import { shortenOutcomes } from "./shorten-outcomes.ts";
import type { LearnTools } from "./tools.ts";

const longestName = 100;

/**
 * Learns what the guarded jobs of one attempt of a run called, and returns the workflow files whose baselines got something,
 * sorted. What a fork's or a bot's run called is kept apart, and teaches no file. Doing it again changes nothing, so it may be
 * broken off anywhere and repeated. A log that is gone ends only its job.
 * @throws LateLogError once all else is done where a log may still come, for then the run does not count as seen; and what GitHub or the
 * store answered with, for the caller to try again
 */
export async function learnRun(task: LearnRun, tools: LearnTools): Promise<readonly string[]> {
  const { repository, run } = task;
  const { octokit, store } = tools;

  // Asked only where it matters: most runs are judged without a question to GitHub.
  const isOnOwnBranch = run.headBranch !== null && pathOfBranch(run.headBranch) !== null;
  const botLogin = isOnOwnBranch && tools.readBotLogin !== null ? await tools.readBotLogin() : null;
  const trust = judgeRun(run, repository, botLogin);
  if (trust.kind === "untrusted") await keepUntrusted(task, tools);
  const refusal = await findRefusal(trust, task, tools);
  const branch = await findWatchedBranch(refusal, task, store);
  if (refusal !== null && branch === null) return endWithout(refusal);
  const { draw } = tools;
  if (draw !== undefined && (await maySkip(task, trust, store, { draw, now: Date.now() })))
    return endWithout("sampled");
  const trial = trust.kind === "trial" ? trust.path : null;
  // Only the default branch's own runs may teach another repository: not those of a tag or of a merge queue, whatever their commit.
  const isOwnBranch = refusal === null && run.headBranch === repository.defaultBranch;
  const callees = isOwnBranch && trust.kind === "by-commit" ? tools.callees : undefined;
  const candidates = await readCandidates(
    task,
    tools,
    callees === undefined ? {} : { findCallee: createCalleeFinder(repository, { octokit, ...callees }) },
  );
  if (typeof candidates === "string") return endWithout(candidates);
  const known = await store.runProgress.read(repository.id, run);
  const listed = known.jobs ?? (await listRunJobs(octokit, repository, run));

  const { installationId } = repository;
  const outcomes: JobOutcome[] = [];
  const late: LateLogError[] = [];
  /** Of all jobs; null where one was not learned, or is not known any more. */
  const shown: (ShownJob | null)[] = [];
  /** Files of other repositories. */
  const taught = new Map<string, Propose>();
  // That a trial left a job out is worth telling too.
  const paths = new Set<string>(trial === null ? [] : [trial]);
  try {
    for (const legs of groupNamesakes(findGuardedJobs(listed, candidates))) await learnLegs(legs);
  } catch (error) {
    // Broken off by a limit, it goes on here.
    await store.runProgress.keepJobs(repository.id, run, listed);
    throw error;
  }
  for (const file of taught.values()) await callees?.propose(file);
  // How the list fared is read from GitHub too, and somebody may be about to merge it.
  if (trial !== null) await tools.hurry?.({ repository, path: trial, cause: "event" });
  if (late.length > 0) {
    await store.runProgress.keepJobs(repository.id, run, listed);
    throw new LateLogError(Math.max(...late.map(({ askAgainAt }) => askAgainAt)), [...paths].sort());
  }
  await noteProof(task, trust, { shown, candidates }, store, Date.now());
  await record(null, shortenOutcomes(outcomes));
  return [...paths].sort();

  /** Learns the legs of a job that are known by one name, each job once however often the run is broken off. */
  async function learnLegs(legs: Namesakes | UnknownJob): Promise<void> {
    if ("reason" in legs) {
      const name = legs.job.name.slice(0, longestName);
      outcomes.push({ name, jobId: null, result: "not-learned", reason: legs.reason });
      shown.push(null);
      return;
    }
    const { path, jobId, callee } = legs;
    // What else runs on the proposal's branch is a bot's run like any other's.
    if (trial !== null && path !== trial) return;
    const { id: repositoryId } = callee ?? repository;
    const line = nameLine({ path, branch });
    const key: JobKey = { repositoryId, path: line, jobId, source: sourceOf(trust) };
    const first = legs.jobs[0]?.job.id ?? 0;
    const done = known.outcomes.get(first);
    if (done !== undefined) {
      outcomes.push(...done);
      shown.push(null);
      noteTaught();
      return;
    }
    const lessons: JobLesson[] = [];
    const own: JobOutcome[] = [];
    const waiting: LateLogError[] = [];
    for (const found of legs.jobs) {
      const lesson = await waitIfLate(
        learnJob(task, found, tools, async (refused) =>
          refused.endpoints.length === 0
            ? new Map()
            : findSuspects(refused, await readBefore(key, store), task, callee === null ? octokit : null),
        ),
      );
      if (lesson instanceof LateLogError) {
        waiting.push(lesson);
        continue;
      }
      const { result, reason } = lesson;
      lessons.push(lesson);
      if (lesson.result === "incomplete" && lesson.claims !== undefined && key.source !== "trial")
        await store.reports.rememberClaims(repositoryId, line, jobId, {
          run: `${run.id}/${run.attempt}`,
          ...lesson.claims,
        });
      own.push({ name: found.job.name.slice(0, longestName), jobId, result, reason });
    }
    outcomes.push(...own);
    for (const { result, baseline } of lessons)
      shown.push({ jobId, baseline: result === "learned" ? baseline : null });
    late.push(...waiting);
    // Without one of them the others would pass for all.
    if (waiting.length > 0) return;
    for (const baseline of joinNamesakes(lessons)) {
      await store.baselines.merge(key, baseline);
      noteTaught();
      if (callee === null && trial === null && isAlarming(baseline))
        await tools.hurry?.({ repository, path: line, cause: "alarm" });
    }
    // The pages of a run show only what is its own repository's.
    if (callee === null) {
      const calls = joinCalls(lessons.flatMap((lesson) => lesson.calls));
      await store.runCalls.note(key, `${run.id}/${run.attempt}`, legs.jobs[0]?.leg ?? "", calls);
    }
    await store.runProgress.note(repository.id, run, first, own);

    function noteTaught(): void {
      if (callee === null) paths.add(line);
      else
        taught.set(`${callee.id} ${path}`, { repository: { ...callee, installationId }, path, cause: "run" });
    }
  }

  async function endWithout(reason: RunReason): Promise<readonly string[]> {
    await record(reason, []);
    // The pull request tells whether its runs wait for somebody, too.
    const path = isOnOwnBranch ? pathOfBranch(run.headBranch ?? "") : null;
    if (path !== null) await tools.hurry?.({ repository, path, cause: "event" });
    return [];
  }

  /** The last thing that is done: from then on the attempt counts as seen. */
  async function record(notLearned: RunReason | null, jobs: readonly JobOutcome[]): Promise<void> {
    const { id: runId, attempt, startedAt: at, path, event } = run;
    await store.outcomes.record(repository.id, { runId, attempt, at, path, event, notLearned, jobs });
    await store.runProgress.forget(repository.id, run);
  }
}

/** A lesson, or that its log may still come: the other jobs of the run do not wait for it. */
async function waitIfLate(lesson: Promise<JobLesson>): Promise<JobLesson | LateLogError> {
  try {
    return await lesson;
  } catch (error) {
    if (error instanceof LateLogError) return error;
    throw error;
  }
}

/** Where a run that is learned counts. One of a branch that is watched counts as that branch's own, of which its line tells. */
function sourceOf(trust: Trust): JobKey["source"] {
  switch (trust.kind) {
    case "trial":
      return "trial";
    case "trusted":
      return trust.source;
    case "by-commit":
    case "not-learned":
    case "untrusted":
      return "default-branch";
  }
}

/** What was known of the job before the run. A trial has no history of its own that counts. */
async function readBefore(key: JobKey, { baselines }: Pick<Store, "baselines">): Promise<Baseline> {
  if (key.source !== "trial") return baselines.read(key);
  const before = chooseSource(
    {
      defaultBranch: await baselines.read({ ...key, source: "default-branch" }),
      pullRequests: await baselines.read({ ...key, source: "pull-request" }),
    },
    { enough: defaultSettings.ready.runs, isProposedFromPullRequests: false },
  );
  return mergeBaselines(before?.baseline ?? emptyBaseline, await baselines.read(key));
}
