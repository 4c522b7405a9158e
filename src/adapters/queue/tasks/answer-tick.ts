import { createHash } from "node:crypto";
import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { id, repositorySchema } from "../../../domain/run/schema.ts";
import { fullName, runWhileKept, type TaskKind } from "./task-kind.ts";

/** Do what somebody ticked in a text of the bot's. */
export interface AnswerTick {
  readonly repository: Repository;
  /** The issue or pull request. */
  readonly number: number;
  /** The comment that the text is; null for the body. */
  readonly commentId: number | null;
  readonly sender: { readonly id: number; readonly login: string };
  /** When, ISO 8601 UTC. */
  readonly at: string;
  /** The marks of the boxes that were ticked. Written by whoever edited the text. */
  readonly marks: readonly string[];
  /** Digests without ticks of the text before and after: the same where boxes alone were changed. */
  readonly before: string;
  readonly after: string;
}

const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const answerTick: TaskKind<"answer-tick", AnswerTick> = {
  name: "answer-tick",
  schema: z.object({
    repository: repositorySchema,
    number: id,
    commentId: id.nullable(),
    sender: z.object({ id, login: z.string().max(100) }),
    at: z.string().max(40),
    marks: z.array(z.string().max(5_000)).max(20),
    before: digest,
    after: digest,
  }),
  concurrency: 4,
  isUrgent: true,
  repeat: (task) => ({ kind: "once", key: keyOfTick(task) }),
  describe: ({ repository, number, commentId }) => ({
    repository: fullName(repository),
    task: `boxes ticked in ${commentId === null ? "" : `comment ${commentId} on `}#${number}`,
  }),
  run: runWhileKept,
};

/** The same for each delivery of one edit. */
export function keyOfTick({ repository, number, commentId, sender, at, marks, after }: AnswerTick): string {
  const parts = [number, commentId, sender.id, at, after, ...marks];
  const digested = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  return `${repository.id}-${digested}`;
}
