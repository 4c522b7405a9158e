import { type Redis, ReplyError } from "ioredis";
import { findProblems } from "../../adapters/store/redis/problems.ts";
import { withTimeLimit } from "../../shared/with-time-limit.ts";

/** The process could not be started; the message is one line for the user. */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly code: "redis-unreachable" | "redis-refused" | "known-secret";

  constructor(code: StartError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Waits at most so many ms until Redis lets the process in, and returns the problems of its setup. @throws StartError */
export async function enterRedis(redis: Redis, ms: number): Promise<readonly string[]> {
  let problems: readonly string[] | "late";
  try {
    problems = await withTimeLimit(
      ms,
      select(redis).then(() => findProblems(redis)),
    );
  } catch (cause) {
    if (cause instanceof ReplyError) {
      const message = "Redis refuses the name, the password or the database in its URL";
      throw new StartError("redis-refused", message, { cause });
    }
    throw new StartError("redis-unreachable", "Redis cannot be reached", { cause });
  }
  if (problems === "late") throw new StartError("redis-unreachable", "Redis cannot be reached");
  return problems;
}

/** The client goes on without its password and in the first database where Redis refuses them; a command tells. */
async function select(redis: Redis): Promise<void> {
  await redis.select(redis.options.db ?? 0);
}
