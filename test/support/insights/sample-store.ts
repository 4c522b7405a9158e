import type { Redis } from "../../../src/adapters/store/redis/redis.ts";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import { updateRecord } from "../../../src/domain/assessment/job-record.ts";
import { noteDecision, noteList } from "../../../src/domain/assessment/list-history.ts";
import { type Baseline, emptyBaseline, mergeBaselines } from "../../../src/domain/baseline/baseline.ts";
import type { MadeCall } from "../../../src/domain/record/made-call.ts";
import { nameLine } from "../../../src/domain/run/file-line.ts";
import type { JobKey } from "../../../src/domain/run/job-key.ts";
import type { RepositoryNow } from "../../../src/domain/run/repository-now.ts";
import { learnOne, type Run } from "../baseline-builder.ts";
import { guardAction } from "../guarded-job.ts";
import { readWorkflowFile } from "../workflow-file.ts";

export const sampleRepository: RepositoryNow = {
  id: 23,
  owner: "octo-org",
  ownerId: 7,
  name: "shop",
  nodeId: "R_23",
  url: "https://github.com/octo-org/shop",
  defaultBranch: "main",
  isArchived: false,
  visibility: "private",
};
export const samplePath = ".github/workflows/ci.yml";
export const sampleNow = Date.UTC(2026, 10, 30, 9);
/** Days after the first of January 2026 of the first run. */
const firstDay = 232;
const runs = 98;
const firstRun = 19_482_000_100;

const allowed = [
  "github.com:443",
  "registry.npmjs.org:443",
  "api.github.com:443",
  "objects.githubusercontent.com:443",
  "nodejs.org:443",
  "cdn.playwright.dev:443",
  "sum.golang.org:443",
];

const workflow = `name: CI
on: [push, pull_request]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: ${guardAction}
        with:
          egress-policy: block
          allowed-endpoints: >
${allowed.map((entry) => `            ${entry}`).join("\n")}
      - name: Check out
        uses: actions/checkout@v4
      - name: Install
        run: npm ci
      - name: Test
        run: npm test
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: ${guardAction}
        with:
          egress-policy: audit
      - name: Lint
        run: npm run lint
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: ${guardAction}
        with:
          egress-policy: audit
      - name: Publish
        run: npm publish
  docs:
    runs-on: ubuntu-latest
    steps:
      - run: make docs
`;

/** Fills a store as a bot would that has watched a repository for a hundred days. */
export async function fillSampleStore(redis: Redis): Promise<Store> {
  const store = openStore(redis);
  const { id } = sampleRepository;
  await keep(store, "build", "default-branch", ordinaryRuns());
  await keep(store, "build", "untrusted", strangeRuns());
  await store.baselines.merge(
    {
      repositoryId: id,
      path: nameLine({ path: samplePath, branch: "release/2" }),
      jobId: "build",
      source: "default-branch",
    },
    learnOne({ ...callsOf(50), runId: firstRun + 508, day: firstDay + 50.2, event: "push" }, 0),
  );
  await keep(store, "build", "trial", [
    {
      ...callsOf(57),
      runId: firstRun + 577,
      day: firstDay + 57.4,
      enforcement: { state: "enforced" },
      event: "pull_request",
    },
  ]);
  await keep(
    store,
    "lint",
    "default-branch",
    Array.from({ length: 14 }, (_, index) => ({
      endpoints: [endpoint("github.com", "Check out", "git"), endpoint("registry.npmjs.org", "Lint", "npm")],
      runId: firstRun + 10 * (84 + index),
      day: firstDay + 84 + index,
      event: "push",
    })),
  );
  await fillFile(store);
  await noteCalls(store);
  for (const run of [96, 97])
    await store.outcomes.record(id, {
      runId: firstRun + run * 10,
      attempt: 1,
      at: timeOf(run),
      path: samplePath,
      event: "push",
      notLearned: null,
      jobs: [
        { name: "build", jobId: "build", result: "learned", reason: null },
        { name: "lint", jobId: "lint", result: "learned", reason: null },
        { name: "publish", jobId: "publish", result: "not-learned", reason: "log-expired" },
      ],
    });
  await store.outcomes.record(id, {
    runId: sampledRun,
    attempt: 1,
    at: timeOf(96.5),
    path: samplePath,
    event: "push",
    notLearned: "sampled",
    jobs: [],
  });
  return store;
}

/** Notes how the jobs of many repositories of the owner stand, and on how many of the last days. */
export async function fillSampleOwner(store: Store): Promise<void> {
  const states = [
    "enforced",
    "enforced",
    "learning",
    "proposed",
    "enforced",
    "settling",
    "missing",
    "ignored",
    "held",
    "not-enforced",
  ] as const;
  for (let day = 200; day >= 0; day -= 10)
    for (let number = 0; number < 30; number += 1) {
      const isEarly = number * 9 > 200 - day;
      const state = states[(number * 7) % states.length] ?? "learning";
      const jobs = ["build", "test", "release"].slice(0, 1 + (number % 3)).map((jobId, place) => ({
        jobId,
        state: isEarly ? ("learning" as const) : place === 1 ? ("learning" as const) : state,
        since: null,
        needs:
          isEarly || place === 1
            ? null
            : state === "proposed"
              ? "review"
              : state === "missing" || state === "held" || state === "not-enforced"
                ? "endpoint-missing"
                : null,
        endpoints: 3 + ((number * 5) % 19),
        pullRequest: !isEarly && state === "proposed" && place !== 1 ? 40 + number : null,
      }));
      if (day === 0 || isEarly || number * 9 > 190 - day)
        await store.standings.note(
          { ...sampleRepository, id: 100 + number, name: `service-${String(number).padStart(2, "0")}` },
          samplePath,
          jobs,
          sampleNow - day * 86_400_000,
        );
    }
}

/** The number of a run that failed as something was refused that it needs. */
export const failedRun = firstRun + 78 * 10;
/** The number of a run that was not held to its list. */
export const openRun = firstRun + 88 * 10;
/** The number of a run that was not read. */
export const sampledRun = firstRun + 96 * 10 + 5;
/** The number of the run in which something was refused that may be an attack. */
export const refusedRun = firstRun + 97 * 10;

/** A run whose order of calls is not kept. */
export const olderRun = firstRun + 20 * 10;

/** In which order the last runs of a job called its endpoints. */
async function noteCalls(store: Store): Promise<void> {
  const keyOf = (jobId: string): JobKey => ({
    repositoryId: sampleRepository.id,
    path: samplePath,
    jobId,
    source: "default-branch",
  });
  const order = [
    "github.com:443",
    "registry.npmjs.org:443",
    "sum.golang.org:443",
    "objects.githubusercontent.com:443",
    "nodejs.org:443",
    "cdn.playwright.dev:443",
    "api.github.com:443",
    "results-receiver.actions.githubusercontent.com:443",
  ];
  for (let index = 40; index < runs; index += 1) {
    const made = (callsOf(index).endpoints ?? []).map(
      ({ host, steps = [], processes = [] }): MadeCall => ({ endpoint: `${host}:443`, steps, processes }),
    );
    made.sort((a, b) => order.indexOf(a.endpoint) - order.indexOf(b.endpoint));
    const stranger: MadeCall = {
      endpoint: "paste.example-drop.net:443",
      steps: ["Test"],
      processes: ["node", "curl"],
    };
    const calls = index === 97 ? [...made.slice(0, -1), stranger, ...made.slice(-1)] : made;
    await store.runCalls.note(keyOf("build"), `${firstRun + index * 10}/1`, "build", calls);
  }
  await store.runCalls.note(keyOf("lint"), `${refusedRun}/1`, "lint", [
    { endpoint: "github.com:443", steps: ["Check out", "Lint"], processes: ["git"] },
    { endpoint: "registry.npmjs.org:443", steps: ["Lint"], processes: ["npm"] },
  ]);
}

async function fillFile(store: Store): Promise<void> {
  const { id } = sampleRepository;
  const head = "a".repeat(40);
  await store.workflowTexts.write(id, samplePath, head, workflow);
  const name = await store.looks.begin(id, samplePath);
  await store.looks.keep(id, samplePath, name, {
    print: "print",
    until: sampleNow + 86_400_000,
    repository: sampleRepository,
    head,
    proposed: [],
    open: null,
    mergedAt: timeOf(60),
  });
  await store.decisions.keepForOwner(id, sampleRepository.ownerId);
  await store.decisions.decideEndpoint(id, samplePath, {
    kind: "allow",
    endpoint: "sum.golang.org:443",
    origin: { kind: "person", login: "mona", at: timeOf(79), reason: "checksums of Go modules" },
  });
  await store.decisions.decideEndpoint(id, samplePath, {
    kind: "deny",
    endpoint: "telemetry.example.com:443",
    origin: { kind: "person", login: "hubot", at: timeOf(30), reason: "no telemetry from CI" },
  });
  const file = readWorkflowFile(workflow);
  await store.jobRecords.change(
    id,
    samplePath,
    () => new Map(file.jobs.map((job) => [job.id, recordOf(job)])),
  );
  // Of two more files a job is known; one of them cannot be read, the other is gone.
  for (const [path, text] of [
    [".github/workflows/broken.yml", "jobs: [\n"],
    [".github/workflows/gone.yml", null],
  ] as const) {
    const [job] = file.jobs;
    if (job === undefined) throw new Error("the file has no job");
    await store.jobRecords.change(id, path, () => new Map([["old", recordOf(job)]]));
    if (text === null) continue;
    await store.workflowTexts.write(id, path, head, text);
    const begun = await store.looks.begin(id, path);
    await store.looks.keep(id, path, begun, {
      print: "print",
      until: sampleNow + 86_400_000,
      repository: sampleRepository,
      head,
      proposed: [],
      open: null,
      mergedAt: null,
    });
  }
  await store.reports.rememberAlarmIssues(id, new Map([[`refused ${samplePath}`, 41]]));

  function recordOf(job: (typeof file.jobs)[number]) {
    const record = updateRecord(null, job, file, timeOf(60));
    if (job.id !== "build") return record;
    const facts = { isProposed: () => true, originOf: () => ({ run: `${firstRun}/1`, login: null }) };
    const first = noteList(record.history, allowed.slice(0, 6), { ...facts, at: timeOf(60), merged: 12 });
    const decided = noteDecision(first, {
      kind: "allowed",
      at: timeOf(79),
      entry: "sum.golang.org:443",
      login: "mona",
      pullRequest: 19,
    });
    const grown = noteList(decided, allowed, {
      at: timeOf(80),
      merged: 19,
      isProposed: () => true,
      originOf: () => ({ run: `${firstRun + 780}/1`, login: "mona" }),
    });
    return { ...record, blockedAt: timeOf(60), history: grown };
  }
}

async function keep(
  store: Store,
  jobId: string,
  source: JobKey["source"],
  made: readonly Run[],
): Promise<void> {
  const learned = made.map(learnOne).reduce<Baseline>(mergeBaselines, emptyBaseline);
  await store.baselines.merge(
    { repositoryId: sampleRepository.id, path: samplePath, jobId, source },
    learned,
  );
}

function ordinaryRuns(): readonly Run[] {
  return Array.from(
    { length: runs },
    (_, index): Run => ({
      ...callsOf(index),
      runId: firstRun + index * 10,
      day: firstDay + index,
      event: index % 9 === 0 ? "schedule" : "push",
      steps: ["Check out", "Install", "Test"],
      enforcement: { state: index >= 60 ? "enforced" : "audit" },
      ...(index === 78 && { refused: ["sum.golang.org"], failed: true }),
      ...(index === 97 && {
        refused: ["paste.example-drop.net"],
        suspects: new Map([
          [
            "paste.example-drop.net:443",
            ["package-lock.json", "actions/cache@v4 0123456789abcdef0123456789abcdef01234567"],
          ],
        ]),
      }),
      ...(index === 88 && {
        complete: false,
        enforcement: { state: "not-enforced", cause: "host-unresolved", detail: "packages.example.org" },
      }),
    }),
  );
}

/** Runs of forks, which teach nothing. */
function strangeRuns(): readonly Run[] {
  return [22, 41, 70, 91].map((index) => ({
    ...callsOf(index),
    runId: firstRun + index * 10 + 5,
    day: firstDay + index + 0.5,
    event: "pull_request",
    calls: ["mirror.example.edu"],
  }));
}

function callsOf(index: number): Pick<Run, "endpoints"> {
  return {
    endpoints: [
      endpoint("github.com", "Check out", "git-remote-https"),
      endpoint("registry.npmjs.org", "Install", "node"),
      {
        ...endpoint("results-receiver.actions.githubusercontent.com", "Test", "Runner.Worker"),
        implicit: true,
      },
      ...(index % 11 === 4 ? [] : [endpoint("api.github.com", "Test", "node")]),
      ...(index >= 3 ? [endpoint("objects.githubusercontent.com", "Install", "curl")] : []),
      ...(index % 3 === 0 ? [endpoint("nodejs.org", "Install", "node")] : []),
      ...([12, 31, 49, 66, 90].includes(index) ? [endpoint("cdn.playwright.dev", "Test", "node")] : []),
      ...(index < 30 ? [endpoint("telemetry.example.com", "Test", "next-telemetry")] : []),
      ...(index > 80 ? [endpoint("sum.golang.org", "Install", "go")] : []),
    ],
  };
}

function endpoint(host: string, step: string, process: string) {
  return { host, steps: [step], processes: [process] };
}

function timeOf(run: number): string {
  return new Date(Date.UTC(2026, 0, 1) + (firstDay + run) * 86_400_000 + 3_600_000).toISOString();
}
