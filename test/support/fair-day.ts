import { openQueues } from "../../src/adapters/queue/queues.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";
import type { Repository } from "../../src/domain/run/repository.ts";
import { answerCommentTask, learnRunTask, proposeTask } from "./tasks.ts";
import { type Begun, type Course, workVirtually } from "./virtual-queue.ts";

const second = 1_000;
/** In the middle of the flood. */
const later = 300 * second;
const repositoriesOfA = 50;
/** How long each kind takes, in a process that is rather slow. */
const takes = { run: 5 * second, comment: 5 * second, proposal: 10 * second, turnOfBackfill: 10 * second };
/** A backfill looks again so long after it made way. */
const wayPause = 500;
/** How many turns B's backfill takes. */
const turnsOfB = 10;

/** What came of one installation's flood for another, and for who asked something. Times in ms of virtual time. */
export interface FairDay {
  /** How many runs were begun from B's webhook on until B's run was. */
  readonly placeOfB: number;
  /** The longest time until somebody's comment was answered. */
  readonly longestAnswer: number;
  /** How long A's alarm and B's proposal took until the pull request was looked at. */
  readonly alarmOfA: number;
  readonly proposalOfB: number;
  /** When B's backfill, which takes 100 s of work, was done. */
  readonly backfillOfB: number;
  /** How often backfills of A were begun and made way, while its runs were queued. */
  readonly waysMade: number;
  /** How many runs of A were begun meanwhile. */
  readonly runsOfA: number;
}

/** Has so many runs of installation A queued, with a proposal for every tenth and a backfill of each repository; B asks for one of each. */
export async function liveFairDay(redis: Redis, runsOfA: number): Promise<FairDay> {
  const queues = openQueues(redis, {
    backoff: 1,
    proposeDelay: second,
    quietDelay: 120 * second,
    addTimeout: 60 * second,
  });
  const of = (installationId: number, id: number): Repository => ({
    ...learnRunTask().repository,
    installationId,
    id: 1_000 * installationId + id,
  });
  const [a, b] = [1, 2];
  const inA = (place: number): Repository => of(a, 1 + (place % repositoriesOfA));
  const inB = of(b, 1);
  const learn = (repository: Repository, id: number): Promise<void> =>
    queues.learnRun({ repository, run: { ...learnRunTask().run, id } });
  const comment = (repository: Repository, commentId: number): Promise<void> =>
    queues.answerComment({ ...answerCommentTask({ commentId }), repository });
  const propose = (repository: Repository, file: string, cause: "event" | "alarm"): Promise<void> =>
    queues.propose({ ...proposeTask({ file }), repository, cause });
  const backfill = ({ defaultBranch: _, ...repository }: Repository): Promise<void> =>
    queues.backfill({ repository, again: null });

  async function flood(): Promise<void> {
    for (let place = 0; place < runsOfA; place += 1) {
      await learn(inA(place), place);
      if (place % 10 === 0) await propose(inA(place), `${place}.yml`, "event");
    }
    for (let place = 0; place < repositoriesOfA; place += 1) await backfill(inA(place));
    // Somebody types as fast as GitHub lets them.
    for (let id = 1; id <= 20; id += 1) await comment(inA(0), id);
  }

  async function ask(): Promise<void> {
    await learn(inB, runsOfA);
    await backfill(inB);
    await comment(inA(1), 100);
    await comment(inB, 101);
  }

  async function askLater(): Promise<void> {
    await propose(inA(7), "alarm.yml", "alarm");
    await propose(inB, "b.yml", "event");
    await comment(inA(2), 200);
    await comment(inB, 201);
  }

  let turns = 0;
  let waysMade = 0;
  async function work(kind: Begun["kind"], { repository }: Begun["task"]): Promise<Course> {
    switch (kind) {
      case "learn-run":
        return { takes: takes.run, goesOnAfter: null };
      case "answer-comment":
        return { takes: takes.comment, goesOnAfter: null };
      case "propose":
        return { takes: takes.proposal, goesOnAfter: null };
      case "backfill": {
        if (await queues.isUrgent(repository.installationId)) {
          waysMade += 1;
          return { takes: 0, goesOnAfter: wayPause };
        }
        if (repository.installationId === b) turns += 1;
        const isDone = repository.installationId === b && turns === turnsOfB;
        return { takes: takes.turnOfBackfill, goesOnAfter: isDone ? null : 0 };
      }
      default:
        throw new Error(`nobody asked for ${kind}`);
    }
  }

  const begun = await workVirtually(redis, {
    kinds: ["learn-run", "propose", "answer-comment", "backfill"],
    arrivals: [
      { at: 0, add: flood },
      { at: 0, add: ask },
      { at: later, add: askLater },
    ],
    work,
    until: later + 300 * second,
  });
  await queues.close();

  const runs = begun.filter(({ kind }) => kind === "learn-run");
  const whenAnswered = (id: number): number =>
    firstOf(begun, (task) => task.commentId === id) + takes.comment;
  const whenProposed = (file: string): number =>
    firstOf(begun, (task) => task.path === `.github/workflows/${file}`) + takes.proposal;
  const ofB = begun.filter(({ kind, task }) => kind === "backfill" && task.repository.installationId === b);
  return {
    placeOfB: 1 + runs.findIndex(({ task }) => task.repository.installationId === b),
    longestAnswer: Math.max(
      ...[100, 101].map(whenAnswered),
      ...[200, 201].map((id) => whenAnswered(id) - later),
    ),
    alarmOfA: whenProposed("alarm.yml") - later,
    proposalOfB: whenProposed("b.yml") - later,
    backfillOfB: turns === turnsOfB ? (ofB.at(-1)?.at ?? Infinity) + takes.turnOfBackfill : Infinity,
    waysMade,
    runsOfA: runs.filter(({ task }) => task.repository.installationId === a).length,
  };
}

type Named = Begun["task"] & { readonly commentId?: number; readonly path?: string };

/** When the first such task was begun, ms since the start. */
function firstOf(begun: readonly Begun[], isSuch: (task: Named) => boolean): number {
  return begun.find(({ task }) => isSuch(task))?.at ?? Infinity;
}
