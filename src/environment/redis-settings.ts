import { z } from "zod";
import { EnvironmentError } from "./environment-error.ts";

/** Where the program's own Redis keeps its files when no other Redis is named. */
const ownRedisDirectory = "./data";

/** Which Redis to use, by URLs that begin with `redis://`, `rediss://` or `unix://`; or the program's own with its files in a directory. */
export type RedisSettings = { readonly directory: string } | OtherRedis;

/** A Redis of which others take care. */
export type OtherRedis =
  | { readonly url: string }
  /** Some nodes of a Redis Cluster, which tell of the others. */
  | { readonly nodes: readonly string[] }
  /** Some Sentinels, which tell where the master of a name is. */
  | { readonly sentinels: readonly string[]; readonly master: string };

type Variables = Readonly<Record<string, string | undefined>>;

const url = z
  .url({
    protocol: /^(rediss?|unix)$/,
    error: "must be a URL that begins with redis://, rediss:// or unix://",
  })
  .refine(isDecodable, "has a % in its name or password that is not written as %25");

/** The URLs of a Redis. A password may hold a comma, so the list is parted only before what begins a URL. */
const redisUrls = z
  .string()
  .transform((text) => text.split(/,\s*(?=(?:rediss?|unix):\/\/)/))
  .pipe(z.array(url))
  .refine(
    (urls) => urls.length === 1 || urls.every((one) => !one.startsWith("unix:")),
    "must name hosts, not sockets, where it names several nodes",
  )
  .refine(
    (urls) => new Set(urls.map(loginOf)).size === 1,
    "must have the same scheme, name, password and database in each of its nodes",
  );

const sentinelMaster = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,200}$/, "must be the name that Sentinel has for the master");

/** One URL is a single Redis; several are nodes of a Redis Cluster; with the name of a master they are Sentinels. */
function redisOf(urls: readonly string[], master: string | undefined): OtherRedis {
  if (master !== undefined) return { sentinels: urls, master };
  const [first, second] = urls;
  return first !== undefined && second === undefined ? { url: first } : { nodes: urls };
}

/** Reads which Redis to use. Throws an EnvironmentError. */
export function readRedisSettings(env: Variables): RedisSettings {
  return env.REDIS_URL ? readRedisUrl(env, "REDIS_URL") : { directory: ownRedisDirectory };
}

/** Reads the URLs of a Redis from a variable that must be set. Throws an EnvironmentError. */
export function readRedisUrl(env: Variables, name: string): OtherRedis {
  const text = env[name];
  if (!text) throw new EnvironmentError([`${name} is required`]);
  const urls = redisUrls.safeParse(text);
  const master = sentinelMaster.optional().safeParse(env.EGRESS_REDIS_SENTINEL_MASTER || undefined);
  const problems = [
    ...(urls.error?.issues ?? []).map(({ message }) => `${name} ${message}`),
    ...(master.error?.issues ?? []).map(({ message }) => `EGRESS_REDIS_SENTINEL_MASTER ${message}`),
  ];
  if (!urls.success || !master.success) throw new EnvironmentError(problems);
  return redisOf(urls.data, master.data);
}

/** All nodes are let into with the same. */
function loginOf(text: string): string {
  if (!URL.canParse(text)) return "";
  const { protocol, username, password, pathname } = new URL(text);
  return JSON.stringify([protocol, username, password, pathname.replace(/^\/$/, "")]);
}

/** Also where it is no URL at all, which is told already. */
function isDecodable(text: string): boolean {
  try {
    const { username, password } = new URL(text);
    decodeURIComponent(username + password);
    return true;
  } catch (error) {
    return !(error instanceof URIError);
  }
}
