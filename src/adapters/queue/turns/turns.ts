import type { Redis } from "../../store/redis/redis.ts";
import { isWaitingScript, standScript, takeScript } from "./lines.lua.ts";
import type { Most } from "./most-at-work.ts";

/** A queue of BullMQ's, as far as its keys go. */
export interface KeysOfQueue {
  toKey(name: string): string;
}

/** How a worker holds what it takes. */
export interface Hold {
  /** What only this worker knows. */
  readonly token: string;
  /** Ms. */
  readonly lockDuration: number;
}

/** How the tasks of a queue stand that are due; times in ms since 1970, null where there is none. */
export interface Standing {
  /** Since when the one is due whose turn it is, among those that may be begun now. */
  readonly nextSince: number | null;
  /** Since when the oldest is due. */
  readonly oldestSince: number | null;
}

/** Takes the task whose turn it is, in the form in which BullMQ's script gives one. Tasks that became due go into line before. */
export async function takeNext(
  redis: Redis,
  queue: KeysOfQueue,
  most: Most,
  { token, lockDuration }: Hold,
): Promise<unknown[]> {
  const reply = await run(redis, takeScript, queue, most, token, String(lockDuration));
  if (!Array.isArray(reply)) throw new TypeError("not what the script returns");
  return reply;
}

/** Whether tasks of an installation wait for their turn. */
export async function isWaiting(
  redis: Redis,
  queue: KeysOfQueue,
  most: Most,
  installationId: number,
): Promise<boolean> {
  return (await run(redis, isWaitingScript, queue, most, String(installationId))) === 1;
}

export async function readStanding(redis: Redis, queue: KeysOfQueue, most: Most): Promise<Standing> {
  const reply = await run(redis, standScript, queue, most);
  const [next, oldest] = Array.isArray(reply) ? reply.map(Number) : [];
  return { nextSince: orNull(next), oldestSince: orNull(oldest) };
}

function orNull(since: number | undefined): number | null {
  return since === undefined || since === 0 ? null : since;
}

function run(
  redis: Redis,
  script: string,
  queue: KeysOfQueue,
  most: Most,
  ...more: readonly string[]
): Promise<unknown> {
  const values = [queue.toKey(""), Date.now(), most.ofInstallation, most.ofRepository, ...more].map(String);
  // All keys of the queues have one hash tag, so this one leads to all of them.
  return redis.eval(script, 1, queue.toKey("prioritized"), ...values);
}
