import { Job, type Queue, raw2NextJobData } from "bullmq";
import type { TurnRules } from "../../src/adapters/queue/turns/turn-rules.ts";
import { takeNext } from "../../src/adapters/queue/turns/turns.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";

/** Begins the task of a queue whose turn it is, as a worker does that holds it for a test's time; null where none may be begun. */
export async function beginNext(
  redis: Redis,
  queue: Queue,
  rules: TurnRules,
  token: string,
): Promise<Job | null> {
  const [data, id] = raw2NextJobData(await takeNext(redis, queue, rules, { token, lockDuration: 600_000 }));
  if (data === null) return null;
  const job = Job.fromJSON(queue, data, id);
  job.token = token;
  return job;
}
