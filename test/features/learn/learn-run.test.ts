import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import type { JobOutcome } from "../../../src/domain/run/outcome.ts";
import { readWorkflowRun } from "../../../src/domain/run/workflow-run.ts";
import { learnRun } from "../../../src/features/learn/learn-run.ts";
import type { RunOptions } from "../../fake-github/add-run.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { toBytes } from "../../support/baseline-builder.ts";
import { type FakeInstallation, startFakeInstallation } from "../../support/fake-installation.ts";
import { type GuardedJobOptions, guardAction, guardedJob, guardedLog } from "../../support/guarded-job.ts";
import { buildPostStep, called, type JobLogOptions, stampLines } from "../../support/job-log-builder.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

const start = "2026-07-26T12:08:47Z";
const path = ".github/workflows/ci.yml";
const guard = `    runs-on: ubuntu-latest\n    steps:\n      - uses: ${guardAction}\n        with: { egress-policy: audit }\n      - run: make\n`;
const plain = "    runs-on: ubuntu-latest\n    steps:\n      - run: make\n";
const workflow = (jobs: string): string => `on: push\njobs:\n${jobs}`;
const agent = [
  called("github.com", "140.82.112.3"),
  called("packages.example.org", "104.16.1.1", { after: 150 }),
];

let fake: FakeInstallation;
let redis: TestRedis;
let store: Store;
beforeAll(async () => {
  fake = await startFakeInstallation();
  redis = await startTestRedis();
  store = openStore(redis.redis);
});
afterAll(async () => {
  await redis.stop();
  await fake.github.close();
});
afterEach(() => {
  fake.github.faults.stop();
  expect(fake.github.violations).toEqual([]);
});

let names = 0;
function addRepository(
  files: Readonly<Record<string, string>> = { [path]: workflow(`  build:\n${guard}`) },
): FakeRepository {
  names += 1;
  return fake.addRepository(`repo-${names}`, files);
}

type JobTemplate = Omit<GuardedJobOptions, "start"> & { readonly start?: string };

/** Adds a run whose guarded jobs have the logs that the real ones would have. */
function addRun(
  repository: FakeRepository,
  { jobs, ...options }: Partial<Omit<RunOptions, "jobs">> & { readonly jobs: readonly JobTemplate[] },
) {
  names += 1;
  const id = options.id ?? 900_000 + names;
  return fake.github.addRun({
    repository,
    path,
    runStartedAt: start,
    ...options,
    id,
    jobs: jobs.map((job) => {
      const log: JobLogOptions = { repository: `octo-org/${repository.name}`, runId: id, agent, ...job.log };
      return guardedJob({ start, ...job, log });
    }),
  });
}

/** Has the bot learn from a run, from the webhook on. */
async function learn(repository: FakeRepository, run: ReturnType<typeof addRun>) {
  const read = readWorkflowRun(fake.github.payloads.workflowRun(run, "completed").workflow_run);
  if (read === null) throw new Error("the payload is no run");
  // As the push of the branch did before.
  await store.commits.note(repository.id, repository.state.defaultBranch, [repository.head() ?? ""]);
  const before = fake.github.calls.length;
  const paths = await learnRun(
    { repository: fake.describe(repository), run: read },
    { octokit: fake.octokit, fetch, store, readBotLogin: async () => "egress-bot[bot]" },
  );
  const calls = fake.github.calls.slice(before).filter((call) => !call.route.endsWith("access_tokens"));
  return {
    paths,
    calls: calls
      .filter((call) => !call.route.startsWith("/logs/"))
      .map(({ route }) => route.replace(/^.*\{repo\}/, "")),
    outcome: (await store.outcomes.list(repository.id)).find(
      (outcome) => outcome.runId === run.id && outcome.attempt === run.attempt,
    ),
  };
}

async function baselineOf(
  repository: FakeRepository,
  jobId = "build",
  from: Partial<{ path: string; source: "default-branch" | "pull-request" }> = {},
) {
  return store.baselines.read({
    repositoryId: repository.id,
    path,
    jobId,
    source: "default-branch",
    ...from,
  });
}

function endpointsIn(baseline: Awaited<ReturnType<typeof baselineOf>>): string[] {
  return [...baseline.endpoints.keys()];
}

const learned = (name: string, jobId: string): JobOutcome => ({
  name,
  jobId,
  result: "learned",
  reason: null,
});

describe("a run of the default branch", () => {
  test("teaches what its guarded job called, and in which step", async () => {
    const repository = addRepository();
    const run = addRun(repository, { jobs: [{}] });
    const { paths, outcome, calls } = await learn(repository, run);
    expect(paths).toEqual([path]);
    expect(outcome).toMatchObject({
      notLearned: null,
      path,
      event: "push",
      at: start,
      jobs: [learned("build", "build")],
    });
    expect(calls).toEqual([
      "/contents/{path...}",
      "/actions/runs/{run_id}/attempts/{attempt_number}/jobs",
      "/actions/jobs/{job_id}/logs",
    ]);
    const baseline = await baselineOf(repository);
    expect(endpointsIn(baseline)).toEqual(["github.com:443", "packages.example.org:443"]);
    expect([...(baseline.endpoints.get("github.com:443")?.steps ?? [])]).toEqual(["Install"]);
    expect([...(baseline.endpoints.get("packages.example.org:443")?.steps ?? [])]).toEqual(["Test"]);
    expect([...baseline.runs]).toMatchObject([
      [`${run.id}/1`, { events: new Set(["push"]), legs: new Map([["build", { complete: true }]]) }],
    ]);
  });

  test("twice teaches the same, and the file is not asked for again", async () => {
    const repository = addRepository();
    const run = addRun(repository, { jobs: [{}] });
    const first = await learn(repository, run);
    const bytes = toBytes(await baselineOf(repository));
    const second = await learn(repository, run);
    expect(toBytes(await baselineOf(repository))).toBe(bytes);
    expect(second).toMatchObject({ paths: first.paths, outcome: first.outcome });
    expect(second.calls).toHaveLength(2);
    expect(await store.outcomes.list(repository.id)).toHaveLength(1);
  });

  test("broken off at each call and repeated ends with the same", async () => {
    const file = workflow(`  build:\n${guard}  test:\n${guard}`);
    const jobs = [{ name: "build" }, { name: "test" }];
    const broken = addRepository({ [path]: file });
    const run = addRun(broken, { jobs });
    const routes = [/contents/, /attempts/, /jobs\/\d+\/logs/, /jobs\/\d+\/logs/];
    for (const route of routes) {
      fake.github.faults.next("GET", route, "forbidden");
      await expect(learn(broken, run)).rejects.toMatchObject({ status: 403 });
      expect(await store.outcomes.has(broken.id, run.id, 1)).toBe(false);
    }
    const { outcome, paths } = await learn(broken, run);
    expect(outcome?.jobs).toEqual([learned("build", "build"), learned("test", "test")]);
    expect(paths).toEqual([path]);
    for (const jobId of ["build", "test"])
      expect(endpointsIn(await baselineOf(broken, jobId))).toEqual([
        "github.com:443",
        "packages.example.org:443",
      ]);
  });

  test.each([
    ["the workflow file", /contents/],
    ["the jobs", /attempts/],
  ])("is not taken for empty where the answer about %s breaks off", async (_, route) => {
    const repository = addRepository();
    const run = addRun(repository, { jobs: [{}] });
    fake.github.faults.next("GET", route, "reset-mid-body");
    await expect(learn(repository, run)).rejects.toMatchObject({ code: "answer-cut" });
    expect(await store.outcomes.has(repository.id, run.id, 1)).toBe(false);
    expect((await learn(repository, run)).outcome?.jobs).toEqual([learned("build", "build")]);
  });

  test("waits for a job that goes on, though GitHub says that the run is over", async () => {
    const repository = addRepository({ [path]: workflow(`  build:\n${guard}  test:\n${guard}`) });
    const run = addRun(repository, { jobs: [{}, { name: "test" }] });
    const late = run.jobs[1];
    if (late === undefined) throw new Error("no job");
    const { status, conclusion, completedAt } = late;
    Object.assign(late, { status: "in_progress", conclusion: null, completedAt: null });
    await expect(learn(repository, run)).rejects.toMatchObject({ code: "job-unfinished" });
    expect(await store.outcomes.has(repository.id, run.id, 1)).toBe(false);
    Object.assign(late, { status, conclusion, completedAt });
    expect((await learn(repository, run)).outcome?.jobs).toEqual([
      learned("build", "build"),
      learned("test", "test"),
    ]);
  });

  test("is found by a step's name of any length", async () => {
    const name = "Harden ".repeat(40).trim();
    const repository = addRepository({
      [path]: workflow(`  build:\n${guard.replace("- uses", `- name: ${name}\n        uses`)}`),
    });
    const run = addRun(repository, { jobs: [{ guardStep: name }] });
    expect((await learn(repository, run)).outcome?.jobs).toEqual([learned("build", "build")]);
  });

  test("of two megabytes a log is read to a small part", async () => {
    const repository = addRepository();
    const steps = [Array<string>(10_000).fill("the quick brown fox ".repeat(10))];
    const run = addRun(repository, { jobs: [{ log: { steps } }] });
    expect((await learn(repository, run)).outcome?.jobs).toEqual([learned("build", "build")]);
    const job = run.jobs[0];
    if (job === undefined || !Buffer.isBuffer(job.log)) throw new Error("no log");
    expect(job.log.length).toBeGreaterThan(2_000_000);
    expect(fake.github.logBytesSent(job.id)).toBeLessThan(0.25 * job.log.length);
  });

  test("from a store that knows no ranges", async () => {
    fake.github.setLogRanges(false);
    const repository = addRepository();
    const result = await learn(repository, addRun(repository, { jobs: [{}] }));
    fake.github.setLogRanges(true);
    expect(result.outcome?.jobs).toEqual([learned("build", "build")]);
  });

  test("of GitHub's paths with repository and ref", async () => {
    const repository = addRepository();
    const run = addRun(repository, {
      path: `octo-org/${repository.name}/${path}@refs/heads/main`,
      jobs: [{}],
    });
    expect((await learn(repository, run)).paths).toEqual([path]);
  });
});

describe("a run that is not learned from", () => {
  const files = (text: string) => ({ [path]: text });
  test.each<[string, Partial<RunOptions>, Record<string, string> | null, string, number]>([
    [
      "a fork's",
      { event: "pull_request", headBranch: "x", headRepository: { owner: "someone", name: "fork" } },
      null,
      "fork",
      0,
    ],
    [
      "a fork that is gone",
      { event: "pull_request", headBranch: "x", headRepository: null },
      null,
      "fork",
      0,
    ],
    [
      "Dependabot's",
      { event: "pull_request", headBranch: "dependabot/x", actor: "dependabot[bot]" },
      null,
      "bot",
      0,
    ],
    ["another branch's", { headBranch: "feature", headSha: "f".repeat(40) }, null, "other-branch", 0],
    ["of a target event", { event: "pull_request_target" }, null, "pull-request-target", 0],
    ["skipped", { conclusion: "skipped" }, null, "skipped", 0],
    ["not completed", { status: "in_progress", conclusion: null }, null, "not-completed", 0],
    ["without guard step", {}, files(workflow(`  build:\n${plain}`)), "no-guard-step", 1],
    ["without workflow file", {}, { "README.md": "" }, "no-workflow-file", 1],
    ["with a broken file", {}, files("on: push\njobs: ["), "unreadable-workflow-file", 1],
    ["with a file that is too large", {}, files(`#${"x".repeat(1_200_000)}`), "no-workflow-file", 1],
  ])("%s", async (_, options, given, reason, calls) => {
    const repository = given === null ? addRepository() : addRepository(given);
    const result = await learn(repository, addRun(repository, { ...options, jobs: [{}] }));
    expect(result).toMatchObject({ paths: [], outcome: { notLearned: reason, jobs: [] } });
    expect(result.calls).toHaveLength(calls);
    expect(await store.baselines.list(repository.id)).toEqual([]);
  });
});

test("a person's pull request is kept apart", async () => {
  const repository = addRepository();
  const run = addRun(repository, {
    event: "pull_request",
    headBranch: "feature",
    actor: "octocat",
    jobs: [{}],
  });
  expect((await learn(repository, run)).outcome?.jobs).toEqual([learned("build", "build")]);
  expect(await store.baselines.list(repository.id)).toMatchObject([{ source: "pull-request" }]);
  expect(endpointsIn(await baselineOf(repository, "build", { source: "pull-request" }))).toHaveLength(2);
});

describe("a job that teaches nothing", () => {
  const own = (name: string): JobLogOptions => ({ repository: `octo-org/${name}` });
  test.each<[string, JobTemplate, string]>([
    ["log expired", { rawLog: { state: "expired" } }, "log-expired"],
    ["log never there", { rawLog: null }, "log-not-found"],
    ["log not in the store", { rawLog: { state: "blob-not-found" } }, "log-not-available"],
    ["log empty", { rawLog: Buffer.alloc(0) }, "empty-log"],
    ["no post step", { hasPostStep: false }, "no-post-step"],
    ["another guard step's name", { guardStep: "Run step-security/harden-runner@v1" }, "no-post-step"],
    ["another run's record", { log: { runId: 5 } }, "record-of-other-run"],
    ["another repository's record", { log: own("other") }, "record-of-other-run"],
    [
      "a container",
      { log: { preStep: ["This job is running in a container."], postStep: [] } },
      "container-job",
    ],
    [
      "a reusable workflow's log",
      { log: { uses: `octo-org/x/.github/workflows/x.yml@refs/heads/main (${"a".repeat(40)})` } },
      "workflow-mismatch",
    ],
    ["a name that no job has", { name: "deploy" }, "job-not-in-file"],
  ])("%s", async (_, job, reason) => {
    const repository = addRepository({ [path]: workflow(`  build:\n${guard}  other:\n${guard}`) });
    const { outcome, paths } = await learn(
      repository,
      addRun(repository, { jobs: [job, { name: "other" }] }),
    );
    expect(outcome?.notLearned).toBeNull();
    expect(outcome?.jobs).toMatchObject([{ result: "not-learned", reason }, learned("other", "other")]);
    expect(paths).toEqual([path]);
    const keys = await store.baselines.list(repository.id);
    const jobs = keys.map(({ jobId }) => jobId).toSorted();
    // That a job cannot be guarded is remembered, and nothing of what it called.
    expect(jobs).toEqual(reason === "container-job" ? ["build", "other"] : ["other"]);
    for (const key of keys.filter(({ jobId }) => jobId === "build"))
      expect(await store.baselines.read(key)).toMatchObject({
        endpoints: new Map(),
        unguarded: new Map([["container-job build", expect.any(Set)]]),
      });
  });

  test("skipped, of an earlier attempt, or not guarded: not even counted", async () => {
    const repository = addRepository({
      [path]: workflow(`  build:\n${guard}  skip:\n${guard}  old:\n${guard}  plain:\n${plain}`),
    });
    const jobs = [
      { name: "build" },
      { name: "skip", conclusion: "skipped" as const },
      { name: "old", start: "2026-07-26T11:00:00Z" },
      { name: "plain" },
    ];
    const { outcome, calls } = await learn(repository, addRun(repository, { attempt: 2, jobs }));
    expect(outcome).toMatchObject({ attempt: 2, jobs: [learned("build", "build")] });
    expect(calls).toHaveLength(3);
    expect([...(await baselineOf(repository)).runs.keys()][0]).toMatch(/\/2$/);
  });
});

describe("a job that teaches in part", () => {
  test.each<[string, JobTemplate, string, string[]]>([
    [
      "cancelled",
      { conclusion: "cancelled" },
      "job-cancelled",
      ["github.com:443", "packages.example.org:443"],
    ],
    ["failed", { conclusion: "failure" }, "job-failed", ["github.com:443", "packages.example.org:443"]],
    [
      "cut",
      { log: { status: null, after: [] } },
      "record-cut",
      ["github.com:443", "packages.example.org:443"],
    ],
    [
      "agent in trouble",
      { log: { status: "Error" } },
      "agent-not-initialized",
      ["github.com:443", "packages.example.org:443"],
    ],
  ])("%s", async (_, job, reason, endpoints) => {
    const repository = addRepository();
    const { outcome, paths } = await learn(
      repository,
      addRun(repository, { conclusion: "failure", jobs: [job] }),
    );
    expect(outcome?.jobs).toEqual([{ name: "build", jobId: "build", result: "incomplete", reason }]);
    expect(paths).toEqual([path]);
    const baseline = await baselineOf(repository);
    expect(endpointsIn(baseline)).toEqual(endpoints);
    expect([...baseline.runs.values()].map(({ legs }) => legs.get("build"))).toEqual([{ complete: false }]);
  });
});

describe("a forged record", () => {
  const evil = [called("evil.example.net", "203.0.113.7")];
  const at = (seconds: number): string => new Date(Date.parse(start) + seconds * 1_000).toISOString();

  /** A run whose job's log is built from the real one. */
  async function learnForged(forge: (log: string, ids: JobLogOptions) => string, job: JobTemplate = {}) {
    const repository = addRepository();
    names += 1;
    const ids: JobLogOptions = { repository: `octo-org/${repository.name}`, runId: 900_000 + names };
    const rawLog = forge(guardedLog(start, { ...ids, agent }), ids);
    const run = addRun(repository, { id: 900_000 + names, jobs: [{ ...job, rawLog }] });
    const { outcome } = await learn(repository, run);
    const claims = await store.reports.readClaims(repository.id, path, "build");
    return {
      outcome: outcome?.jobs,
      endpoints: endpointsIn(await baselineOf(repository)),
      ...(claims !== null && { claims: claims.endpoints }),
    };
  }
  const insert = (log: string, text: string): string => {
    const place = log.lastIndexOf("Post job cleanup.") - 29;
    return log.slice(0, place) + text + log.slice(place);
  };
  const real = ["github.com:443", "packages.example.org:443"];

  test("before the real one, outside the post step's time, is ignored", async () => {
    const result = await learnForged((log, ids) =>
      insert(log, stampLines(buildPostStep({ ...ids, agent: evil }), at(120))),
    );
    expect(result).toEqual({ outcome: [learned("build", "build")], endpoints: real });
  });

  test("after the real one, when the step is over, is ignored", async () => {
    const result = await learnForged(
      (log, ids) => log + stampLines(buildPostStep({ ...ids, agent: evil }), at(216)),
      { laterSteps: ["Stop containers"] },
    );
    expect(result).toEqual({ outcome: [learned("build", "build")], endpoints: real });
  });

  test("of other ids within the time is ignored", async () => {
    const result = await learnForged((log, ids) =>
      insert(log, stampLines(buildPostStep({ ...ids, correlationId: "x", agent: evil }), at(210))),
    );
    expect(result).toEqual({ outcome: [learned("build", "build")], endpoints: real });
  });

  test.each([210, 213])(
    "of the same ids within the time, at %d s, is ambiguous: nothing is believed, and what both say is kept apart",
    async (seconds) => {
      const forge = (log: string, ids: JobLogOptions): string => {
        const section = stampLines(buildPostStep({ ...ids, agent: evil }), at(seconds));
        return seconds === 210 ? insert(log, section) : log + section;
      };
      expect(await learnForged(forge)).toEqual({
        outcome: [{ name: "build", jobId: "build", result: "incomplete", reason: "ambiguous-record" }],
        endpoints: [],
        claims: expect.toSatisfy(
          (seen: readonly string[]) =>
            [...seen].sort().join() === [...real, "evil.example.net:443"].sort().join(),
        ),
      });
    },
  );

  test("behind lines that are dated back, where a step can write after the record", async () => {
    const forge = (log: string, ids: JobLogOptions): string =>
      insert(log, stampLines(Array<string>(500).fill("z".repeat(200)), at(130))) +
      stampLines(["old"], at(10)).repeat(4_000) +
      stampLines(buildPostStep({ ...ids, agent: evil }), at(213));
    const { outcome, endpoints } = await learnForged(forge, { laterSteps: ["Stop containers"] });
    expect(outcome).toMatchObject([{ result: "incomplete", reason: "ambiguous-record" }]);
    expect(endpoints).toEqual([]);
  });
});

describe("whose job it is", () => {
  test("the legs of a matrix are one job", async () => {
    const matrix = "    strategy: { matrix: { node: [18, 20] } }\n";
    const repository = addRepository({ [path]: workflow(`  build:\n${matrix}${guard}`) });
    const jobs = [
      { name: "build (18)" },
      { name: "build (20)", log: { agent: [called("nodejs.org", "104.20.1.1")] } },
    ];
    const { outcome } = await learn(repository, addRun(repository, { jobs }));
    expect(outcome?.jobs).toEqual([learned("build (18)", "build"), learned("build (20)", "build")]);
    const baseline = await baselineOf(repository);
    expect(endpointsIn(baseline)).toEqual(["github.com:443", "nodejs.org:443", "packages.example.org:443"]);
    expect([...baseline.runs.values()].map(({ legs }) => [...legs.keys()])).toEqual([
      ["build (18)", "build (20)"],
    ]);
  });

  test("legs of one display name are one leg, complete where each of them is", async () => {
    const matrix = "    name: Test\n    strategy: { matrix: { include: [{ node: '' }, { v: null }] } }\n";
    const repository = addRepository({ [path]: workflow(`  build:\n${matrix}${guard}`) });
    const other = { name: "Test", log: { agent: [called("nodejs.org", "104.20.1.1")] } };
    const { outcome } = await learn(repository, addRun(repository, { jobs: [{ name: "Test" }, other] }));
    expect(outcome?.jobs).toEqual([learned("Test", "build"), learned("Test", "build")]);
    const baseline = await baselineOf(repository);
    expect(endpointsIn(baseline)).toEqual(["github.com:443", "nodejs.org:443", "packages.example.org:443"]);
    const legs = async () => [...(await baselineOf(repository)).runs.values()].map((run) => [...run.legs]);
    expect(await legs()).toEqual([[["Test", { complete: true }]]]);
    // The log of the second is gone.
    await learn(repository, addRun(repository, { jobs: [{ name: "Test" }, { name: "Test", rawLog: null }] }));
    expect((await legs())[1]).toEqual([["Test", { complete: false }]]);
    expect((await baselineOf(repository)).memory.legs.get("Test")?.newest).toHaveLength(1);
  });

  test("two jobs of the same display name are told by nothing", async () => {
    const named = (id: string): string => `  ${id}:\n    name: Same\n${guard}`;
    const repository = addRepository({ [path]: workflow(named("a") + named("b")) });
    const { outcome, calls, paths } = await learn(
      repository,
      addRun(repository, { jobs: [{ name: "Same" }, { name: "Same" }] }),
    );
    const ambiguous = { name: "Same", jobId: null, result: "not-learned", reason: "ambiguous-job" };
    expect(outcome?.jobs).toEqual([ambiguous, ambiguous]);
    expect(paths).toEqual([]);
    expect(calls).toHaveLength(2);
  });

  test("of many jobs the first are told, and of the others each kind", async () => {
    const repository = addRepository({ [path]: workflow(`  build:\n${guard}  last:\n${guard}`) });
    const jobs = [
      ...Array.from({ length: 300 }, () => ({ name: "build", rawLog: null })),
      { name: "strange", rawLog: null },
      { name: "last" },
    ];
    const { outcome } = await learn(repository, addRun(repository, { jobs }));
    expect(outcome?.jobs).toHaveLength(28);
    expect(outcome?.jobs.slice(-2)).toEqual([
      { name: "strange", jobId: null, result: "not-learned", reason: "job-not-in-file" },
      learned("last", "last"),
    ]);
  });

  test("names that would take minutes to compare are not compared", async () => {
    const named = (id: number): string =>
      `  a${id}:\n    name: "${"${{ inputs.q }}a".repeat(15)}z"\n    runs-on: x\n    steps: *steps\n`;
    const first = `  build:\n${guard.replace("steps:", "steps: &steps")}`;
    const many = Array.from({ length: 800 }, (_, id) => named(id)).join("");
    const repository = addRepository({ [path]: workflow(first + many) });
    const jobs = Array.from({ length: 200 }, (_, id) => ({ name: `${"a".repeat(95)}${id}`, rawLog: null }));
    const { outcome } = await learn(repository, addRun(repository, { jobs }));
    expect(new Set(outcome?.jobs.map(({ reason }) => reason))).toEqual(new Set(["too-many-jobs"]));
  });

  test("more than a hundred jobs are listed page by page", async () => {
    const ids = Array.from({ length: 101 }, (_, n) => `job${n}`);
    const repository = addRepository({
      [path]: workflow(`${ids.map((id) => `  ${id}:\n${plain}`).join("")}  build:\n${guard}`),
    });
    const jobs = [...ids.map((name) => ({ name, rawLog: null })), { name: "build" }];
    const { outcome, calls } = await learn(repository, addRun(repository, { jobs }));
    expect(outcome?.jobs).toEqual([learned("build", "build")]);
    expect(calls).toHaveLength(4);
  });
});

describe("a reusable workflow", () => {
  const callee = ".github/workflows/callee.yml";
  const sha = "c".repeat(40);
  const caller = (uses: string): string => workflow(`  call:\n    uses: ${uses}\n`);
  const files = {
    [path]: caller(`./${callee}`),
    ".github/workflows/outer.yml": workflow(`  inner:\n    uses: ./${callee}\n`),
    [callee]: `on: workflow_call\njobs:\n  build:\n${guard}`,
  };
  const uses = (repository: FakeRepository, file = callee): string =>
    `octo-org/${repository.name}/${file}@refs/heads/main (${sha})`;
  const references = (repository: FakeRepository, commit = sha) => [
    { path: `octo-org/${repository.name}/${callee}@main`, sha: commit },
  ];

  test.each([
    [files[path], "call / build"],
    [caller("./.github/workflows/outer.yml"), "call / inner / build"],
  ])("is learned where its steps stand: %j", async (text, name) => {
    const repository = addRepository({ ...files, [path]: text });
    const run = addRun(repository, {
      referencedWorkflows: references(repository),
      jobs: [{ name, log: { uses: uses(repository) } }],
    });
    const { outcome, paths } = await learn(repository, run);
    expect(outcome?.jobs).toEqual([learned(name, "build")]);
    expect(paths).toEqual([callee]);
    expect(endpointsIn(await baselineOf(repository, "build", { path: callee }))).toHaveLength(2);
  });

  test("is not believed where the log names another file, another commit or none", async () => {
    const repository = addRepository(files);
    const job = (log: JobLogOptions): JobTemplate => ({ name: "call / build", log });
    const cases: [JobLogOptions, string][] = [
      [{ uses: null }, sha],
      [{ uses: uses(repository, ".github/workflows/other.yml") }, sha],
      [{ uses: `other/repo/${callee}@refs/heads/main (${sha})` }, sha],
      [{ uses: uses(repository) }, "d".repeat(40)],
    ];
    for (const [log, commit] of cases) {
      const run = addRun(repository, {
        referencedWorkflows: references(repository, commit),
        jobs: [job(log)],
      });
      expect((await learn(repository, run)).outcome?.jobs).toMatchObject([{ reason: "workflow-mismatch" }]);
    }
    expect(await store.baselines.list(repository.id)).toEqual([]);
  });

  test("of another repository is named and left alone", async () => {
    const repository = addRepository({ [path]: caller(`other/repo/${callee}@v1`) });
    const run = addRun(repository, { jobs: [{ name: "call / build" }] });
    const { outcome, calls } = await learn(repository, run);
    expect(outcome?.jobs).toMatchObject([{ jobId: null, reason: "callee-in-other-repository" }]);
    expect(calls).toHaveLength(2);
  });
});
