import type { ChainableCommander } from "ioredis";

/** Runs the commands of a `multi()` or a `pipeline()` and returns their replies; throws the first error among them. */
export async function runTransaction(transaction: ChainableCommander): Promise<readonly unknown[]> {
  const replies = (await transaction.exec()) ?? [];
  return replies.map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}
