import type { Cluster, Redis as Single } from "ioredis";

/** A connection to a Redis of any kind: a single one, one that Sentinel chose, or a Redis Cluster. */
export type Redis = Single | Cluster;
