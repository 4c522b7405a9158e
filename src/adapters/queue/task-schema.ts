import { z } from "zod";
import type { WorkflowRun } from "../../domain/run/workflow-run.ts";
import type {
  AnswerComment,
  Backfill,
  CheckPullRequest,
  CheckSettings,
  Forget,
  LearnRun,
  Propose,
  Report,
  Repository,
} from "./task.ts";

// What lies in Redis may have been written by another version, so it is read like anything foreign.
const id = z.number().int().positive();
const name = z.string().min(1).max(300);
const namedRepository = z.object({ installationId: id, id, owner: name, name });
export const repositorySchema: z.ZodType<Repository> = namedRepository.extend({
  defaultBranch: z.string().min(1).max(1_000),
});
const account = z.object({ login: z.string().max(100), type: z.string().max(100) }).nullable();

export const workflowRunSchema: z.ZodType<WorkflowRun> = z.object({
  id,
  attempt: id,
  path: z.string().max(1_000),
  event: z.string().max(100),
  conclusion: z.string().max(100).nullable(),
  headBranch: z.string().max(1_000).nullable(),
  headSha: z.string().max(64),
  headRepositoryId: id.nullable(),
  actor: account,
  triggeringActor: account,
  startedAt: z.string().max(40),
  referencedWorkflows: z.array(z.object({ path: z.string().max(1_000), sha: z.string().max(64) })).max(500),
});

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

export const reportSchema: z.ZodType<Report> = z.object({ repository: repositorySchema });

export const forgetSchema: z.ZodType<Forget> = z.object({ repositoryId: id });
