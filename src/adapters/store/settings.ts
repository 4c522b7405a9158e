import type { Redis } from "ioredis";
import { keyOf } from "./redis/keys.ts";
import { keepRepository } from "./redis/retention.ts";

/** What is remembered of the settings file of a repository, also of one that holds an owner's settings. Kept for 120 days. */
export interface StoredSettings {
  /** The last text without mistakes, as `parseSettings` normalises it; null where none is known. Reading keeps it for longer. */
  readGood(repositoryId: number): Promise<string | null>;
  /** Null where the repository has no settings file. */
  rememberGood(repositoryId: number, text: string | null): Promise<void>;
  /** What stands for the mistakes that were last reported; null where there were none. */
  readReported(repositoryId: number): Promise<string | null>;
  rememberReported(repositoryId: number, digest: string | null): Promise<void>;
}

export function createStoredSettings(redis: Redis): StoredSettings {
  const goodKey = (repositoryId: number): string => keyOf(repositoryId, "settings");
  const reportedKey = (repositoryId: number): string => keyOf(repositoryId, "settings-reported");
  const read = (key: string): Promise<string | null> => redis.getex(key, "EX", keepRepository);
  async function remember(key: string, value: string | null): Promise<void> {
    if (value === null) await redis.del(key);
    else await redis.set(key, value, "EX", keepRepository);
  }
  return {
    // What is in force through mistakes must not run out meanwhile: that could lift a `deny`.
    readGood: (repositoryId) => read(goodKey(repositoryId)),
    rememberGood: (repositoryId, text) => remember(goodKey(repositoryId), text),
    readReported: (repositoryId) => read(reportedKey(repositoryId)),
    rememberReported: (repositoryId, digest) => remember(reportedKey(repositoryId), digest),
  };
}
