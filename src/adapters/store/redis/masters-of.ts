import { type Cluster, Redis as Single } from "ioredis";
import type { Redis } from "./redis.ts";

/** The Redis that holds the data, or all those of a Redis Cluster of which each holds a part. */
export function mastersOf(redis: Redis): readonly Single[] {
  return isCluster(redis) ? redis.nodes("master") : [redis];
}

export function isCluster(redis: Redis): redis is Cluster {
  return !(redis instanceof Single);
}
