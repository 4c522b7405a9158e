import { z } from "zod";

/** A completed attempt of a workflow run, as the webhook `workflow_run` and the REST API describe it alike. */
export interface WorkflowRun {
  readonly id: number;
  /** Starts at 1. */
  readonly attempt: number;
  /** The workflow file within the repository, `.github/workflows/ci.yml`, without the prefix and `@ref` that GitHub may add. */
  readonly path: string;
  readonly event: string;
  readonly conclusion: string | null;
  readonly headBranch: string | null;
  readonly headSha: string;
  /** Null where the fork that it came from is gone. */
  readonly headRepositoryId: number | null;
  /** Who caused the run, and who started this attempt. */
  readonly actor: Account | null;
  readonly triggeringActor: Account | null;
  /** When this attempt began, ISO 8601 UTC. */
  readonly startedAt: string;
  readonly referencedWorkflows: readonly ReferencedWorkflow[];
  /** The branches into which the open pull requests of its head are to be merged, those of other repositories as "". */
  readonly intoBranches: readonly string[];
}

export interface Account {
  readonly login: string;
  /** `User`, `Bot`, `Organization`, … */
  readonly type: string;
}

/** A reusable workflow that the run used. */
export interface ReferencedWorkflow {
  /** `owner/name/.github/workflows/file.yml@ref`, or a path in the same repository. */
  readonly path: string;
  readonly sha: string;
}

// What GitHub sends holds more than this, and may hold more tomorrow.
const accountSchema = z.object({ login: z.string().max(100), type: z.string().max(100).catch("") }).nullish();
const runSchema = z.object({
  id: z.number().int().positive(),
  run_attempt: z.number().int().positive().default(1),
  path: z.string().max(1_000),
  event: z.string().max(100),
  conclusion: z.string().max(100).nullish(),
  head_branch: z.string().max(1_000).nullish(),
  head_sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  repository: z.object({ id: z.number().optional(), full_name: z.string().max(300) }),
  head_repository: z.object({ id: z.number().int().positive() }).nullish(),
  actor: accountSchema,
  triggering_actor: accountSchema,
  run_started_at: z.iso.datetime().nullish(),
  created_at: z.iso.datetime(),
  pull_requests: z
    .array(z.object({ base: z.object({ ref: z.string().max(1_000), repo: z.object({ id: z.number() }) }) }))
    .nullish()
    .catch(null),
  referenced_workflows: z.array(z.object({ path: z.string().max(1_000), sha: z.string().max(64) })).nullish(),
});

const mostReferencedWorkflows = 500;
const mostPullRequests = 100;
const workflowPath = /^(?:([^/@]+\/[^/@]+)\/)?(\.github\/workflows\/[^/\p{Cc}]+?\.ya?ml)(?:@.+)?$/u;

/**
 * Reads the run in a webhook `workflow_run` or in an answer of the REST API. Null where it is none that has a workflow file
 * in its repository: GitHub's own workflows (`dynamic/…`), those that another repository requires, and malformed ones.
 */
export function readWorkflowRun(api: unknown): WorkflowRun | null {
  const parsed = runSchema.safeParse(api);
  if (!parsed.success) return null;
  const run = parsed.data;
  const [, repository, path] = workflowPath.exec(run.path) ?? [];
  if (path === undefined) return null;
  if (repository !== undefined && repository.toLowerCase() !== run.repository.full_name.toLowerCase())
    return null;
  return {
    id: run.id,
    attempt: run.run_attempt,
    path,
    event: run.event,
    conclusion: run.conclusion ?? null,
    headBranch: run.head_branch ?? null,
    headSha: run.head_sha,
    headRepositoryId: run.head_repository?.id ?? null,
    actor: run.actor ?? null,
    triggeringActor: run.triggering_actor ?? null,
    startedAt: run.run_started_at ?? run.created_at,
    intoBranches: (run.pull_requests ?? [])
      .slice(0, mostPullRequests)
      .map(({ base }) => (base.repo.id === run.repository.id ? base.ref : "")),
    referencedWorkflows: (run.referenced_workflows ?? []).slice(0, mostReferencedWorkflows),
  };
}
