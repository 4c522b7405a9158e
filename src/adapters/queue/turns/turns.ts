import type { Redis } from "../../store/redis/redis.ts";
import { isWaitingScript, standScript, takeScript } from "./scripts.lua.ts";
import type { TurnRules } from "./turn-rules.ts";

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
  rules: TurnRules,
  { token, lockDuration }: Hold,
): Promise<unknown[]> {
  const reply = await run(redis, takeScript, queue, rules, token, String(lockDuration));
  if (!Array.isArray(reply)) throw new TypeError("not what the script returns");
  return reply;
}

/** Whether tasks of an installation wait for their turn. */
export async function isWaiting(
  redis: Redis,
  queue: KeysOfQueue,
  rules: TurnRules,
  installationId: number,
): Promise<boolean> {
  return (await run(redis, isWaitingScript, queue, rules, String(installationId))) === 1;
}

export async function readStanding(redis: Redis, queue: KeysOfQueue, rules: TurnRules): Promise<Standing> {
  const reply = await run(redis, standScript, queue, rules);
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
  rules: TurnRules,
  ...more: readonly string[]
): Promise<unknown> {
  const { mostOfInstallation, mostOfRepository, makesWayFor, letsWait } = rules;
  const values = [queue.toKey(""), Date.now(), mostOfInstallation, mostOfRepository].map(String);
  // All keys of the queues have one hash tag, so this one leads to all of them.
  const key = queue.toKey("prioritized");
  return redis.eval(script, 1, key, ...values, makesWayFor.join(" "), letsWait.join(" "), ...more);
}
