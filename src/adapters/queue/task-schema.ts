import { z } from "zod";
import { id, namedRepository, repositorySchema, workflowRunSchema } from "../../domain/run/schema.ts";
import type {
  AnswerComment,
  Backfill,
  CheckPullRequest,
  CheckSettings,
  Forget,
  LearnRun,
  Propose,
  ReportTask,
} from "./task.ts";

export const learnRunSchema: z.ZodType<LearnRun> = z.object({
  repository: repositorySchema,
  run: workflowRunSchema,
});

export const proposeSchema: z.ZodType<Propose> = z.object({
  repository: repositorySchema,
  path: z.string().max(1_000),
});

export const answerCommentSchema: z.ZodType<AnswerComment> = z.object({
  repository: repositorySchema,
  pullRequest: id,
  commentId: id,
  author: z.string().max(100),
  body: z.string().max(65_536),
});

export const backfillSchema: z.ZodType<Backfill> = z.object({
  repository: namedRepository,
  again: z.string().max(1_000).nullable(),
});

export const checkSettingsSchema: z.ZodType<CheckSettings> = z.object({ repository: repositorySchema });

export const checkPullRequestSchema: z.ZodType<CheckPullRequest> = z.object({
  repository: repositorySchema,
  pullRequest: id,
  head: z.string().max(64),
});

export const reportSchema: z.ZodType<ReportTask> = z.object({ repository: repositorySchema });

export const forgetSchema: z.ZodType<Forget> = z.object({ repositoryId: id });
