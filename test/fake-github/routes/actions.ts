import { z } from "zod";
import { jobBody, runBody } from "../bodies/run.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import { json, list, numberIn, pageQuery, type Route, repositoryRoute, textIn } from "../http/route.ts";
import { isCreatedIn } from "../state/created-filter.ts";
import type { Repository, Run } from "../state/repository.ts";
import { findJob, latestRuns } from "../state/runs.ts";

const runQuery = z.strictObject({
  ...pageQuery,
  actor: z.string().optional(),
  branch: z.string().optional(),
  event: z.string().optional(),
  status: z.string().optional(),
  created: z.string().optional(),
  head_sha: z.string().optional(),
  exclude_pull_requests: z.enum(["true", "false"]).optional(),
});

/** Workflow runs, their attempts, jobs and logs; `signedLogUrl` gives the address a job's log is served at. */
export function actionRoutes(signedLogUrl: (jobId: number) => string): readonly Route[] {
  return [
    repositoryRoute({
      method: "GET",
      path: "/actions/runs",
      permissions: ["actions:read"],
      query: runQuery,
      answer({ world, repository, query }) {
        const runs = matching(latestRuns(repository), query);
        return list(
          runs.map((run) => runBody(world, run)),
          "workflow_runs",
        );
      },
    }),
    repositoryRoute({
      method: "GET",
      path: "/actions/workflows/{workflow_id}/runs",
      permissions: ["actions:read"],
      query: runQuery,
      answer({ world, repository, params, query }) {
        const workflow = workflowId(repository, textIn(params, "workflow_id"));
        const runs = latestRuns(repository).filter((run) => run.workflowId === workflow);
        return list(
          matching(runs, query).map((run) => runBody(world, run)),
          "workflow_runs",
        );
      },
    }),
    repositoryRoute({
      method: "GET",
      path: "/actions/runs/{run_id}",
      permissions: ["actions:read"],
      query: z.strictObject({ exclude_pull_requests: z.enum(["true", "false"]).optional() }),
      answer({ world, repository, params }) {
        const id = numberIn(params, "run_id");
        const run = latestRuns(repository).find((candidate) => candidate.id === id);
        if (run === undefined) throw notFound();
        return json(200, runBody(world, run));
      },
    }),
    repositoryRoute({
      method: "GET",
      path: "/actions/runs/{run_id}/attempts/{attempt_number}",
      permissions: ["actions:read"],
      query: z.strictObject({ exclude_pull_requests: z.enum(["true", "false"]).optional() }),
      answer: ({ world, repository, params }) => json(200, runBody(world, attemptIn(repository, params))),
    }),
    repositoryRoute({
      method: "GET",
      path: "/actions/runs/{run_id}/attempts/{attempt_number}/jobs",
      permissions: ["actions:read"],
      query: z.strictObject(pageQuery),
      answer({ world, repository, params }) {
        const run = attemptIn(repository, params);
        return list(
          run.jobs.map((job) => jobBody(world, run, job)),
          "jobs",
        );
      },
    }),
    repositoryRoute({
      method: "GET",
      path: "/actions/jobs/{job_id}",
      permissions: ["actions:read"],
      answer({ world, repository, params }) {
        const { run, job } = findJob(repository, numberIn(params, "job_id"));
        return json(200, jobBody(world, run, job));
      },
    }),
    repositoryRoute({
      method: "GET",
      path: "/actions/jobs/{job_id}/logs",
      permissions: ["actions:read"],
      answer({ repository, params }) {
        const { job } = findJob(repository, numberIn(params, "job_id"));
        if (job.log === "expired") throw new ApiError(410, "Server Error");
        if (job.log === "missing" || job.status !== "completed") throw notFound();
        return { kind: "empty", status: 302, headers: { location: signedLogUrl(job.id) } };
      },
    }),
  ];
}

function attemptIn(repository: Repository, params: Readonly<Record<string, string>>): Run {
  const id = numberIn(params, "run_id");
  const attempt = numberIn(params, "attempt_number");
  const run = repository.runs.find((candidate) => candidate.id === id && candidate.attempt === attempt);
  if (run === undefined) throw notFound();
  return run;
}

/** A workflow's id, from itself or its file's name. @throws ApiError 404 */
function workflowId(repository: Repository, name: string): number {
  for (const [path, id] of repository.workflows) {
    if (String(id) === name || path === `.github/workflows/${name}`) return id;
  }
  throw notFound();
}

/** GitHub lists no more of runs that are filtered, and counts no further. */
const mostFiltered = 1_000;

function matching(runs: readonly Run[], query: z.infer<typeof runQuery>): readonly Run[] {
  const { actor, branch, event, status, created, head_sha: sha } = query;
  const isFiltered = [actor, branch, event, status, created, sha].some((filter) => filter !== undefined);
  const found = runs
    .filter((run) => actor === undefined || run.actor.login === actor)
    .filter((run) => branch === undefined || run.headBranch === branch)
    .filter((run) => event === undefined || run.event === event)
    .filter((run) => status === undefined || run.status === status || run.conclusion === status)
    .filter((run) => sha === undefined || run.headSha === sha)
    .filter((run) => created === undefined || isCreatedIn(created, run.createdAt));
  return isFiltered ? found.slice(0, mostFiltered) : found;
}
