import { randomUUID } from "node:crypto";
import { releaseClaim, takeClaim } from "./redis/claim.ts";
import { keepKey } from "./redis/keep-key.ts";
import { keyOf } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";
import { keepMarks } from "./redis/retention.ts";
import { runTransaction } from "./redis/transaction.ts";

const anHour = 3_600;

/** Which comments have been answered, so that a repeated delivery is not answered again. Kept for 30 days. */
export interface Answers {
  isAnswered(repositoryId: number, commentId: number): Promise<boolean>;
  markAnswered(repositoryId: number, commentId: number): Promise<void>;
  /** Whether somebody was told on an issue or pull request that he may not command the bot. Logins are the same in any case. */
  wasRefused(repositoryId: number, number: number, login: string): Promise<boolean>;
  markRefused(repositoryId: number, number: number, login: string): Promise<void>;
  /** How many commands of somebody were refused in a repository within an hour. */
  countRefused(repositoryId: number, login: string): Promise<number>;
  addRefused(repositoryId: number, login: string): Promise<void>;
  /**
   * Takes the sole right to answer a comment for so many ms, so that two who do the same task post one answer. Null where
   * another has it.
   */
  claim(repositoryId: number, commentId: number, ms: number): Promise<AnswerClaim | null>;
}

/** The right to answer a comment, as long as it lasts. */
export interface AnswerClaim {
  /** Gives it back before its time; does nothing where it has passed to another. */
  release(): Promise<void>;
}

export function createAnswers(redis: Redis): Answers {
  const key = (repositoryId: number, commentId: number): string =>
    keyOf(repositoryId, "answered", String(commentId));
  const refusalKey = (repositoryId: number, number: number, login: string): string =>
    keyOf(repositoryId, "refused", String(number), login.toLowerCase());
  const countKey = (repositoryId: number, login: string): string =>
    keyOf(repositoryId, "refused-lately", login.toLowerCase());
  const claimKey = (repositoryId: number, commentId: number): string =>
    keyOf(repositoryId, "answering", String(commentId));
  async function mark(marked: string): Promise<void> {
    await runTransaction(keepKey(redis.multi().set(marked, "1"), marked, keepMarks));
  }

  return {
    async isAnswered(repositoryId, commentId) {
      return (await redis.exists(key(repositoryId, commentId))) === 1;
    },
    async markAnswered(repositoryId, commentId) {
      await mark(key(repositoryId, commentId));
    },
    async wasRefused(repositoryId, number, login) {
      return (await redis.exists(refusalKey(repositoryId, number, login))) === 1;
    },
    async markRefused(repositoryId, number, login) {
      await mark(refusalKey(repositoryId, number, login));
    },
    async countRefused(repositoryId, login) {
      return Number((await redis.get(countKey(repositoryId, login))) ?? 0);
    },
    async addRefused(repositoryId, login) {
      const key = countKey(repositoryId, login);
      await runTransaction(keepKey(redis.multi().incr(key), key, anHour));
    },
    async claim(repositoryId, commentId, ms) {
      const claimed = claimKey(repositoryId, commentId);
      const token = randomUUID();
      // Sent twice after an interruption, the second finds the own token.
      const holder = await takeClaim(redis, claimed, token, ms);
      if (holder !== null && holder !== token) return null;
      return {
        release: () => releaseClaim(redis, claimed, token),
      };
    },
  };
}
