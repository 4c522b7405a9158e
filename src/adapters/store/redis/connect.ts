import { Redis } from "ioredis";

/** Where a Redis listens: `redis://…`, `rediss://…`, or the path of a socket. */
export type RedisAddress = { readonly url: string } | { readonly socketPath: string };

/**
 * Opens a connection, in the background: commands wait for it, and after an interruption for the next one. A command of
 * the `store` fails after 20 attempts to reconnect; one of the `queue` never does, which BullMQ's workers demand. Every store command is
 * harmless when it is sent twice, so what an interruption left unanswered is sent again. The caller listens to `error`
 * and calls `quit()` or `disconnect()`.
 */
export function connectRedis(address: RedisAddress, role: "store" | "queue"): Redis {
  const options = { maxRetriesPerRequest: role === "queue" ? null : 20 };
  return "url" in address
    ? new Redis(address.url, options)
    : new Redis({ ...options, path: address.socketPath });
}
