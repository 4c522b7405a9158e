import { iso } from "./clock.ts";
import type { HeadRepository, Job, JobLog, Repository, Run, Step } from "./state/repository.ts";
import { type Account, addAccount, findAccount, type World } from "./state/world.ts";

export interface StepOptions {
  readonly name: string;
  /** Without it the place in the list, from 1. */
  readonly number?: number;
  readonly status?: Step["status"];
  readonly conclusion?: string | null;
  readonly startedAt?: string | null;
  readonly completedAt?: string | null;
}

export interface JobOptions {
  readonly id?: number;
  readonly name: string;
  readonly status?: Job["status"];
  readonly conclusion?: Job["conclusion"];
  readonly startedAt?: string;
  readonly completedAt?: string | null;
  readonly labels?: readonly string[];
  readonly runnerName?: string | null;
  readonly steps?: readonly StepOptions[];
  /** Null: GitHub has none (404). `expired`: 410. `blob-not-found`: the store's XML with status 200. */
  readonly log: string | Buffer | null | { readonly state: "expired" | "blob-not-found" };
}

/** One attempt of a run. Times are ISO 8601. */
export interface RunOptions {
  /** The id of a run that is there already adds another attempt to it. */
  readonly id?: number;
  readonly name?: string;
  /** As GitHub may write it: `.github/workflows/ci.yml`, also with `owner/repo/` before and `@ref` behind. */
  readonly path: string;
  readonly event?: string;
  readonly headBranch?: string | null;
  readonly headSha?: string;
  /** Null where the fork is gone; without it the repository itself. */
  readonly headRepository?: { readonly id?: number; readonly owner: string; readonly name: string } | null;
  /** Logins; an unknown one is added, as a bot where it ends with `[bot]`. */
  readonly actor?: string;
  readonly triggeringActor?: string;
  readonly status?: Run["status"];
  readonly conclusion?: Run["conclusion"];
  readonly attempt?: number;
  readonly createdAt?: string;
  readonly runStartedAt?: string;
  readonly referencedWorkflows?: Run["referencedWorkflows"];
  readonly jobs: readonly JobOptions[];
}

/** Adds one attempt of a workflow run; by default a successful push to the default branch. */
export function addRun(world: World, repository: Repository, options: RunOptions): Run {
  const file = options.path.replace(/^.*?(?=\.github\/)/, "").replace(/@.*$/, "");
  const workflowId = repository.workflows.get(file) ?? world.nextId();
  repository.workflows.set(file, workflowId);
  const id = options.id ?? world.nextId();
  const known = repository.runs.find((run) => run.id === id);
  const createdAt = options.createdAt ?? known?.createdAt ?? iso(world.clock.now());
  const startedAt = options.runStartedAt ?? createdAt;
  const actor = accountFor(world, options.actor ?? repository.owner.login);
  const status = options.status ?? "completed";
  const jobs = options.jobs.map((job) => jobOf(world, job, startedAt));
  const run: Run = {
    id,
    attempt: options.attempt ?? 1,
    number: known?.number ?? numberOf(repository, workflowId),
    repository,
    name: options.name ?? file.replace(/^.*\//, ""),
    path: options.path,
    workflowId,
    event: options.event ?? "push",
    headBranch: options.headBranch === undefined ? repository.defaultBranch : options.headBranch,
    headSha: options.headSha ?? repository.refs.get(`refs/heads/${repository.defaultBranch}`) ?? "",
    headRepository: headOf(world, repository, options.headRepository),
    actor,
    triggeringActor:
      options.triggeringActor === undefined ? actor : accountFor(world, options.triggeringActor),
    status,
    conclusion:
      options.conclusion === undefined && status === "completed" ? "success" : (options.conclusion ?? null),
    createdAt,
    startedAt,
    updatedAt:
      jobs
        .map(({ completedAt }) => completedAt ?? startedAt)
        .sort()
        .at(-1) ?? startedAt,
    referencedWorkflows: options.referencedWorkflows ?? [],
    jobs,
  };
  repository.runs.push(run);
  return run;
}

function jobOf(world: World, options: JobOptions, runStartedAt: string): Job {
  const status = options.status ?? "completed";
  const isDone = status === "completed";
  const startedAt = options.startedAt ?? runStartedAt;
  return {
    id: options.id ?? world.nextId(),
    name: options.name,
    status,
    conclusion: options.conclusion ?? (isDone ? "success" : null),
    startedAt,
    completedAt: options.completedAt === undefined ? (isDone ? startedAt : null) : options.completedAt,
    labels: options.labels ?? ["ubuntu-latest"],
    runnerName: options.runnerName === undefined ? "GitHub Actions 1" : options.runnerName,
    steps: (options.steps ?? []).map((step, index) => ({
      name: step.name,
      number: step.number ?? index + 1,
      status: step.status ?? "completed",
      conclusion: step.conclusion === undefined ? "success" : step.conclusion,
      startedAt: step.startedAt ?? null,
      completedAt: step.completedAt ?? null,
    })),
    log: logOf(options.log),
  };
}

function logOf(log: JobOptions["log"]): JobLog {
  if (log === null) return "missing";
  if (typeof log === "string") return Buffer.from(log);
  return Buffer.isBuffer(log) ? log : log.state;
}

function headOf(
  world: World,
  repository: Repository,
  given: RunOptions["headRepository"],
): HeadRepository | null {
  if (given === undefined) return { ...repository, fork: false };
  if (given === null) return null;
  const { id, owner, name } = given;
  return { id: id ?? world.nextId(), owner: accountFor(world, owner), name, fork: id !== repository.id };
}

function numberOf({ runs }: Repository, workflowId: number): number {
  return new Set(runs.filter((run) => run.workflowId === workflowId).map(({ id }) => id)).size + 1;
}

function accountFor(world: World, login: string): Account {
  const type = login.endsWith("[bot]") ? "Bot" : "User";
  return findAccount(world, login) ?? addAccount(world, { login, type });
}
