import { Cluster, type RedisOptions, Redis as Single } from "ioredis";
import type { OtherRedis } from "../../../environment/redis-settings.ts";
import type { Redis } from "./redis.ts";

/** Where a Redis listens: by the settings of a process, or the path of a socket. */
export type RedisAddress = OtherRedis | { readonly socketPath: string };

/** Answers keep the form that they have in every version of the protocol. */
type Options = Omit<RedisOptions, "replyMapping">;

/** How long, in ms, a connection may take to be made. */
const connectTimeout = 5_000;
/**
 * For how many ms Redis may leave a command without an answer before the connection is taken for dead and made anew. BullMQ's workers
 * wait on Redis for up to 10 s at a time on copies of the connection that they are given, and give up themselves a second later.
 */
const silence = { store: 5_000, queue: 12_000 } as const;
/** A command goes on looking for the right node of a cluster for about so many times so many ms: as long as a task may take to be added. */
const redirections = { maxRedirections: 16, delay: 300 } as const;

/**
 * Opens a connection, in the background: commands wait for it, and after an interruption for the next one. A command of
 * the `store` fails after 20 attempts to reconnect; one of the `queue` never does, which BullMQ's workers demand. Every store command is
 * harmless when it is sent twice, so what an interruption left unanswered is sent again. The caller listens to `error`
 * and calls `quit()` or `disconnect()`.
 */
export function connectRedis(address: RedisAddress, role: "store" | "queue"): Redis {
  const options: Options = {
    maxRetriesPerRequest: role === "queue" ? null : 20,
    connectTimeout,
    socketTimeout: silence[role],
    // It was the master, and goes on as a replica after a failover: by its name or by Sentinel the new one is found.
    reconnectOnError: ({ message }) => message.startsWith("READONLY") && ("sentinels" in address ? 2 : 1),
  };
  if ("socketPath" in address) return new Single({ ...options, path: address.socketPath });
  if ("url" in address) return new Single(address.url, options);
  if ("sentinels" in address) return connectBySentinels(address, options);
  return connectCluster(address.nodes, options);
}

/** The name and the password are those of Redis; a Sentinel is asked without any. */
function connectBySentinels(
  { sentinels, master }: { readonly sentinels: readonly string[]; readonly master: string },
  options: Options,
): Redis {
  const { tls, ...login } = loginOf(sentinels);
  return new Single({
    ...options,
    ...login,
    ...(tls !== undefined && { tls, sentinelTLS: tls, enableTLSForSentinelMode: true }),
    name: master,
    sentinels: sentinels.map((text) => placeOf(text, 26_379)),
    sentinelCommandTimeout: connectTimeout,
    // Sentinel tells of a failover, so that nobody waits for the master that was.
    failoverDetector: true,
  });
}

function connectCluster(nodes: readonly string[], options: Options): Redis {
  const { db: _, ...login } = loginOf(nodes);
  const startupNodes = nodes.map((text) => placeOf(text, 6_379));
  return new Cluster(startupNodes, {
    maxRedirections: redirections.maxRedirections,
    retryDelayOnFailover: redirections.delay,
    retryDelayOnClusterDown: redirections.delay,
    retryDelayOnTryAgain: redirections.delay,
    slotsRefreshTimeout: connectTimeout,
    // A certificate is for a name, which must not be resolved before.
    ...(login.tls !== undefined && {
      dnsLookup: (name: string, callback: NameFound) => callback(null, name),
    }),
    redisOptions: { ...options, ...login },
  });
}

type NameFound = (error: null, address: string) => void;

function placeOf(text: string, standardPort: number): { readonly host: string; readonly port: number } {
  const { hostname, port } = new URL(text);
  return {
    host: hostname === "" ? "127.0.0.1" : hostname.replace(/^\[|\]$/g, ""),
    port: port === "" ? standardPort : Number(port),
  };
}

/** What lets into all nodes: the same in each of their URLs. */
function loginOf([first = ""]: readonly string[]): Pick<
  RedisOptions,
  "username" | "password" | "db" | "tls"
> {
  const { protocol, username, password, pathname } = new URL(first);
  return {
    ...(username !== "" && { username: decodeURIComponent(username) }),
    ...(password !== "" && { password: decodeURIComponent(password) }),
    ...(/^\/[0-9]+$/.test(pathname) && { db: Number(pathname.slice(1)) }),
    ...(protocol === "rediss:" && { tls: {} }),
  };
}
