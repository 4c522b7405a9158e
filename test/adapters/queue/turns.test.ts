import { type Job, Queue, Worker } from "bullmq";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openQueues, type Queues, queuePrefix } from "../../../src/adapters/queue/queues.ts";
import { rulesOf } from "../../../src/adapters/queue/rules-of.ts";
import { taskKinds } from "../../../src/adapters/queue/tasks.ts";
import type { TurnRules } from "../../../src/adapters/queue/turns/turn-rules.ts";
import { connectRedis } from "../../../src/adapters/store/redis/connect.ts";
import { beginNext } from "../../support/begin-next.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { learnRunTask, proposeTask } from "../../support/tasks.ts";
import { until } from "../../support/until.ts";

const anyNumber = atMost(1_000, 1_000);

function atMost(mostOfInstallation: number, mostOfRepository: number): TurnRules {
  return { mostOfInstallation, mostOfRepository, makesWayFor: [], letsWait: [] };
}

let server: TestRedis;
let queues: Queues;
let queue: Queue;

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.redis.flushall();
  queues = openQueues(server.redis, { backoff: 1, proposeDelay: 1, quietDelay: 1, addTimeout: 60_000 });
  queue = open("learn-run");
});
afterEach(async () => {
  await queues.close();
  await queue.close();
});

function open(name: string): Queue {
  return new Queue(name, { connection: server.redis, prefix: queuePrefix });
}

/** A run of a repository of an installation; repositories of different installations have different numbers. */
async function addRun(installationId: number, repository: number, runId: number): Promise<void> {
  const task = learnRunTask({ repositoryId: 10 * installationId + repository, runId });
  await queues.learnRun({ ...task, repository: { ...task.repository, installationId } });
}

let tokens = 0;

async function begin(most = anyNumber): Promise<Job | null> {
  tokens += 1;
  return beginNext(server.redis, queue, most, String(tokens));
}

/** The runs in the order in which they are begun, as `installation:run`, each of which ends at once. */
async function beginAll(): Promise<readonly string[]> {
  const order: string[] = [];
  for (let job = await begin(); job !== null; job = await begin()) {
    order.push(`${job.data.repository.installationId}:${job.data.run.id}`);
    await job.moveToCompleted(undefined, job.token ?? "", false);
  }
  return order;
}

/** As BullMQ does with the tasks of a process that died. */
async function die(job: Job): Promise<void> {
  const id = job.id ?? "";
  await server.redis
    .multi()
    .del(queue.toKey(`${id}:lock`))
    .lrem(queue.toKey("active"), 1, id)
    .rpush(queue.toKey("wait"), id)
    .exec();
}

describe("in turn", () => {
  test("installations take turns, and within one its repositories do", async () => {
    for (const runId of [1, 2, 3, 4]) await addRun(1, 1, runId);
    for (const runId of [5, 6]) await addRun(1, 2, runId);
    for (const runId of [7, 8, 9]) await addRun(2, 1, runId);
    expect(await beginAll()).toEqual(["1:1", "2:7", "1:5", "2:8", "1:2", "2:9", "1:6", "1:3", "1:4"]);
  });

  test.each([
    ["of a repository", learnRunTask()],
    ["of an installation as a whole", { installationId: 1 }],
    ["of a repository that the App has lost", { repositoryId: 9, from: { installationId: 1 } }],
  ])("a task %s stands in line for its installation", async (_, task) => {
    await queue.add("learn-run", task, { priority: 2 });
    expect([await queues.isUrgent(1), await queues.isUrgent(9)]).toEqual([true, false]);
  });

  test("what is put off stands in line when it is due, and does not go before all others", async () => {
    for (const runId of [1, 2, 3]) await addRun(1, 1, runId);
    const early = [await begin(), await begin(), await begin()];
    for (const job of early) await job?.moveToDelayed(Date.now(), job.token);
    await addRun(2, 1, 4);
    expect(await beginAll()).toEqual(["2:4", "1:1", "1:2", "1:3"]);
  });

  test.each([
    ["is given back", (job: Job) => job.moveToWait(job.token)],
    ["was at work when its process died", die],
  ])("what %s is the first of its repository again", async (_, end) => {
    for (const runId of [1, 2, 3]) await addRun(1, 1, runId);
    const job = await begin();
    if (job === null) throw new Error("nothing begun");
    await end(job);
    expect(await beginAll()).toEqual(["1:1", "1:2", "1:3"]);
  });

  test("an alarm goes before all else of its installation, also one that waits already for something else", async () => {
    const proposals = open("propose");
    const propose = (file: string, cause: "event" | "alarm" | "run"): Promise<void> =>
      queues.propose({ ...proposeTask({ file }), cause });
    for (const file of ["a", "b", "c", "d"]) await propose(file, "event");
    await propose("c", "alarm");
    await until(async () => expect((await queues.readDepths()).find(isPropose)).toMatchObject({ due: 4 }));
    // In line already.
    await propose("d", "alarm");
    const order: string[] = [];
    for (let token = 1; token <= 4; token += 1) {
      const job = await beginNext(server.redis, proposals, anyNumber, String(token));
      order.push(job?.data.path.at(-1));
    }
    await proposals.close();
    expect(order).toEqual(["c", "d", "a", "b"]);
  });
});

const isPropose = ({ kind }: { readonly kind: string }): boolean => kind === "propose";

describe("how many are at work", () => {
  test("of an installation and of a repository no more than may be; others go on", async () => {
    const most = atMost(3, 2);
    for (const runId of [1, 2, 3, 4]) await addRun(1, 1, runId);
    for (const runId of [5, 6]) await addRun(1, 2, runId);
    await addRun(2, 1, 7);
    const begun: (Job | null)[] = [];
    for (let count = 0; count < 5; count += 1) begun.push(await begin(most));
    expect(begun.map((job) => job?.data.run.id)).toEqual([1, 7, 5, 2, undefined]);
    // All that waits is of the first repository, which may have one more, but not beside three of its installation.
    expect((await queues.readDepths()).find(({ kind }) => kind === "learn-run")).toMatchObject({
      due: 3,
      active: 4,
    });
    await begun[2]?.moveToCompleted(undefined, begun[2]?.token ?? "", false);
    expect((await begin(most))?.data.run.id).toBe(6);
    expect(await begin(most)).toBeNull();
  });

  test("a task that could not be begun is no sign of a worker that is stuck", async () => {
    // As many as four processes work on in one repository, and one more.
    for (let runId = 1; runId <= 9; runId += 1) await addRun(1, 1, runId);
    const depth = async () => (await queues.readDepths()).find(({ kind }) => kind === "learn-run");
    const { dueSince } = (await depth()) ?? {};
    expect(dueSince).toBeLessThanOrEqual(Date.now());
    expect(await depth()).toMatchObject({ due: 9, dueSince, nextDueSince: dueSince });
    const most = atMost(32, 8);
    for (let count = 0; count < 8; count += 1) await begin(most);
    expect(await begin(most)).toBeNull();
    expect(await depth()).toMatchObject({
      due: 1,
      active: 8,
      dueSince: expect.any(Number),
      nextDueSince: null,
    });
  });
});

describe("backfills", () => {
  async function addBackfill(installationId: number): Promise<void> {
    const { owner, name } = learnRunTask().repository;
    await queues.backfill({
      repository: { installationId, id: 10 * installationId, owner, name },
      again: null,
    });
  }

  test("make way for the webhooks of their own installation, and for no other's", async () => {
    const backfills = open("backfill");
    const beginBackfill = async (): Promise<number | undefined> => {
      tokens += 1;
      const job = await beginNext(server.redis, backfills, rulesOf(taskKinds.backfill), String(tokens));
      return job?.data.repository.installationId;
    };
    for (const installationId of [1, 2]) await addBackfill(installationId);
    await addRun(1, 1, 1);
    expect([await queues.isUrgent(1), await queues.isUrgent(2)]).toEqual([true, false]);
    expect(await beginBackfill()).toBe(2);
    expect(await beginBackfill()).toBeUndefined();
    const depth = (await queues.readDepths()).find(({ kind }) => kind === "backfill");
    expect(depth).toMatchObject({ due: 1, active: 1, dueSince: expect.any(Number), nextDueSince: null });
    const marker = backfills.toKey("marker");
    await server.redis.del(marker);
    await begin(rulesOf(taskKinds.learnRun));
    // Nobody looks for a backfill again unless woken.
    expect(await server.redis.exists(marker)).toBe(1);
    expect(await beginBackfill()).toBe(1);
    await backfills.close();
  });
});

describe("other releases", () => {
  test("what the release before left is worked off", async () => {
    const { repository, run } = learnRunTask();
    const add = (runId: number, options: object): Promise<unknown> =>
      queue.add("learn-run", { repository, run: { ...run, id: runId } }, options);
    await add(1, { priority: 2_097_151 });
    await add(2, {});
    await add(3, { priority: 1 });
    await add(4, { priority: 7, delay: 1 });
    await until(async () => expect(await queues.isUrgent(1)).toBe(true));
    await queue.add("learn-run", "no task at all");
    // What JSON can say and no release has written.
    const odd = { repository: { ...repository, installationId: -1 }, run: { id: 5 } };
    await queue.add("learn-run", odd, { priority: 2 });
    const order: unknown[] = [];
    await until(async () => {
      const job = await begin();
      if (job !== null) order.push(job.data.run?.id ?? job.data);
      expect(order).toHaveLength(6);
    });
    expect(order.toSorted()).toEqual([1, 2, 3, 4, 5, "no task at all"]);
  });

  test("what stood in line is worked off when the lines were lost", async () => {
    for (const runId of [1, 2, 3]) await addRun(1, 1, runId);
    expect(await queues.isUrgent(1)).toBe(true);
    const keys = await server.redis.keys(`${queuePrefix}:learn-run:[tl][ui][rn]*`);
    expect(keys).toHaveLength(3);
    await server.redis.del(keys);
    expect(await beginAll()).toEqual(["1:1", "1:2", "1:3"]);
  });

  test("what stands in line is worked off by a release that knows no lines, and what that gives back by this one", async () => {
    for (const runId of [1, 2, 3]) await addRun(1, 1, runId);
    const first = await begin();
    expect(await queues.isUrgent(1)).toBe(true);
    const seen: number[] = [];
    const connection = connectRedis({ socketPath: server.socketPath }, "queue");
    const former = new Worker(
      "learn-run",
      async ({ data }) => {
        seen.push(data.run.id);
      },
      { connection, prefix: queuePrefix, concurrency: 1 },
    );
    former.on("error", () => {});
    await until(async () => expect(await queue.getCompletedCount()).toBe(2));
    await former.close();
    connection.disconnect();
    expect(seen).toEqual([2, 3]);
    await first?.moveToWait(first.token);
    expect(await beginAll()).toEqual(["1:1"]);
    expect(await queues.isUrgent(1)).toBe(false);
  });
});

/** What happens to a queue, one after the other. Numbers choose among what is there. */
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("add"), of: fc.nat(2), repository: fc.nat(1) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("begin") }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom("end", "giveBack", "putOff", "die"), which: fc.nat(20) }),
  },
);
type Happening = typeof happening extends fc.Arbitrary<infer Value> ? Value : never;

test("whatever happens: nothing is lost or begun twice, nobody is passed twice, and no more than may be are at work", async () => {
  const most = atMost(3, 2);
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 60 }), async (all) => {
      await server.redis.flushall();
      const waiting = new Map<string, { readonly installation: number; readonly repository: number }>();
      const atWork = new Map<string, Job>();
      /** Whom others were served before while it could have been. */
      const passed = new Map<number, number[]>();
      let runs = 0;

      const isFree = ({
        installation,
        repository,
      }: {
        installation: number;
        repository: number;
      }): boolean => {
        const jobs = [...atWork.values()].map(({ data }) => data.repository);
        const ofInstallation = jobs.filter(({ installationId }) => installationId === installation);
        return (
          ofInstallation.length < most.mostOfInstallation &&
          ofInstallation.filter(({ id }) => id === 10 * installation + repository).length <
            most.mostOfRepository
        );
      };

      async function takeOne(): Promise<void> {
        const free = new Set([...waiting.values()].filter(isFree).map(({ installation }) => installation));
        const job = await begin(most);
        if (job === null) {
          expect(free).toEqual(new Set());
          return;
        }
        const id = job.id ?? "";
        const place = waiting.get(id);
        if (place === undefined) throw new Error(`${id} does not wait`);
        expect(isFree(place)).toBe(true);
        waiting.delete(id);
        atWork.set(id, job);
        passed.delete(place.installation);
        for (const other of free) {
          if (other === place.installation) continue;
          const before = passed.get(other) ?? [];
          expect(before).not.toContain(place.installation);
          passed.set(other, [...before, place.installation]);
        }
      }

      async function happen(one: Happening): Promise<void> {
        if ("of" in one) {
          runs += 1;
          const [installation, repository] = [one.of + 1, one.repository + 1];
          await addRun(installation, repository, runs);
          waiting.set(`${10 * installation + repository}-${runs}-1`, { installation, repository });
          return;
        }
        if (!("which" in one)) return takeOne();
        const [id, job] = [...atWork][one.which % Math.max(1, atWork.size)] ?? [];
        if (id === undefined || job === undefined) return;
        atWork.delete(id);
        if (one.kind === "end") {
          await job.moveToCompleted(undefined, job.token ?? "", false);
          return;
        }
        const { installationId: installation, id: number } = job.data.repository;
        waiting.set(id, { installation, repository: number % 10 });
        if (one.kind === "die") await die(job);
        else if (one.kind === "giveBack") await job.moveToWait(job.token);
        else await job.moveToDelayed(Date.now(), job.token);
      }

      for (const one of all) await happen(one);
      while (waiting.size + atWork.size > 0) {
        await takeOne();
        await happen({ kind: "end", which: 0 });
      }
      expect(await queue.getCompletedCount()).toBe(runs);
      expect(await begin(most)).toBeNull();
      const left = await queue.getJobCountByTypes("waiting", "prioritized", "delayed", "active", "failed");
      expect(left).toBe(0);
      // The lines are gone with the last task.
      expect(await server.redis.keys(`${queuePrefix}:learn-run:turns*`)).toEqual([]);
      expect(await server.redis.keys(`${queuePrefix}:learn-run:line*`)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
