import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sighting } from "../../../src/domain/baseline/baseline.ts";
import { unknownChange } from "../../../src/domain/text/sentences/misses.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { learn } from "../../support/baseline-builder.ts";
import { type AgentLine, called } from "../../support/job-log-builder.ts";
import { guardedWorkflow, type LearnedRun, type LearnWorld, path, startLearnWorld } from "./learn-setup.ts";

let world: LearnWorld;
beforeAll(async () => {
  world = await startLearnWorld();
  world.github.addUser({ login: "octo-person" });
});
afterAll(async () => {
  expect(world.violations()).toEqual([]);
  await world.close();
});

const list = "github.com:443";
const sinkhole = "54.185.253.63";
const ordinary = [called("github.com", "140.82.112.3")];
const refusing: readonly AgentLine[] = [
  ...ordinary,
  called("new.example.org", sinkhole, { process: "curl" }),
];
const action = (sha: string): string => `octo-org/octo-action@v1 ${sha.repeat(40)}`;

interface BlockRun {
  readonly day: number;
  readonly agent?: readonly AgentLine[];
  readonly actions?: readonly string[];
  readonly headSha?: string;
  readonly conclusion?: "success" | "failure" | "cancelled";
}

/** Learns a run in block mode: without a word otherwise it refused something and failed. */
function runBlocked(
  repository: FakeRepository,
  { day, agent = refusing, actions = [], headSha, conclusion = "failure" }: BlockRun,
): Promise<LearnedRun> {
  const runStartedAt = `2026-07-${String(day).padStart(2, "0")}T12:08:47Z`;
  const job = {
    start: runStartedAt,
    conclusion,
    log: { policy: "block", allowedEndpoints: list, agent, actions },
  } as const;
  return world.learn(repository, [job], { runStartedAt, ...(headSha !== undefined && { headSha }) });
}

function runQuietly(repository: FakeRepository, run: BlockRun): Promise<LearnedRun> {
  return runBlocked(repository, { agent: ordinary, conclusion: "success", ...run });
}

async function seen({ id }: FakeRepository): Promise<ReadonlyMap<string, Sighting>> {
  const baseline = await world.store.baselines.read({
    repositoryId: id,
    path,
    jobId: "build",
    source: "default-branch",
  });
  return baseline.endpoints;
}

function push(repository: FakeRepository, files: Readonly<Record<string, string>>): string {
  return repository.commitFiles("main", files, { author: "octo-person", message: "Change something" });
}

const fresh = (): FakeRepository => world.addRepository(guardedWorkflow("build"));

describe("a host that was refused for the first time", () => {
  test("right after a lock file changed is suspicious, and stays so", async () => {
    const repository = fresh();
    await runQuietly(repository, { day: 1 });
    push(repository, { "package-lock.json": "{}", "src/a.ts": "a" });
    const { calls } = await runBlocked(repository, { day: 2 });
    const sightings = await seen(repository);
    expect(sightings.get("new.example.org:443 suspicious")?.related).toEqual(new Set(["package-lock.json"]));
    expect(sightings.get("new.example.org:443 refused-failed")?.processes).toEqual(new Set(["curl"]));
    push(repository, { "src/b.ts": "b" });
    const again = await runBlocked(repository, { day: 3 });
    // What is known already costs no call.
    expect(again.calls).toBe(calls - 2);
    const suspicious = (await seen(repository)).get("new.example.org:443 suspicious");
    expect(suspicious?.related).toEqual(new Set(["package-lock.json"]));
    expect(suspicious?.runs.size).toBe(2);
  });

  test("while only the repository's own code changed is not", async () => {
    const repository = fresh();
    await runQuietly(repository, { day: 1 });
    push(repository, { "src/a.ts": "a" });
    await runBlocked(repository, { day: 2 });
    expect([...(await seen(repository)).keys()]).toEqual([
      "github.com:443",
      "new.example.org:443 refused-failed",
    ]);
  });

  test("is not where a run called it that has left the window", async () => {
    const repository = fresh();
    const key = { repositoryId: repository.id, path, jobId: "build", source: "default-branch" } as const;
    await world.store.baselines.merge(key, learn([{ calls: ["new.example.org"], day: 0 }]));
    await runQuietly(repository, { day: 30 });
    expect((await seen(repository)).has("new.example.org:443")).toBe(false);
    push(repository, { "package-lock.json": "{}" });
    await runBlocked(repository, { day: 31 });
    expect((await seen(repository)).has("new.example.org:443 suspicious")).toBe(false);
  });

  test("at the same commit is not, and costs one call", async () => {
    const repository = fresh();
    const { calls } = await runQuietly(repository, { day: 1 });
    const again = await runBlocked(repository, { day: 2 });
    // The workflow file is known by then.
    expect(again.calls).toBe(calls - 1 + 1);
    expect((await seen(repository)).has("new.example.org:443 suspicious")).toBe(false);
  });

  test("when an action's tag points elsewhere is suspicious, though no commit tells", async () => {
    const repository = fresh();
    await runQuietly(repository, { day: 1, actions: [action("a")] });
    await runBlocked(repository, { day: 2, actions: [action("b")] });
    expect((await seen(repository)).get("new.example.org:443 suspicious")?.related).toEqual(
      new Set([action("b")]),
    );
  });

  test("is compared with the newest complete run, not with one that broke off", async () => {
    const repository = fresh();
    await runQuietly(repository, { day: 1 });
    push(repository, { "go.sum": "x" });
    await runQuietly(repository, { day: 2, conclusion: "cancelled" });
    await runBlocked(repository, { day: 3 });
    expect((await seen(repository)).get("new.example.org:443 suspicious")?.related).toEqual(
      new Set(["go.sum"]),
    );
  });

  test("after a run that GitHub no longer has is suspicious", async () => {
    const repository = fresh();
    await runQuietly(repository, { day: 1 });
    repository.state.runs.length = 0;
    await runBlocked(repository, { day: 2 });
    expect((await seen(repository)).get("new.example.org:443 suspicious")?.related).toEqual(
      new Set([unknownChange]),
    );
  });

  test("in the first run of all is not", async () => {
    const repository = fresh();
    await runBlocked(repository, { day: 1 });
    expect([...(await seen(repository)).keys()]).toEqual([
      "github.com:443",
      "new.example.org:443 refused-failed",
    ]);
  });

  test("read again after a crash is judged as before", async () => {
    const repository = fresh();
    await runQuietly(repository, { day: 1 });
    push(repository, { "package-lock.json": "{}" });
    await runBlocked(repository, { day: 2 });
    const once = await seen(repository);
    await world.learnAgain();
    expect(await seen(repository)).toEqual(once);
  });
});

test("what the list has, or the global block list, is no suspect", async () => {
  const repository = fresh();
  await runQuietly(repository, { day: 1 });
  push(repository, { "package-lock.json": "{}" });
  await runBlocked(repository, {
    day: 2,
    agent: [
      called("github.com", sinkhole),
      {
        after: 30,
        message: "domain resolution blocked: bad.example.com., matched_policy: GLOBAL_BLOCKLIST, reason: X",
      },
    ],
  });
  expect([...(await seen(repository)).keys()]).toEqual([
    "bad.example.com:443 blocklisted",
    "github.com:443",
    "github.com:443 refused-listed",
  ]);
});
