import { mastersOf } from "./masters-of.ts";
import type { Redis } from "./redis.ts";

/** A node that holds data is not, or not any more, one that takes writes. */
export class NoMasterError extends Error {
  override readonly name = "NoMasterError";
  readonly code = "no-master";
}

/**
 * Names the masters that hold the data, as they run now: when one is started again, or a replica takes its place, the names are others, and its last
 * writes may be lost. @throws NoMasterError, and what Redis answers with
 */
export async function listMasters(redis: Redis): Promise<string> {
  const names = await Promise.all(
    mastersOf(redis).map(async (node) => {
      const info = await node.info("server", "replication");
      const [, name] = /^run_id:(\w{1,64})/m.exec(info) ?? [];
      if (name === undefined || !/^role:master/m.test(info)) throw new NoMasterError("Redis has no master");
      return name;
    }),
  );
  return names.sort().join(" ");
}
