import type { components } from "@octokit/openapi-types";
import { iso } from "../clock.ts";
import { type Job, pullsOf, type Repository, type Run } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { userBody } from "./account.ts";
import { minimalBody, pageUrl, repositoryBody, repositoryUrl } from "./repository.ts";

export function runBody(world: World, run: Run) {
  const { id, repository } = run;
  const url = `${repositoryUrl(world, repository)}/actions`;
  const page = `${pageUrl(world, repository)}/actions/runs/${id}`;
  const commit = repository.objects.commit(run.headSha);
  const author = commit?.author ?? { name: "someone", email: "someone@example.com" };
  const head = run.headRepository;
  const body = {
    id,
    name: run.name,
    node_id: `WFR_${id}`,
    check_suite_id: id,
    check_suite_node_id: `CS_${id}`,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: commit?.message.split("\n")[0] ?? run.name,
    run_number: run.number,
    run_attempt: run.attempt,
    referenced_workflows: run.referencedWorkflows.map((referenced) => ({ ...referenced })),
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    url: `${url}/runs/${id}`,
    html_url: page,
    pull_requests: head?.id === repository.id ? pullRequestsOf(world, run) : [],
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.startedAt,
    actor: userBody(world, run.actor),
    triggering_actor: userBody(world, run.triggeringActor),
    jobs_url: `${url}/runs/${id}/jobs`,
    logs_url: `${url}/runs/${id}/logs`,
    check_suite_url: `${repositoryUrl(world, repository)}/check-suites/${id}`,
    artifacts_url: `${url}/runs/${id}/artifacts`,
    cancel_url: `${url}/runs/${id}/cancel`,
    rerun_url: `${url}/runs/${id}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/runs/${id}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${url}/workflows/${run.workflowId}`,
    head_commit: {
      id: run.headSha,
      tree_id: commit?.tree ?? run.headSha,
      message: commit?.message ?? "A commit",
      timestamp: iso(commit?.committer.at ?? Date.parse(run.createdAt)),
      author: { name: author.name, email: author.email },
      committer: { name: author.name, email: author.email },
    },
    repository: minimalBody(world, { ...repository, fork: false }),
  };
  // GitHub leaves the repository of a fork that is gone null, against its own description.
  return { ...body, head_repository: head === null ? null : minimalBody(world, head) };
}

export function jobBody(world: World, run: Run, job: Job) {
  const { repository } = run;
  const url = repositoryUrl(world, repository);
  return {
    id: job.id,
    run_id: run.id,
    run_url: `${url}/actions/runs/${run.id}`,
    run_attempt: run.attempt,
    node_id: `CR_${job.id}`,
    head_sha: run.headSha,
    url: `${url}/actions/jobs/${job.id}`,
    html_url: `${pageUrl(world, repository)}/actions/runs/${run.id}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.startedAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map(({ name, number, status, conclusion, startedAt, completedAt }) => ({
      name,
      number,
      status,
      conclusion,
      started_at: startedAt,
      completed_at: completedAt,
    })),
    check_run_url: `${url}/check-runs/${job.id}`,
    labels: [...job.labels],
    runner_id: job.runnerName === null ? null : 1,
    runner_name: job.runnerName,
    runner_group_id: job.runnerName === null ? null : 1,
    runner_group_name: job.runnerName === null ? null : "GitHub Actions",
    workflow_name: run.name,
    head_branch: run.headBranch,
  } satisfies components["schemas"]["job"];
}

export function workflowBody(world: World, run: Run) {
  const url = `${repositoryUrl(world, run.repository)}/actions/workflows/${run.workflowId}`;
  return {
    id: run.workflowId,
    node_id: `W_${run.workflowId}`,
    name: run.name,
    path: run.path,
    state: "active" as const,
    created_at: iso(run.repository.createdAt),
    updated_at: iso(run.repository.createdAt),
    url,
    html_url: `${pageUrl(world, run.repository)}/actions/${run.path}`,
    badge_url: `${pageUrl(world, run.repository)}/badge.svg`,
  } satisfies components["schemas"]["workflow"];
}

function pullRequestsOf(world: World, { repository, headBranch }: Run) {
  const repo = sideRepository(world, repository);
  return pullsOf(repository)
    .filter(({ state, pull }) => state === "open" && pull.headRef === headBranch)
    .map(({ id, number, pull }) => ({
      id,
      number,
      url: `${repo.url}/pulls/${number}`,
      head: { ref: pull.headRef, sha: pull.headSha, repo },
      base: { ref: pull.baseRef, sha: pull.baseSha, repo },
    }));
}

function sideRepository(world: World, repository: Repository) {
  const { id, name, url } = repositoryBody(world, repository);
  return { id, name, url };
}
