import type { Redis } from "ioredis";
import { keyOf } from "./keys.ts";
import { keepMarks } from "./retention.ts";

/** Which comments have been answered, so that a repeated delivery is not answered again. Kept for 30 days. */
export interface Answers {
  isAnswered(repositoryId: number, commentId: number): Promise<boolean>;
  markAnswered(repositoryId: number, commentId: number): Promise<void>;
}

export function createAnswers(redis: Redis): Answers {
  const key = (repositoryId: number, commentId: number): string =>
    keyOf(repositoryId, "answered", String(commentId));
  return {
    async isAnswered(repositoryId, commentId) {
      return (await redis.exists(key(repositoryId, commentId))) === 1;
    },
    async markAnswered(repositoryId, commentId) {
      await redis.set(key(repositoryId, commentId), "1", "EX", keepMarks);
    },
  };
}
