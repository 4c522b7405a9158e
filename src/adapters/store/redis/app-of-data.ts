import { z } from "zod";
import { appKey } from "./keys.ts";
import type { Redis } from "./redis.ts";

/** Another App keeps its tasks and what it learned in this Redis. */
export class OtherAppError extends Error {
  override readonly name = "OtherAppError";
  readonly code = "other-app";
}

/**
 * Notes which App keeps its data in a Redis. Two of them would take each other's tasks, which neither can do, and give them up.
 * @throws OtherAppError where it is another one
 */
export async function enterApp(redis: Redis, appId: number): Promise<void> {
  const before = z
    .string()
    .nullable()
    .parse(await redis.set(appKey, String(appId), "NX", "GET"));
  if (before === null || before === String(appId)) return;
  const known = /^[0-9]{1,20}$/.test(before) ? `the App ${before}` : "another App";
  throw new OtherAppError(
    `REDIS_URL leads to the Redis of ${known}: give each App one of its own. If this App is to go on with what that one learned, delete the key ${appKey} first`,
  );
}
