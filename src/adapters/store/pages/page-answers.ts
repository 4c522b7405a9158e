import { z } from "zod";
import { keepKey } from "../redis/keep-key.ts";
import { keyOf } from "../redis/keys.ts";
import { parseValue } from "../redis/parse-value.ts";
import type { Redis } from "../redis/redis.ts";
import { runTransaction } from "../redis/transaction.ts";

/** What became of something that was asked for on a page. */
export interface PageAnswer {
  /** Who asked, and who alone is shown the answer. */
  readonly viewerId: number;
  readonly state: "done" | "not-done";
  /** Plain text, with what others have written in it. */
  readonly text: string;
}

/** The answers to what people ask for on pages, for an hour. */
export interface PageAnswers {
  read(repositoryId: number, id: string): Promise<PageAnswer | null>;
  write(repositoryId: number, id: string, answer: PageAnswer): Promise<void>;
}

const keptFor = 3_600;

const schema: z.ZodType<PageAnswer> = z.object({
  viewerId: z.int(),
  state: z.enum(["done", "not-done"]),
  text: z.string(),
});

export function createPageAnswers(redis: Redis): PageAnswers {
  const keyFor = (repositoryId: number, id: string): string => keyOf(repositoryId, "page-answer", id);
  return {
    async read(repositoryId, id) {
      return parseValue(schema, await redis.get(keyFor(repositoryId, id)));
    },
    async write(repositoryId, id, answer) {
      const key = keyFor(repositoryId, id);
      await runTransaction(keepKey(redis.multi().set(key, JSON.stringify(answer)), key, keptFor));
    },
  };
}
