import type { LearnRun } from "../../src/adapters/queue/tasks/learn-run.ts";
import type { Redis } from "../../src/adapters/store/redis/redis.ts";

/** Where it is written which runs were begun, in their order. */
export const begunKey = "test:begun";

/** Writes down that a run is begun. The first time, run 1 meets a limit of GitHub's and run 2 an error. */
export function learnAndLog(redis: Redis): (task: LearnRun) => Promise<readonly string[]> {
  return async ({ run }) => {
    const begun = await redis.lrange(begunKey, 0, -1);
    await redis.rpush(begunKey, String(run.id));
    if (run.id > 2 || begun.includes(String(run.id))) return [];
    const [status, headers] = run.id === 1 ? [403, { "retry-after": "0" }] : [502, {}];
    throw Object.assign(new Error(`GitHub says ${status}`), { status, response: { headers } });
  };
}
