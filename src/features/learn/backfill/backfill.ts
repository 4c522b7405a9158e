import { classifyFailure } from "../../../adapters/github/client/failure.ts";
import type { Backfill } from "../../../adapters/queue/tasks/backfill.ts";
import type { LearnRun } from "../../../adapters/queue/tasks/learn-run.ts";
import type { Propose } from "../../../adapters/queue/tasks/propose.ts";
import type { BackfillKey, BackfillPlan, PlannedRun } from "../../../adapters/store/backfills.ts";
import type { Store } from "../../../adapters/store/store.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import { learnIfThere } from "../learn-if-there.ts";
import { listPlannedRuns, makePlan, type PlanTools } from "./plan-backfill.ts";

export interface BackfillTools extends PlanTools {
  readonly store: PlanTools["store"] & Pick<Store, "backfills">;
  /** Of the task, the same in every turn. */
  readonly id: string;
  /** When the task was queued, ms since 1970. */
  readonly queuedAt: number;
  learnRun(task: LearnRun): Promise<readonly string[]>;
  propose(task: Propose): Promise<void>;
  /** Whether tasks wait that go first. */
  isUrgent(): Promise<boolean>;
  /** Until when, in ms since 1970, no more calls may be made; null where they may. */
  heldUntil(): Promise<number | null>;
}

/** A backfill that is not done, and goes on at a time in ms since 1970. */
export interface Paused {
  readonly continueAt: number;
}

/** What is left of one turn, in ms. */
const longestTurn = 10_000;
/** Longer than any run takes to learn. Another worker that takes it for dead does at most one run twice. */
const claimTime = 5 * 60_000;
/** How long others get before it looks again whether it may go on. */
const urgentPause = 500;
const claimedPause = 5_000;
const failurePause = 30_000;
/** About how long it waits for a limit of which GitHub does not say when it ends. */
const limitPause = 60_000;
/** How often a run is tried that fails by no fault that is known. */
const mostFailures = 3;

/**
 * Learns the completed runs of a repository's guarded workflows, newest first, and has what they taught proposed. What is left to
 * do lies in the store, so it may be broken off anywhere and goes on with the run it was at. Null when all is done.
 * @throws what GitHub or the store answered with, for the caller to try again
 */
export async function backfill(task: Backfill, tools: BackfillTools): Promise<Paused | null> {
  const { backfills } = tools.store;
  const { id: repositoryId } = task.repository;
  if (!(await backfills.claim(repositoryId, tools.id, claimTime)))
    return { continueAt: tools.now() + claimedPause };
  try {
    return await takeTurn(task, tools);
  } finally {
    await backfills.release(repositoryId, tools.id);
  }
}

async function takeTurn(task: Backfill, tools: BackfillTools): Promise<Paused | null> {
  const { backfills } = tools.store;
  const key: BackfillKey = { repositoryId: task.repository.id, again: task.again };
  const end = tools.now() + longestTurn;
  try {
    const first = await findPause(key, end, tools);
    if (first !== null) return first;
    const plan = await findPlan(task, key, tools);
    if (plan === null) return null;
    await backfills.setWait(key, null);
    for (;;) {
      const pause = (await findPause(key, end, tools)) ?? (await takeStep(key, plan, tools));
      if (pause === "done") break;
      if (pause !== null) return pause;
    }
    await backfills.finish(key, tools.now());
    return null;
  } catch (error) {
    const failure = classifyFailure(error, tools.now());
    if (failure.kind === "limit") await backfills.setWait(key, failure.until ?? tools.now() + limitPause);
    throw error;
  }
}

/** Why to stop for now: the turn is over, others go first, or the calls of the hour are used up. */
async function findPause(key: BackfillKey, end: number, tools: BackfillTools): Promise<Paused | null> {
  const now = tools.now();
  if (now >= end) return { continueAt: now };
  if (await tools.isUrgent()) return { continueAt: now + urgentPause };
  const heldUntil = await tools.heldUntil();
  if (heldUntil === null) return null;
  await tools.store.backfills.setWait(key, heldUntil);
  return { continueAt: heldUntil };
}

/** The plan that was begun, or a new one. Null where nothing is left to do. */
async function findPlan(
  task: Backfill,
  key: BackfillKey,
  tools: BackfillTools,
): Promise<BackfillPlan | null> {
  const plan = await tools.store.backfills.readPlan(key);
  const isOfThisTask = plan !== null && plan.begunAt >= tools.queuedAt;
  if (plan?.isFinished === true && isOfThisTask) return null;
  // One that was begun before somebody wanted a file learned again may have passed some of its runs already.
  if (plan !== null && !plan.isFinished && (isOfThisTask || task.again === null)) return plan;
  const made = await makePlan(task, tools);
  if (made === null) return null;
  await tools.store.backfills.begin(key, made);
  return { ...made, isFinished: false };
}

/** One step: a run is learned, or the runs of one more workflow are listed. Null where more is to be done at once. */
async function takeStep(
  key: BackfillKey,
  plan: BackfillPlan,
  tools: BackfillTools,
): Promise<Paused | "done" | null> {
  const { backfills } = tools.store;
  const { repository } = plan;
  const planned = await backfills.nextRun(key);
  if (planned !== null) return learnPlanned(key, repository, planned, tools);
  // All runs of a workflow are done, so its jobs are known as well as they will be.
  for (const path of await backfills.listTaught(key)) await tools.propose({ repository, path });
  await backfills.forgetTaught(key);
  const path = await backfills.nextListing(key);
  if (path === null) return "done";
  await backfills.addRuns(key, path, await listPlannedRuns(plan, path, key.again, tools));
  return null;
}

async function learnPlanned(
  key: BackfillKey,
  repository: Repository,
  planned: PlannedRun,
  tools: BackfillTools,
): Promise<Paused | null> {
  const { backfills, outcomes } = tools.store;
  const { run, failures } = planned;
  // A webhook, or an earlier backfill that was broken off, may have been faster.
  const isKnown = key.again === null && (await outcomes.has(repository.id, run.id, run.attempt));
  try {
    const paths = isKnown ? [] : await learnIfThere(() => tools.learnRun({ repository, run }));
    // Of a run from before the App came, no webhook tells once more.
    if (paths === "late" && failures + 1 < mostFailures) {
      await backfills.postponeRun(key, planned);
      return { continueAt: tools.now() + failurePause };
    }
    await backfills.finishRun(key, planned, typeof paths === "string" ? [] : paths);
    return null;
  } catch (error) {
    const { kind } = classifyFailure(error, tools.now());
    if (kind !== "retry") throw error;
    if (failures + 1 >= mostFailures) {
      await backfills.finishRun(key, planned, []);
      return null;
    }
    await backfills.postponeRun(key, planned);
    return { continueAt: tools.now() + failurePause };
  }
}
