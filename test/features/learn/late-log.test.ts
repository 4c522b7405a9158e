import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { LateLogError } from "../../../src/adapters/github/runs/late-log-error.ts";
import { askAgainAt } from "../../../src/features/learn/late-log.ts";
import { guardedLog } from "../../support/guarded-job.ts";
import { guardedWorkflow, type LearnWorld, path, startLearnWorld } from "./learn-setup.ts";

const end = "2026-03-01T10:00:00Z";
const seconds = (count: number): number => Date.parse(end) + count * 1_000;

describe("when to ask again for a log", () => {
  test.each([
    ["right after the end", 0, 30],
    ["soon after", 10, 30],
    ["after half a minute", 30, 60],
    ["after ten minutes", 600, 900],
    ["by a clock that runs a little behind", -20, 30],
  ])("%s", (_, now, expected) => {
    expect(askAgainAt(end, seconds(now))).toBe(seconds(expected));
  });

  test.each([
    ["after a quarter of an hour", end, 900],
    ["by a clock that is quite wrong", end, -9_000],
    ["where the end is not known", null, 10],
  ])("never: %s", (_, completedAt, now) => {
    expect(askAgainAt(completedAt, seconds(now))).toBeNull();
  });
});

describe("a job whose log is not there yet", () => {
  let world: LearnWorld;
  beforeAll(async () => {
    world = await startLearnWorld();
  });
  afterAll(() => world.close());
  afterEach(() => expect(world.violations()).toEqual([]));

  const start = new Date(Date.now() - 4 * 60_000).toISOString().replace(/\.\d{3}Z$/, "Z");

  test.each([
    ["that GitHub does not know", null],
    ["that is not in the store", { state: "blob-not-found" }],
    ["that is empty", Buffer.alloc(0)],
  ] as const)("is waited for, of a log %s; the others of the run teach meanwhile", async (_, rawLog) => {
    const repository = world.addRepository(guardedWorkflow("build", "test"));
    const jobs = [
      { name: "build", start, rawLog },
      { name: "test", start },
    ];
    const failure = await world
      .learn(repository, jobs, { runStartedAt: start })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LateLogError);
    expect(failure).toMatchObject({ paths: [path] });
    expect(await world.store.outcomes.list(repository.id)).toEqual([]);
    expect((await world.store.baselines.list(repository.id)).map(({ jobId }) => jobId)).toEqual(["test"]);

    const [run] = repository.state.runs;
    const [build] = run?.jobs ?? [];
    if (run === undefined || build === undefined) throw new Error("the run is not there");
    const log = { repository: `octo-org/${repository.name}`, runId: run.id, jobName: "build" };
    build.log = Buffer.from(guardedLog(start, log));
    await world.learnAgain();
    expect(await world.store.outcomes.list(repository.id)).toMatchObject([
      { jobs: [{ result: "learned" }, { result: "learned" }] },
    ]);
  });

  test("is not waited for in a fork's run", async () => {
    const repository = world.addRepository(guardedWorkflow("build"));
    await world.learn(repository, [{ name: "build" }]);
    const { notLearned } = await world.learn(repository, [{ name: "build", start, rawLog: null }], {
      runStartedAt: start,
      event: "pull_request",
      headRepository: { id: 9_999, owner: "octo-fan", name: "fork" },
    });
    expect(notLearned).toBe("fork");
  });
});
