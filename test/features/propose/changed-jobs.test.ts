import { describe, expect, test } from "vitest";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { Run } from "../../support/baseline-builder.ts";
import {
  addRepository,
  branch,
  path,
  run,
  runsCalling,
  runTask,
  store,
  taskOf,
  teach,
  textOn,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const quiet = runsCalling(["a.example.com"]);
const other = ".github/workflows/renamed.yml";

function push(repository: FakeRepository, files: Parameters<FakeRepository["commitFiles"]>[1]): void {
  repository.commitFiles("main", files, { author: "mona", message: "Change the workflow" });
}

/** Runs after now, so after any change that was just noticed. */
function later(count: number): readonly Run[] {
  const today = (Date.now() - Date.UTC(2026, 0, 1)) / 86_400_000;
  return Array.from({ length: count }, (_, index) => ({
    calls: ["a.example.com"],
    steps: ["Run make"],
    runId: 5_000 + index,
    day: today + 1 + index,
  }));
}

async function stateOf(repository: FakeRepository, jobId = "build") {
  const { jobs } = await run(repository);
  const job = jobs.find((one) => one.jobId === jobId);
  return [job?.state, ...(job?.reasons ?? []).map(({ code }) => code)];
}

/** Runs of the last weeks, so that what comes later is near. */
const recent = (): readonly Run[] => {
  const today = (Date.now() - Date.UTC(2026, 0, 1)) / 86_400_000;
  return quiet.map((one, index) => ({ ...one, day: today - 20 + index }));
};

describe("a job whose steps change", () => {
  test.each<[string, (text: string) => string]>([
    [
      "by a new action",
      (text) => text.replace("      - run: make", "      - uses: octo-org/octo-action@v1\n      - run: make"),
    ],
    ["by a new command", (text) => text.replace("run: make", "run: make all")],
  ])("%s has to be quiet anew", async (_, change) => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", recent().slice(0, 5));
    expect((await stateOf(repository))[0]).toBe("learning");
    push(repository, { [path]: change(workflow("build")) });
    await teach(repository, "build", recent());
    const { jobs } = await run(repository);
    expect(jobs[0]?.state).not.toBe("ready");
    const today = new Date().toISOString().slice(0, 10);
    expect(jobs[0]?.reasons.map(({ message }) => message)).toContain(
      `0 of 10 complete runs without a new endpoint, counted since a step was added on ${today}`,
    );
    expect(jobs[0]?.readiness?.quietRuns).toBe(0);
    expect(repository.pulls()).toEqual([]);
  });

  test("by a new version of an action, or by less, is the same", async () => {
    const action = (ref: string) =>
      workflow("build").replace(
        "      - run: make",
        `      - uses: octo-org/octo-action@${ref}\n      - run: make`,
      );
    const repository = addRepository(action("v1"));
    await run(repository);
    push(repository, { [path]: action("v2") });
    await run(repository);
    push(repository, { [path]: workflow("build") });
    await run(repository);
    expect((await store.jobRecords.read(repository.id, path)).get("build")?.changedAt).toBeNull();
  });

  test("is ready again after quiet runs", async () => {
    const repository = addRepository(workflow("build"));
    await run(repository);
    push(repository, { [path]: workflow("build").replace("run: make", "run: make all") });
    await run(repository);
    await teach(
      repository,
      "build",
      later(20).map((one) => ({ ...one, steps: ["Run make all"] })),
    );
    expect(await run(repository)).toMatchObject({ action: "opened" });
  });
});

describe("a job that people return to audit mode", () => {
  test("is not proposed again until somebody asks for it", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    const { pullRequest } = await run(repository);
    repository.mergePull(pullRequest ?? 0, "mona");
    expect(await stateOf(repository)).toEqual(["unproven", "not-proved"]);
    push(repository, { [path]: workflow("build") });
    expect(await stateOf(repository)).toEqual(["ignored", "returned-to-audit"]);
    expect(repository.pulls()).toHaveLength(1);
    await store.decisions.decideJob(repository.id, path, "build", {
      kind: "propose",
      login: "mona",
      at: new Date(Date.now() + 1_000).toISOString(),
      gates: [],
    });
    expect(await run(repository)).toMatchObject({ action: "opened" });
  });
});

describe("a job under a new name", () => {
  test("goes on with what was learned and decided", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet.slice(0, 12));
    await store.decisions.decideJob(repository.id, path, "build", {
      kind: "ignore",
      login: "mona",
      at: "2026-01-05T00:00:00Z",
    });
    await run(repository);
    push(repository, { [path]: workflow("compile") });
    expect(await stateOf(repository, "compile")).toEqual(["ignored", "ignored"]);
    const keys = await store.baselines.list(repository.id);
    expect(keys.map(({ jobId }) => jobId)).toEqual(["compile"]);
  });

  test("in a file of a new name keeps its proposal, under the new name", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    const { pullRequest } = await run(repository);
    push(repository, { [path]: null, [other]: workflow("build") });
    expect(await run(repository)).toMatchObject({ action: "closed", pullRequest });
    const task = { ...taskOf(repository), path: other };
    expect(await runTask(task)).toMatchObject({ action: "opened" });
    expect(repository.file(other, "egress-bot/renamed.yml")?.content).toContain("a.example.com:443");
    expect(textOn(repository, branch)).toBeNull();
  });

  test.each<[string, Parameters<FakeRepository["commitFiles"]>[1]]>([
    ["that does something else", { [path]: workflow("compile").replace("run: make", "run: make all") }],
    ["beside the old one", { [path]: workflow("build", "compile") }],
    ["in another file, beside the old one", { [other]: workflow("compile") }],
  ])("%s begins anew", async (_, files) => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    await run(repository);
    push(repository, files);
    await run(repository);
    await runTask({ ...taskOf(repository), path: other });
    const keys = await store.baselines.list(repository.id);
    expect(keys.map((key) => [key.path, key.jobId])).toEqual([[path, "build"]]);
  });

  test("begins anew where two jobs that are gone did the same", async () => {
    const repository = addRepository(workflow("build", "test"));
    await teach(repository, "build", quiet);
    await run(repository);
    push(repository, { [path]: workflow("compile") });
    await run(repository);
    expect((await store.baselines.list(repository.id)).map(({ jobId }) => jobId)).toEqual(["build"]);
  });
});

describe("a job that is moved to another file", () => {
  const own = (text: string): string => text.replace(/^[\s\S]*?jobs:\n/, "");
  const testJob = workflow("test").replace("run: make", "run: npm test");
  const both = workflow("build") + own(testJob);
  const before = workflow("deploy").replace("run: make", "run: npm run deploy");

  async function addMovable(): Promise<FakeRepository> {
    const repository = addRepository({ [path]: both, [other]: before });
    await teach(repository, "build", quiet.slice(0, 12));
    await store.decisions.decideJob(repository.id, path, "build", {
      kind: "ignore",
      login: "mona",
      at: "2026-01-05T00:00:00Z",
    });
    await look(repository, path, other);
    return repository;
  }

  async function look(repository: FakeRepository, ...paths: readonly string[]): Promise<void> {
    for (const one of paths) await runTask({ ...taskOf(repository), path: one });
  }

  test.each([
    ["the old file first", [path, other]],
    ["the new file first", [other, path]],
    ["the old file twice, then the new one", [path, path, other]],
  ] as const)("goes on with what was learned and decided, %s", async (_, order) => {
    const repository = await addMovable();
    push(repository, { [path]: testJob, [other]: before + own(workflow("build")) });
    await look(repository, ...order);
    expect((await store.baselines.list(repository.id)).map((key) => [key.path, key.jobId])).toEqual([
      [other, "build"],
    ]);
    expect((await store.decisions.read(repository.id, other)).jobs.get("build")?.kind).toBe("ignore");
    expect([...(await store.jobRecords.read(repository.id, path)).keys()]).toEqual(["test"]);
    expect([...(await store.jobRecords.read(repository.id, other)).keys()]).toEqual(["deploy", "build"]);
  });

  test("by two commits, with a look between them, goes on too", async () => {
    const repository = await addMovable();
    push(repository, { [path]: testJob });
    await look(repository, path, other);
    push(repository, { [other]: before + own(workflow("build")) });
    await look(repository, path, other);
    expect((await store.baselines.list(repository.id)).map((key) => key.path)).toEqual([other]);
  });

  test("and that people returned to audit mode stays so", async () => {
    const repository = addRepository({ [path]: both, [other]: before });
    await teach(repository, "build", quiet);
    await look(repository, path);
    repository.mergePull(1, "mona");
    await look(repository, path);
    push(repository, { [path]: both });
    await look(repository, path);
    push(repository, { [path]: testJob, [other]: before + own(workflow("build")) });
    await look(repository, path, other);
    const { jobs } = await runTask({ ...taskOf(repository), path: other });
    expect(jobs.find(({ jobId }) => jobId === "build")?.reasons).toMatchObject([
      { code: "returned-to-audit" },
    ]);
  });
});
