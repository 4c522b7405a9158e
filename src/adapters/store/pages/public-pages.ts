import { z } from "zod";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { repositoryNowSchema } from "../../../domain/run/schema.ts";
import { keepKey, noteKey } from "../redis/keep-key.ts";
import { dataPrefix, keyOf } from "../redis/keys.ts";
import { parseValue } from "../redis/parse-value.ts";
import type { Redis } from "../redis/redis.ts";
import { keepRepository } from "../redis/retention.ts";
import { runTransaction } from "../redis/transaction.ts";

/** Which repositories' settings show their pages to everybody, and what GitHub has said of these repositories a moment ago. */
export interface PublicPages {
  /** The repository that had public pages under a name when its settings were read last; null where none had. */
  find(owner: string, name: string): Promise<number | null>;
  /** Null where nothing was seen for five minutes. */
  readSeen(repositoryId: number): Promise<SeenPublic | null>;
  remember(repositoryId: number, seen: SeenPublic): Promise<void>;
  /** For ten minutes nothing of the repository is public, whatever was seen before or is being asked. */
  close(repositoryId: number): Promise<void>;
  isClosed(repositoryId: number): Promise<boolean>;
}

/** A public repository, and the installation of the App that reaches it. */
export interface SeenPublic {
  readonly repository: RepositoryNow;
  readonly installationId: number;
}

const seenFor = 5 * 60;
const closedFor = 10 * 60;

const seenSchema: z.ZodType<SeenPublic> = z.object({
  installationId: z.int(),
  repository: repositoryNowSchema,
});

export function createPublicPages(redis: Redis): PublicPages {
  const seenKey = (repositoryId: number): string => keyOf(repositoryId, "seen-public");
  const closedKey = (repositoryId: number): string => keyOf(repositoryId, "pages-closed");
  return {
    async find(owner, name) {
      const id = Number(await redis.get(nameKey(owner, name)));
      return Number.isSafeInteger(id) && id > 0 ? id : null;
    },
    async readSeen(repositoryId) {
      return parseValue(seenSchema, await redis.get(seenKey(repositoryId)));
    },
    async remember(repositoryId, seen) {
      const key = seenKey(repositoryId);
      await runTransaction(keepKey(redis.multi().set(key, JSON.stringify(seen)), key, seenFor));
    },
    async close(repositoryId) {
      const key = closedKey(repositoryId);
      await runTransaction(noteKey(redis.multi().set(key, "1", "EX", closedFor), key, closedFor));
    },
    async isClosed(repositoryId) {
      return (await redis.exists(closedKey(repositoryId))) === 1;
    },
  };
}

/** Remembers under which name a repository has public pages. */
export async function nameForPages(
  redis: Redis,
  { id, owner, name }: Pick<RepositoryNow, "id" | "owner" | "name">,
): Promise<void> {
  await redis.set(nameKey(owner, name), String(id), "EX", keepRepository);
}

/** Of no repository: the repository that has the name by now may be another, which whoever reads it looks at. */
function nameKey(owner: string, name: string): string {
  return `${dataPrefix}public-pages:${encodeURIComponent(`${owner}/${name}`.toLowerCase())}`;
}
