import type { ChainableCommander } from "ioredis";
import { z } from "zod";
import type { Redis } from "./redis.ts";
import { runTransaction } from "./transaction.ts";

/** How long, in ms, replicas may take. */
const patience = 2_000;

/** A write is on the master alone, and would be lost with it. It may be repeated. */
export class NotReplicatedError extends Error {
  override readonly name = "NotReplicatedError";
  readonly code = "not-replicated";
}

/**
 * Makes sure that what was written to a key is on every replica of the master that holds it, if there are any: replication is asynchronous,
 * so what a master has just accepted is lost when it dies. `write` writes it once more, which must change nothing: replicas are waited for
 * on the connection that wrote, and the master may be another by now. @throws NotReplicatedError
 */
export async function replicate(
  redis: Redis,
  key: string,
  write: (pipeline: ChainableCommander) => ChainableCommander,
): Promise<void> {
  // With the key, so that a cluster is asked at the node that holds it.
  const [, info] = await runTransaction(redis.pipeline().exists(key).info("replication"));
  const replicas = Number(/^connected_slaves:(\d{1,4})/m.exec(z.string().parse(info))?.[1] ?? 0);
  if (replicas === 0) return;
  const [, reached] = await runTransaction(write(redis.pipeline()).wait(replicas, patience));
  if (z.number().parse(reached) < replicas)
    throw new NotReplicatedError("a decision is not on all replicas of Redis yet");
}
