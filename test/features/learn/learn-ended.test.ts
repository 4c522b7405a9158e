import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { releases } from "../../../src/domain/harden-runner/version-table.ts";
import { guardAction } from "../../support/guarded-job.ts";
import { type LearnWorld, path, startLearnWorld, type TestJob } from "./learn-setup.ts";

let world: LearnWorld;
beforeAll(async () => {
  world = await startLearnWorld();
});
afterAll(() => world.close());
afterEach(() => expect(world.violations()).toEqual([]));

const fileOf = (inputs: string): string =>
  `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${guardAction}\n        with:\n          ${inputs}\n      - run: make\n`;
const block = fileOf("egress-policy: block");
const audit = fileOf("egress-policy: audit");
const failure = "failure" as const;
const cut = { status: null, after: [] } as const;

async function endingsOf(text: string, job: TestJob): Promise<readonly string[]> {
  const repository = world.addRepository(text);
  const { runId } = await world.learn(repository, [job]);
  const key = { repositoryId: repository.id, path, jobId: "build", source: "default-branch" } as const;
  const { enforcement, runs } = await world.store.baselines.read(key);
  for (const seen of enforcement.values()) expect([...seen]).toEqual([`${runId}/1`]);
  expect([...runs.keys()]).toEqual(enforcement.size === 0 ? [] : [`${runId}/1`]);
  return [...enforcement.keys()];
}

test.each<[string, string, TestJob, readonly string[]]>([
  [
    "failed and has no log",
    block,
    { conclusion: failure, rawLog: null },
    ["died:log-not-found build", "failed build"],
  ],
  [
    "was cancelled and has no log",
    block,
    { conclusion: "cancelled", rawLog: { state: "blob-not-found" } },
    ["died:log-not-available build", "failed build"],
  ],
  ["succeeded and has no log", block, { rawLog: null }, ["unknown:log-not-found build"]],
  ["has a log that GitHub has deleted", block, { conclusion: failure, rawLog: { state: "expired" } }, []],
  [
    "never reached the post step",
    block,
    { conclusion: failure, hasPostStep: false },
    ["died:no-post-step build", "failed build"],
  ],
  [
    "left a record that is cut",
    block,
    { conclusion: failure, log: { policy: "block", ...cut } },
    ["died:record-cut build", "failed build"],
  ],
  [
    "left a cut record and succeeded",
    block,
    { log: { policy: "block", ...cut } },
    ["unknown:record-cut build"],
  ],
  [
    "asks for a stored policy and has no log",
    fileOf("policy: builds"),
    { conclusion: failure, rawLog: null },
    ["died:log-not-found build", "failed build"],
  ],
  [
    "only audits, failed and has no log",
    audit,
    { conclusion: failure, rawLog: null },
    ["audit build", "failed build"],
  ],
  ["only audits and has no log", audit, { rawLog: null }, []],
  [
    "failed though held to its list",
    block,
    { conclusion: failure, log: { policy: "block" } },
    ["enforced build", "failed build"],
  ],
  [
    "was cancelled though held to its list",
    block,
    { conclusion: "cancelled", log: { policy: "block" } },
    ["enforced build"],
  ],
  ["failed in audit mode", audit, { conclusion: failure }, ["audit build", "failed build"]],
  [
    "says in the log that it only audited, whatever the file says",
    block,
    { conclusion: failure, log: { policy: "audit", ...cut } },
    ["audit build", "failed build"],
  ],
])("of a job that %s it is kept how it ended", async (_, text, job, expected) => {
  expect(await endingsOf(text, job)).toEqual(expected);
});

test("on Windows what block mode refused is kept, and nothing about the list is concluded", async () => {
  const commit = releases.find(({ tag }) => tag === "v2.20.0")?.commit ?? "";
  const repository = world.addRepository(block.replace(guardAction, `step-security/harden-runner@${commit}`));
  const line = 'time=2026-07-26T12:10:20.000Z level=INFO msg="blocking DNS query" domain=odd.example.org.';
  const log = { policy: "block", guard: { ref: commit, commit }, postStep: ["agent log:", line] } as const;
  const { runId, jobs } = await world.learn(repository, [
    { labels: ["windows-latest"], conclusion: failure, log },
  ]);
  expect(jobs).toMatchObject([{ result: "not-learned", reason: "windows-runner" }]);
  const key = { repositoryId: repository.id, path, jobId: "build", source: "default-branch" } as const;
  const { endpoints, enforcement, unguarded } = await world.store.baselines.read(key);
  const runs = new Set([`${runId}/1`]);
  expect([...endpoints].map(([name, sighting]) => [name, sighting.runs])).toEqual([
    ["odd.example.org:443 refused-failed", runs],
  ]);
  expect([...enforcement.keys()]).toEqual(["failed build", "unknown:windows-runner build"]);
  expect([...unguarded.keys()]).toEqual(["windows-runner build"]);
});
