import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { id, repositorySchema } from "../../../domain/run/schema.ts";
import { fullName, runWhileKept, type TaskKind } from "./task-kind.ts";

/** Answer a command in a comment on a pull request. */
export interface AnswerComment {
  readonly repository: Repository;
  readonly pullRequest: number;
  readonly commentId: number;
  /** The login of who wrote it. */
  readonly author: string;
  /** The comment's text as written, at most 65,536 characters. Hostile. */
  readonly body: string;
}

export const answerComment: TaskKind<"answer-comment", AnswerComment> = {
  name: "answer-comment",
  schema: z.object({
    repository: repositorySchema,
    pullRequest: id,
    commentId: id,
    author: z.string().max(100),
    body: z.string().max(65_536),
  }),
  concurrency: 4,
  isUrgent: true,
  repeat: ({ repository, commentId }) => ({ kind: "once", key: `${repository.id}-${commentId}` }),
  describe: ({ repository, pullRequest, commentId }) => ({
    repository: fullName(repository),
    task: `comment ${commentId} on #${pullRequest}`,
  }),
  run: runWhileKept,
};
