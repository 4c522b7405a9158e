import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import type { Repository } from "../../../src/domain/run/repository.ts";
import { readWorkflowRun } from "../../../src/domain/run/workflow-run.ts";
import { learnRun } from "../../../src/features/learn/learn-run.ts";
import type { LearnTools } from "../../../src/features/learn/tools.ts";
import type { JobOptions, RunOptions } from "../../fake-github/add-run.ts";
import type { FakeGitHub } from "../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { startFakeInstallation } from "../../support/fake-installation.ts";
import { type GuardedJobOptions, guardAction, guardedJob } from "../../support/guarded-job.ts";
import { startTestRedis } from "../../support/redis.ts";

export const path = ".github/workflows/ci.yml";
const start = "2026-07-26T12:08:47Z";

/** A workflow file whose jobs are all guarded. */
export function guardedWorkflow(...jobIds: readonly string[]): string {
  const jobs = jobIds.map(
    (id) =>
      `  ${id}:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${guardAction}\n      - run: make\n`,
  );
  return `on: push\njobs:\n${jobs.join("")}`;
}

export type TestJob = Partial<GuardedJobOptions> & Pick<JobOptions, "labels">;

/** What a learned run left. */
export interface LearnedRun {
  readonly runId: number;
  readonly paths: readonly string[];
  readonly jobs: readonly unknown[];
  readonly notLearned: string | null;
  /** How many logs GitHub was asked for, and how many calls there were in all. */
  readonly logs: number;
  readonly calls: number;
}

/** A GitHub with an installation, a store, and the way from a run to what is learned of it. */
export interface LearnWorld {
  readonly store: Store;
  readonly github: FakeGitHub;
  addRepository(text: string): FakeRepository;
  learn(
    repository: FakeRepository,
    jobs: readonly TestJob[],
    run?: Partial<Omit<RunOptions, "jobs">>,
  ): Promise<LearnedRun>;
  tools(): LearnTools;
  /** The repository as tasks name it. */
  describe(repository: FakeRepository): Repository;
  /** Learns from the last run once more. */
  learnAgain(): Promise<void>;
  violations(): readonly unknown[];
  close(): Promise<void>;
}

/** `missesPushes`: what is pushed to a default branch is not noted, as if its webhooks got lost. */
export async function startLearnWorld({ missesPushes = false } = {}): Promise<LearnWorld> {
  const fake = await startFakeInstallation();
  const redis = await startTestRedis();
  const store = openStore(redis.redis);
  let next = 910_000;
  const tools = (): LearnTools => ({
    octokit: fake.octokit,
    fetch,
    store,
    readBotLogin: async () => "egress-bot[bot]",
  });
  let again = async (): Promise<unknown> => undefined;
  return {
    store,
    github: fake.github,
    tools,
    describe: fake.describe,
    addRepository: (text) => fake.addRepository(`repo-${next++}`, { [path]: text }),
    async learn(repository, jobs, options = {}) {
      const id = next++;
      const head = repository.head();
      if (!missesPushes && head !== null)
        await store.commits.note(repository.id, repository.state.defaultBranch, [head]);
      const run = fake.github.addRun({
        repository,
        path,
        runStartedAt: start,
        ...options,
        id,
        jobs: jobs.map(({ labels = ["ubuntu-latest"], log, ...job }) => ({
          ...guardedJob({
            start,
            ...job,
            log: { repository: `octo-org/${repository.name}`, runId: id, ...log },
          }),
          labels,
        })),
      });
      const read = readWorkflowRun(fake.github.payloads.workflowRun(run, "completed").workflow_run);
      if (read === null) throw new Error("the payload is no run");
      const before = fake.github.calls.length;
      again = () => learnRun({ repository: fake.describe(repository), run: read }, tools());
      const paths = await learnRun({ repository: fake.describe(repository), run: read }, tools());
      const calls = fake.github.calls.slice(before).filter(({ route }) => !route.endsWith("access_tokens"));
      const outcome = (await store.outcomes.list(repository.id)).find(({ runId }) => runId === id);
      return {
        runId: id,
        paths,
        jobs: outcome?.jobs ?? [],
        notLearned: outcome?.notLearned ?? null,
        logs: calls.filter(({ route }) => route.endsWith("/jobs/{job_id}/logs")).length,
        calls: calls.length,
      };
    },
    async learnAgain() {
      await again();
    },
    violations: () => fake.github.violations,
    async close() {
      await redis.stop();
      await fake.github.close();
    },
  };
}
