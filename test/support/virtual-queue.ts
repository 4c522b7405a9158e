import { type Job, Queue } from "bullmq";
import { queuePrefix } from "../../src/adapters/queue/queues.ts";
import { rulesOf } from "../../src/adapters/queue/rules-of.ts";
import { type AnyTaskKind, type QueueName, taskKinds } from "../../src/adapters/queue/tasks.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";
import { beginNext } from "./begin-next.ts";

/** What becomes of a task that is begun, in ms of virtual time: how long it takes, and after which time it goes on; null where it is done. */
export interface Course {
  readonly takes: number;
  readonly goesOnAfter: number | null;
}

/** A task that was begun. */
export interface Begun {
  readonly kind: QueueName;
  /** As it was added. */
  readonly task: { readonly repository: { readonly installationId: number } };
  /** Ms since the start. */
  readonly at: number;
}

export interface VirtualDay {
  readonly kinds: readonly QueueName[];
  /** What is queued when, ms since the start. */
  readonly arrivals: readonly { readonly at: number; add(): Promise<void> }[];
  work(kind: QueueName, task: Begun["task"]): Promise<Course>;
  /** Ends with the first event at or after this, ms since the start. */
  readonly until: number;
}

/**
 * Works on real queues as one process does, with as many hands of each kind, but by a clock that goes from one event to the next: a day takes
 * as long as its commands. `Date.now()` tells its time meanwhile.
 */
export async function workVirtually(redis: Redis, day: VirtualDay): Promise<readonly Begun[]> {
  const realNow = Date.now;
  const start = realNow();
  let clock = start;
  Date.now = () => clock;
  const all: readonly AnyTaskKind[] = Object.values(taskKinds);
  const opened = all
    .filter(({ name }) => day.kinds.includes(name))
    .map((kind) => ({
      kind,
      queue: new Queue(kind.name, { connection: redis, prefix: queuePrefix }),
      free: kind.concurrency,
    }));
  const begun: Begun[] = [];
  const events = day.arrivals.map(({ at, add }) => ({ at: start + at, happen: add }));

  async function beginAll(): Promise<void> {
    for (const one of opened) {
      while (one.free > 0) {
        const job = await beginNext(redis, one.queue, rulesOf(one.kind), `${one.kind.name}-${begun.length}`);
        if (job === null) break;
        one.free -= 1;
        begun.push({ kind: one.kind.name, task: job.data, at: clock - start });
        const { takes, goesOnAfter } = await day.work(one.kind.name, job.data);
        const happen = async (): Promise<void> => {
          await end(job, goesOnAfter);
          one.free += 1;
        };
        events.push({ at: clock + takes, happen });
      }
    }
  }

  async function end(job: Job, goesOnAfter: number | null): Promise<void> {
    if (goesOnAfter === null) await job.moveToCompleted(undefined, job.token ?? "", false);
    else await job.moveToDelayed(clock + goesOnAfter, job.token);
  }

  /** When the first of the tasks is due that are put off. */
  async function nextDue(): Promise<number> {
    const first = await Promise.all(
      opened.map(({ queue }) => redis.zrange(queue.toKey("delayed"), "0", "0", "WITHSCORES")),
    );
    return Math.min(
      ...first.map(([, score]) => (score === undefined ? Infinity : Math.floor(Number(score) / 4_096))),
    );
  }

  try {
    for (;;) {
      await beginAll();
      events.sort((a, b) => a.at - b.at);
      const at = Math.min(events[0]?.at ?? Infinity, await nextDue());
      if (at >= start + day.until) break;
      clock = Math.max(clock, at);
      while (events[0] !== undefined && events[0].at <= clock) await events.shift()?.happen();
    }
  } finally {
    Date.now = realNow;
    await Promise.all(opened.map(({ queue }) => queue.close()));
  }
  return begun;
}
