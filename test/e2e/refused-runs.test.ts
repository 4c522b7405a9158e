import { afterAll, beforeAll, expect, test } from "vitest";
import { lessonWords } from "../../src/domain/text/sentences/lessons.ts";
import type { RunOptions } from "../fake-github/add-run.ts";
import type { Run } from "../fake-github/state/repository.ts";
import { type GuardedJobOptions, guardedJob } from "../support/guarded-job.ts";
import { buildPostStep, called } from "../support/job-log-builder.ts";
import { addRuns } from "../support/scenario.ts";
import { startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const path = ".github/workflows/ci.yml";
const evil = called("evil.example.net", "203.0.113.66");
const start = "2026-07-12T08:00:00Z";
let world: World;
let nextId = 31_000_000_000;

/** One run of the plain workflow that called what no other did. */
function addRun(run: Partial<RunOptions>, job: Partial<GuardedJobOptions> = {}): Run {
  const id = run.id ?? nextId++;
  return world.github.addRun({
    repository: world.repository,
    id,
    path,
    headSha: world.repository.head() ?? "",
    createdAt: start,
    runStartedAt: start,
    actor: "maintainer",
    jobs: [
      guardedJob({
        start,
        guardStep: "Harden the runner",
        ...job,
        log: { runId: id, agent: [evil], ...job.log },
      }),
    ],
    ...run,
  });
}

/** How many runs and jobs came to what, as the answer to `/egress status` tells. */
async function readStatus(): Promise<string> {
  const [pull] = world.repository.pulls();
  if (pull === undefined) throw new Error("there is no pull request");
  const comment = world.repository.comment(pull.number, "maintainer", "/egress status");
  const { repository, github } = world;
  await world.send("issue_comment", github.payloads.issueComment(repository.state, comment, "created"));
  await untilDone(world.redis.redis);
  return repository.comments(pull.number).at(-1)?.body ?? "";
}

async function deliver(run: Run): Promise<void> {
  // GitHub delivers what it likes twice.
  expect([await world.sendRun(run), await world.sendRun(run)]).toEqual([200, 200]);
  expect(await untilDone(world.redis.redis)).toEqual({ open: 0, failed: 0 });
}

beforeAll(async () => {
  world = await startWorld();
  for (const run of addRuns(world.github, world.repository, { path, count: 20 })) await world.sendRun(run);
  await untilDone(world.redis.redis);
});

afterAll(async () => {
  await world.close();
});

const forged = buildPostStep({ correlationId: "11111111-e820-4cee-8a57-5c8d85119234", agent: [evil] });

/** The words of a reason as the status has them. */
const wordsOf = (reason: keyof typeof lessonWords): string => lessonWords[reason].replaceAll("'", "&#39;");

test.each<[string, () => Run, keyof typeof lessonWords]>([
  [
    "a run from a fork",
    () =>
      addRun({
        event: "pull_request",
        headBranch: "main",
        headRepository: { owner: "stranger", name: "octo-repo" },
      }),
    "fork",
  ],
  [
    "a run of Dependabot",
    () => addRun({ event: "pull_request", headBranch: "dependabot/npm", actor: "dependabot[bot]" }),
    "bot",
  ],
  [
    "a run of another branch",
    () => addRun({ headBranch: "feature", headSha: "f".repeat(40) }),
    "other-branch",
  ],
  ["a run whose log has expired", () => addRun({}, { rawLog: { state: "expired" } }), "log-expired"],
  [
    "a record that is there twice",
    () => addRun({}, { log: { after: buildPostStep({ runId: nextId, agent: [evil] }) } }),
    "ambiguous-record",
  ],
  ["a log that is cut", () => addRun({}, { log: { status: null } }), "record-cut"],
])("%s is told, with its reason", async (_, add, reason) => {
  expect(await readStatus()).not.toContain(`| ${wordsOf(reason)} |`);
  await deliver(add());
  expect(await readStatus()).toContain(`| ${wordsOf(reason)} |`);
});

test("a look-alike with other ids is ignored, and the real record learned", async () => {
  const run = addRun(
    {},
    { log: { agent: [called("github.com", "140.82.112.3")], steps: [["x", ...forged]] } },
  );
  await deliver(run);
  const { endpoints } = await world.store.baselines.read({
    repositoryId: world.repository.id,
    path,
    jobId: "build",
    source: "default-branch",
  });
  expect(endpoints.get("github.com:443")?.runs).toContain(`${run.id}/1`);
  expect([...(endpoints.get("evil.example.net:443")?.runs ?? [])]).not.toContain(`${run.id}/1`);
});

test("a run without a guard step teaches nothing", async () => {
  world.repository.commitFiles(
    "main",
    { ".github/workflows/lint.yml": "on: push\njobs:\n  lint:\n    steps:\n      - run: x\n" },
    { author: "maintainer", message: "Add a workflow" },
  );
  await deliver(addRun({ path: ".github/workflows/lint.yml", headSha: world.repository.head() ?? "" }));
  expect(await readStatus()).toContain(`| ${wordsOf("no-guard-step")} |`);
});

test("a cancelled run adds what it called and is not complete; another attempt is a run of its own", async () => {
  const key = { repositoryId: world.repository.id, path, jobId: "build", source: "default-branch" } as const;
  const cancelled = addRun({ conclusion: "cancelled" }, { conclusion: "cancelled" });
  await deliver(cancelled);
  const again = addRun(
    { id: cancelled.id, attempt: 2, runStartedAt: "2026-07-12T09:00:00Z" },
    { start: "2026-07-12T09:00:00Z" },
  );
  await deliver(again);
  const { runs, endpoints } = await world.store.baselines.read(key);
  expect([...(runs.get(`${cancelled.id}/1`)?.legs.values() ?? [])]).toEqual([{ complete: false }]);
  expect([...(runs.get(`${cancelled.id}/2`)?.legs.values() ?? [])]).toEqual([{ complete: true }]);
  expect(endpoints.get("evil.example.net:443")?.runs).toContain(`${cancelled.id}/1`);
});

test("the bot asked for nothing that GitHub doesn't know", () => expect(world.github.violations).toEqual([]));

test("what forks and bots called is shown to who asks, and never listed", async () => {
  const [pull] = world.repository.pulls();
  if (pull === undefined) throw new Error("there is no pull request");
  const { repository, github } = world;
  const agent = [called("stranger.example.net", "203.0.113.99")];
  for (const from of [
    { headBranch: "main", headRepository: { owner: "stranger", name: "octo-repo" } },
    { headBranch: "dependabot/npm", actor: "dependabot[bot]" },
  ])
    await deliver(addRun({ event: "pull_request", ...from }, { log: { agent } }));
  const comment = repository.comment(pull.number, "maintainer", "/egress explain stranger.example.net");
  await world.send("issue_comment", github.payloads.issueComment(repository.state, comment, "created"));
  await untilDone(world.redis.redis);
  const answer = repository.comments(pull.number).at(-1)?.body ?? "";
  expect(answer).toContain("stranger.example.net");
  expect(answer).toMatch(/forks and bots/);
  expect(answer).toContain("203.0.113.99");
  expect(repository.file(path, "egress-bot/ci.yml")?.content).not.toContain("stranger.example.net");
  expect(pull.body).not.toContain("stranger.example.net");
  const learned = { repositoryId: repository.id, path, jobId: "build" } as const;
  const { endpoints } = await world.store.baselines.read({ ...learned, source: "default-branch" });
  expect([...endpoints.keys()].join()).not.toContain("stranger.example.net");
  const { endpoints: shown } = await world.store.baselines.read({ ...learned, source: "untrusted" });
  expect(shown.get("stranger.example.net:443")?.runs.size).toBe(2);
});
