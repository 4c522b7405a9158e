import { type Probot, Probot as ProbotClass, ProbotOctokit } from "probot";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import type { ResolveHosts } from "../../../src/adapters/dns/resolve-hosts.ts";
import type { Octokit } from "../../../src/adapters/github/client/octokit.ts";
import type { PolicyStore } from "../../../src/adapters/policy-store/client.ts";
import type { Propose } from "../../../src/adapters/queue/tasks/propose.ts";
import { keyOf } from "../../../src/adapters/store/redis/keys.ts";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import type { Baseline } from "../../../src/domain/baseline/baseline.ts";
import { propose } from "../../../src/features/propose/propose.ts";
import type { ProposeLimits } from "../../../src/features/propose/propose-tools.ts";
import type { ProposeResult } from "../../../src/features/propose/result.ts";
import { createFakeGitHub, type FakeGitHub } from "../../fake-github/fake-github.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { FakeApp, RepositoryOptions } from "../../fake-github/seed.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

export const path = ".github/workflows/ci.yml";
export const branch = "egress-bot/ci.yml";

/** A workflow file with guarded jobs in audit mode. */
export function workflow(...jobs: readonly string[]): string {
  return ["on: push", "jobs:", ...jobs.map(jobText), ""].join("\n");
}

function jobText(id: string): string {
  return [
    `  ${id}:`,
    "    runs-on: ubuntu-latest",
    "    steps:",
    "      - uses: step-security/harden-runner@v2",
    "        with:",
    "          egress-policy: audit",
    "      - run: make",
  ].join("\n");
}

/** Runs that called the same names, a day apart; enough of them for a job to be ready. */
export function runsCalling(calls: readonly string[], count = 20): readonly Run[] {
  return Array.from({ length: count }, () => ({ calls, steps: ["Run make"] }));
}

/** Probot's client without GitHub's pace, and without long waits between tries. */
const unthrottled = ProbotOctokit.defaults((options: { readonly throttle?: object }) => ({
  ...options,
  throttle: { ...options.throttle, enabled: false },
  retry: { retryAfterBaseValue: 1 },
}));

let redis: TestRedis;
let app: FakeApp;
let probot: Probot;
let installationId: number;

/** The repositories for which a report was asked. */
export const reported: number[] = [];

/** Hosts that do not resolve. */
export const dead = new Set<string>();

export let github: FakeGitHub;
export let octokit: Octokit;
export let store: Store;
/** All hosts resolve but the dead. */
export const resolveHosts: ResolveHosts = async (hosts) =>
  new Map(hosts.map((host) => [host, dead.has(host) ? "missing" : "resolves"]));
let looksUp = true;

/** Whether hosts are looked up; they are again in the next test. */
export function useResolvers(are: boolean): void {
  looksUp = are;
}

/** Null unless a test has one. */
let policyStore: PolicyStore | null = null;

export function usePolicyStore(client: PolicyStore | null): void {
  policyStore = client;
}

let limits: ProposeLimits | null = null;

/** Has everything wait for its turn by the owner's limits, until the end of the test. */
export function useLimits(): void {
  const nothing = async (): Promise<void> => {};
  limits = { places: store.places, isAsked: false, offer: nothing, again: nothing };
}

/** A Redis for the file, a fake GitHub with an installed App for each test; a test ends with a look at what was asked of it. */
export function useProposeWorld(): void {
  beforeAll(async () => {
    redis = await startTestRedis();
    store = openStore(redis.redis);
  });

  beforeEach(async () => {
    await redis.redis.flushall();
    dead.clear();
    looksUp = true;
    limits = null;
    reported.length = 0;
    github = await createFakeGitHub();
    app = github.addApp({
      id: 17,
      slug: "egress-bot",
      permissions: {
        metadata: "read",
        actions: "read",
        issues: "write",
        checks: "write",
        contents: "write",
        workflows: "write",
        pull_requests: "write",
      },
    });
    ({ id: installationId } = github.addInstallation({ appId: app.id, account: "octo-org" }));
    github.addUser({ login: "mona" });
    probot = new ProbotClass({
      appId: app.id,
      privateKey: app.privateKey,
      secret: app.webhookSecret,
      baseUrl: github.baseUrl,
      logLevel: "fatal",
      Octokit: unthrottled,
    });
    octokit = await probot.auth(installationId);
  });

  afterEach(async () => {
    await github.close();
    expect(github.violations).toEqual([]);
  });

  afterAll(async () => {
    await redis.stop();
  });
}

/** A repository with `ci.yml`, or with other files. */
export function addRepository(
  files: RepositoryOptions["files"] | string,
  name = "octo-repo",
): FakeRepository {
  return github.addRepository({
    owner: "octo-org",
    name,
    installationId,
    collaborators: { mona: "write" },
    files: typeof files === "string" ? { [path]: files, "README.md": "one\n" } : files,
  });
}

/** Teaches the store what some runs of a job called, in addition to what it knows. */
export async function teach(repository: FakeRepository, jobId: string, runs: readonly Run[]): Promise<void> {
  const learned = learn(runs);
  addRuns(repository, learned);
  await store.baselines.merge(
    { repositoryId: repository.id, path, jobId, source: "default-branch" },
    learned,
  );
}

/** Gives GitHub the runs that were learned from and that it does not have: of the default branch as it is now. */
export function addRuns(repository: FakeRepository, { runs }: Pick<Baseline, "runs">): void {
  for (const [key, { at }] of runs) {
    const [id, attempt] = key.split("/").map(Number);
    if (id === undefined || repository.state.runs.some((run) => run.id === id)) continue;
    github.addRun({ repository, id, attempt: attempt ?? 1, path, createdAt: at, runStartedAt: at, jobs: [] });
  }
}

/** Forgets what the bot remembers of its pull requests, as an emptied Redis does. */
export async function forgetDigests({ id }: FakeRepository): Promise<void> {
  expect(await redis.redis.unlink(keyOf(id, "proposed-digests"))).toBe(1);
}

export function taskOf(repository: FakeRepository): Propose {
  const { id, owner, name, state } = repository;
  return { repository: { installationId, id, owner, name, defaultBranch: state.defaultBranch }, path };
}

/** Proposes `ci.yml`. */
export function run(repository: FakeRepository): Promise<ProposeResult> {
  return runTask(taskOf(repository));
}

export function runTask(task: Propose): Promise<ProposeResult> {
  return propose(task, {
    octokit,
    store,
    botLogin: "egress-bot[bot]",
    policyStore,
    limits,
    dashboard: null,
    report: async (asked) => {
      reported.push(asked.repository.id);
    },
    resolveHosts: looksUp ? resolveHosts : null,
  });
}

/** The text of `ci.yml` on a branch. */
export function textOn(repository: FakeRepository, ref: string): string | null {
  return repository.file(path, ref)?.content ?? null;
}

/** The commit at a branch's head. */
export function headCommit(repository: FakeRepository, name: string) {
  const commit = repository.state.objects.commit(repository.head(name) ?? "");
  if (commit === undefined) throw new Error(`no branch ${name}`);
  return commit;
}
