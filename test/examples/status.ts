import type { RunOutcome } from "../../src/domain/run/outcome.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import {
  addRepository,
  path,
  run,
  runsCalling,
  store,
  taskOf,
  teach,
  workflow,
} from "../features/propose/propose-setup.ts";
import type { Run } from "../support/baseline-builder.ts";
import { learnRunTask } from "../support/tasks.ts";
import { ask } from "./ask.ts";
import type { Example, Part } from "./example.ts";
import { blocking, passDays, said, settingsPath, spread, teachFrom } from "./world.ts";

const audited = [
  "ready",
  "learning",
  "settling",
  "rotating",
  "address",
  "overridden",
  "ignored",
  "windows",
  "branch",
  "new",
];
const blocked = ["enforced", "unenforced", "missing", "returning"];
const blockingJobs = blocking(["a.example.com:443"], ...blocked).replace(/^[\s\S]*?jobs:\n/, "");
const text = `${workflow(...audited)}${blockingJobs}  plain:\n    steps:\n      - run: make\n`;
const quiet = spread(24, () => ({ calls: ["a.example.com"] }));
const ok: Run = { calls: ["a.example.com"], enforcement: { state: "enforced" } };

const learned: Readonly<Record<string, readonly Run[]>> = {
  ready: quiet,
  learning: quiet.slice(0, 4),
  settling: [...quiet.slice(0, 23), { calls: ["new.example.com"], steps: ["Run make"], day: 16 }],
  rotating: spread(16, (index) => ({ calls: [`node-${"abcdefghijklmnop"[index]}x.cdn.example.com`] })),
  address: quiet.map((one) => ({ ...one, addresses: ["203.0.113.7:443"] })),
  overridden: quiet.slice(0, 3),
  windows: quiet.map((one) => ({ ...one, unguarded: "windows-runner" as const })),
  enforced: [ok],
  unenforced: [{ ...ok, enforcement: { state: "not-enforced", cause: "audited", detail: null } }],
  missing: [ok, { ...ok, refused: ["b.example.com"], failed: true }],
  returning: [ok],
};

/** A job in each state. */
export async function addStates(): Promise<FakeRepository> {
  const repository = addRepository({
    [path]: text,
    ".github/workflows/broken.yml": "jobs: [",
    [settingsPath]: "wildcard: never\nready:\n  runs: 0\n",
  });
  for (const [jobId, runs] of Object.entries(learned)) await teach(repository, jobId, runs);
  await teachFrom("pull-request", repository, "branch", quiet);
  const gates = ["too-few-runs", "too-few-quiet-runs", "list-too-young", "too-few-days"];
  const { decideJob } = store.decisions;
  await decideJob(repository.id, path, "overridden", { kind: "propose", ...said, gates });
  await decideJob(repository.id, path, "ignored", { kind: "ignore", ...said });
  await decideJob(repository.id, path, "returning", { kind: "audit", ...said });
  await run(repository);
  return repository;
}

function status(repository: FakeRepository): Promise<readonly Part[]> {
  return ask(repository, repository.openIssue("mona", "How does it stand?").number, "/egress status");
}

function outcome(runId: number, changes: Partial<RunOutcome>): RunOutcome {
  return {
    runId,
    attempt: 1,
    at: "2026-02-20T00:00:00Z",
    path,
    event: "push",
    notLearned: null,
    jobs: [],
    ...changes,
  };
}

const job = { name: "build", jobId: "build" };
const outcomes: readonly RunOutcome[] = [
  outcome(9_009, { jobs: [{ ...job, result: "learned", reason: null }] }),
  outcome(9_008, { notLearned: "fork" }),
  outcome(9_007, { notLearned: "bot", path: ".github/workflows/release.yml" }),
  outcome(9_006, { notLearned: "bot" }),
  outcome(9_005, { jobs: [{ ...job, result: "not-learned", reason: "log-expired" }] }),
  outcome(9_004, { jobs: [{ ...job, result: "incomplete", reason: "record-cut" }] }),
  outcome(9_003, {}),
];

/** The backfill of a repository as far as it has come. */
async function beginBackfill(repository: FakeRepository) {
  const key = { repositoryId: repository.id, again: null };
  const choice = { most: 300, learnFrom: ["default-branch"] } as const;
  const plan = { begunAt: Date.UTC(2026, 1, 28), repository: taskOf(repository).repository, choice };
  await store.backfills.begin(key, { ...plan, paths: [path] });
  const planned = [1, 2, 3].map((id) => ({ ...learnRunTask().run, id }));
  await store.backfills.addRuns(key, path, planned);
  const next = await store.backfills.nextRun(key);
  if (next !== null) await store.backfills.finishRun(key, next, []);
  return key;
}

export const statuses: readonly Example[] = [
  {
    name: "command-status",
    what: "Answer to `/egress status`",
    when: "Somebody comments it on an issue of a repository with a job in each state, a file that cannot be read and mistakes in the settings.",
    async write() {
      const repository = await addStates();
      for (const one of outcomes) await store.outcomes.record(repository.id, one);
      return status(repository);
    },
  },
  {
    name: "command-status-dns-off",
    what: "Answer to `/egress status` where hosts are not looked up",
    when: "Somebody comments it, and whoever runs the bot has set `DNS_SERVERS=off`.",
    async write() {
      const repository = addRepository(workflow("build"));
      await teach(repository, "build", quiet.slice(0, 4));
      const { number } = repository.openIssue("mona", "How does it stand?");
      return ask(repository, number, "/egress status", { looksUpHosts: false });
    },
  },
  {
    name: "command-status-empty",
    what: "Answer to `/egress status` where there are no workflows",
    when: "Somebody comments it where the bot has nothing to look at.",
    write: () => status(addRepository({ "README.md": "one\n" })),
  },
  {
    name: "command-status-unused",
    what: "Answer to `/egress status` where an entry that people wrote is not used any more",
    when: "Somebody comments it, and no run called an entry for 90 days and 50 complete runs that the bot leaves to people.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443", "mine.example.com:443"], "build"));
      await teach(repository, "build", [{ ...ok, day: 58 }]);
      await run(repository);
      passDays(100);
      await teach(
        repository,
        "build",
        spread(66, (index) => ({ ...ok, runId: 5_000 + index, day: 60 + index * 1.5 })),
      );
      await run(repository);
      return status(repository);
    },
  },
  {
    name: "command-status-backfill",
    what: "Answers to `/egress status` while earlier runs are read",
    when: "Somebody comments it while the bot reads earlier runs, while it waits, and when it is done.",
    async write() {
      const repository = addRepository(workflow("build"));
      await teach(repository, "build", runsCalling(["a.example.com"], 3));
      const key = await beginBackfill(repository);
      const reading = await status(repository);
      await store.backfills.setWait(key, Date.UTC(2026, 2, 1, 13));
      const waiting = await status(repository);
      await store.backfills.finish(key, Date.UTC(2026, 2, 1, 14));
      return [...reading, ...waiting, ...(await status(repository))];
    },
  },
];
