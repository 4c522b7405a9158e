import type { Redis } from "./redis.ts";

/** Where a Redis is said to be, to be read behind its name: ` (localhost:6379)`, without name and password. Empty where several places are named. */
export function describePlace(redis: Redis): string {
  if (redis.isCluster || !("host" in redis.options)) return "";
  const { host, port, path, sentinels } = redis.options;
  if (sentinels !== null && sentinels !== undefined) return "";
  // Of unix:///a.sock the client has three slashes.
  return ` (${path?.replace(/^\/+/, "/") ?? `${host}:${port}`})`;
}
