import { z } from "zod";
import type { Repository } from "../../domain/run/repository.ts";
import type { Settings } from "../../domain/settings/settings.ts";
import { nameForPages } from "./pages/public-pages.ts";
import { keepKey, renewKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** What is remembered of the settings file of a repository, also of one that holds an owner's settings. Kept for 120 days. */
export interface StoredSettings {
  /** The last text without mistakes, as `parseSettings` normalises it; null where none is known. Reading keeps it for longer. */
  readGood(repositoryId: number): Promise<string | null>;
  /** The text of the shared file that it was laid over then; null where it extended none. */
  readGoodShared(repositoryId: number): Promise<string | null>;
  /** Null where the repository has no settings file, or extends no shared one. */
  rememberGood(repositoryId: number, text: string | null, shared?: string | null): Promise<void>;
  /** What stands for the mistakes that were last reported; null where there were none. */
  readReported(repositoryId: number): Promise<string | null>;
  rememberReported(repositoryId: number, digest: string | null): Promise<void>;
  /** What of the settings in force, those of the owner too, is asked with events of which there are many; null where none were read. */
  readInForce(repositoryId: number): Promise<(SettingsInForce & { readonly at: string }) | null>;
  /** `at` is when they were read, ISO 8601 UTC. */
  rememberInForce(repository: NamedRepository, inForce: SettingsInForce, at: string): Promise<void>;
  /** The repository that holds the owner's settings; null where the owner has none, undefined where that is not known. */
  readOwners(repositoryId: number): Promise<number | null | undefined>;
  rememberOwners(repositoryId: number, ownersId: number | null): Promise<void>;
}

/** A repository with the name that it has now. */
export type NamedRepository = Pick<Repository, "id" | "owner" | "name">;

export type SettingsInForce = Pick<Settings, "branches" | "checks" | "pages">;

const inForceSchema = z.object({
  at: z.iso.datetime(),
  branches: z.array(z.string()),
  checks: z.enum(["when-needed", "always"]),
  // Older releases wrote none.
  pages: z.enum(["readers", "public"]).default("readers"),
});

const ownersSchema = z.object({ id: z.int().nullable() });

export function createStoredSettings(redis: Redis): StoredSettings {
  const goodKey = (repositoryId: number): string => keyOf(repositoryId, "settings");
  const inForceKey = (repositoryId: number): string => keyOf(repositoryId, "settings-in-force");
  const ownersKey = (repositoryId: number): string => keyOf(repositoryId, "settings-owners");
  const sharedKey = (repositoryId: number): string => keyOf(repositoryId, "settings-shared");
  const reportedKey = (repositoryId: number): string => keyOf(repositoryId, "settings-reported");
  async function read(key: string): Promise<string | null> {
    const [text] = await runTransaction(renewKey(redis.multi().get(key), key, keepRepository));
    return z.string().nullable().parse(text);
  }
  async function remember(key: string, value: string | null): Promise<void> {
    if (value === null) await redis.del(key);
    else await runTransaction(keepKey(redis.multi().set(key, value), key, keepRepository));
  }
  return {
    // What is in force through mistakes must not run out meanwhile: that could lift a `deny`.
    readGood: (repositoryId) => read(goodKey(repositoryId)),
    readGoodShared: (repositoryId) => read(sharedKey(repositoryId)),
    async rememberGood(repositoryId, text, shared = null) {
      await remember(goodKey(repositoryId), text);
      await remember(sharedKey(repositoryId), shared);
    },
    readReported: (repositoryId) => read(reportedKey(repositoryId)),
    rememberReported: (repositoryId, digest) => remember(reportedKey(repositoryId), digest),
    readInForce: async (repositoryId) => parseValue(inForceSchema, await read(inForceKey(repositoryId))),
    async rememberInForce(repository, { branches, checks, pages }, at) {
      if (pages === "public") await nameForPages(redis, repository);
      await remember(inForceKey(repository.id), JSON.stringify({ at, branches, checks, pages }));
    },
    readOwners: async (repositoryId) => parseValue(ownersSchema, await read(ownersKey(repositoryId)))?.id,
    rememberOwners: (repositoryId, id) => remember(ownersKey(repositoryId), JSON.stringify({ id })),
  };
}
