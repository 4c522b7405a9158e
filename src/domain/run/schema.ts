import { z } from "zod";
import type { Repository } from "./repository.ts";
import type { RepositoryNow } from "./repository-now.ts";
import type { WorkflowRun } from "./workflow-run.ts";

// What lies in Redis may have been written by another version, so it is read like anything foreign.
export const id = z.number().int().positive();
const name = z.string().min(1).max(300);
export const namedRepository = z.object({ installationId: id, id, owner: name, name });
export const repositorySchema: z.ZodType<Repository> = namedRepository.extend({
  defaultBranch: z.string().min(1).max(1_000),
});
export const repositoryNowSchema: z.ZodType<RepositoryNow> = z.object({
  id,
  owner: name,
  ownerId: id,
  name,
  nodeId: z.string(),
  url: z.string(),
  defaultBranch: z.string().min(1).max(1_000),
  isArchived: z.boolean(),
  visibility: z.enum(["public", "internal", "private"]),
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
  intoBranches: z.array(z.string().max(1_000)).max(100).default([]),
  referencedWorkflows: z.array(z.object({ path: z.string().max(1_000), sha: z.string().max(64) })).max(500),
});
