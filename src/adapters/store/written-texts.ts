import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";
import { releaseClaim, takeClaim } from "./redis/claim.ts";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import { parseValue } from "./redis/parse-value.ts";
import type { Redis } from "./redis/redis.ts";
import { keepMarks, keepRepository } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

/** Where a text of the bot's stands: the body of an issue or pull request, or a comment. */
export type TextPlace =
  | { readonly kind: "body"; readonly number: number }
  | { readonly kind: "comment"; readonly commentId: number };

/** A text with boxes that the bot wrote. */
export interface WrittenText {
  /** As `digestWithoutTicks` gives it. */
  readonly digest: string;
  /** When GitHub took it, ISO 8601 UTC; null while that is not known. */
  readonly at: string | null;
}

/** What the bot last wrote where people tick boxes: only in such a text a tick counts. */
export interface WrittenTexts {
  /** Takes the place of what is known of the same text. The newest three are kept: which of them GitHub has may not be known after a crash. */
  remember(repositoryId: number, place: TextPlace, text: WrittenText): Promise<void>;
  /** Newest first. */
  read(repositoryId: number, place: TextPlace): Promise<readonly WrittenText[]>;
  /** The text there has no boxes any more. */
  forget(repositoryId: number, place: TextPlace): Promise<void>;
  /** Whether ticks, by any key, have been answered. */
  isAnswered(repositoryId: number, key: string): Promise<boolean>;
  markAnswered(repositoryId: number, key: string): Promise<void>;
  /** Takes the sole right to answer boxes of a text for so many ms. Null where another has it. */
  claim(repositoryId: number, place: TextPlace, ms: number): Promise<{ release(): Promise<void> } | null>;
}

const mostTexts = 3;
const textsSchema: z.ZodType<readonly WrittenText[]> = z.array(
  z.object({ digest: z.string(), at: z.string().nullable() }),
);

export function createWrittenTexts(redis: Redis): WrittenTexts {
  const keyFor = (repositoryId: number, place: TextPlace): string =>
    keyOf(repositoryId, "written", nameOf(place));
  const answeredKey = (repositoryId: number, key: string): string =>
    keyOf(repositoryId, "ticks-answered", createHash("sha256").update(key).digest("hex"));

  async function read(repositoryId: number, place: TextPlace): Promise<readonly WrittenText[]> {
    return parseValue(textsSchema, await redis.get(keyFor(repositoryId, place))) ?? [];
  }

  return {
    read,
    async remember(repositoryId, place, text) {
      const others = (await read(repositoryId, place)).filter(({ digest }) => digest !== text.digest);
      const texts = [text, ...others].slice(0, mostTexts);
      const key = keyFor(repositoryId, place);
      await runTransaction(keepKey(redis.multi().set(key, JSON.stringify(texts)), key, keepRepository));
    },
    async forget(repositoryId, place) {
      await redis.del(keyFor(repositoryId, place));
    },
    async isAnswered(repositoryId, key) {
      return (await redis.exists(answeredKey(repositoryId, key))) === 1;
    },
    async markAnswered(repositoryId, key) {
      const answered = answeredKey(repositoryId, key);
      await runTransaction(keepKey(redis.multi().set(answered, "1"), answered, keepMarks));
    },
    async claim(repositoryId, place, ms) {
      const key = keyOf(repositoryId, "answering-boxes", nameOf(place));
      const token = randomUUID();
      const holder = await takeClaim(redis, key, token, ms);
      if (holder !== null && holder !== token) return null;
      return { release: () => releaseClaim(redis, key, token) };
    },
  };
}

function nameOf(place: TextPlace): string {
  return place.kind === "body" ? `body-${place.number}` : `comment-${place.commentId}`;
}
