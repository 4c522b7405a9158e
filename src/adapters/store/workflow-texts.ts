import { createHash } from "node:crypto";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";
import { keepMarks } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** The workflow files of commits, each text once. Kept for 30 days. */
export interface WorkflowTexts {
  /** Undefined where it is not known; null where the commit has no such file. */
  read(repositoryId: number, path: string, commit: string): Promise<string | null | undefined>;
  write(repositoryId: number, path: string, commit: string, text: string | null): Promise<void>;
}

const noFile = "none";
const digestPattern = /^[0-9a-f]{64}$/;

export function createWorkflowTexts(redis: Redis): WorkflowTexts {
  const pointerKey = (repositoryId: number, path: string, commit: string): string =>
    keyOf(repositoryId, "workflow", path, commit);
  const textKey = (repositoryId: number, digest: string): string => keyOf(repositoryId, "text", digest);
  return {
    async read(repositoryId, path, commit) {
      const digest = await redis.get(pointerKey(repositoryId, path, commit));
      if (digest === noFile) return null;
      if (digest === null || !digestPattern.test(digest)) return undefined;
      return (await redis.get(textKey(repositoryId, digest))) ?? undefined;
    },
    async write(repositoryId, path, commit, text) {
      const pointer = pointerKey(repositoryId, path, commit);
      if (text === null) {
        await runTransaction(keepKey(redis.multi().set(pointer, noFile), pointer, keepMarks));
        return;
      }
      const digest = createHash("sha256").update(text).digest("hex");
      // The text is renewed with each commit that has it, so no commit outlives its text.
      const shared = textKey(repositoryId, digest);
      const transaction = redis.multi().set(shared, text).set(pointer, digest);
      for (const key of [shared, pointer]) keepKey(transaction, key, keepMarks);
      await runTransaction(transaction);
    },
  };
}
