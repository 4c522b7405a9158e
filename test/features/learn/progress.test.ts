import { afterAll, beforeAll, expect, test } from "vitest";
import { guardedWorkflow, type LearnWorld, startLearnWorld, type TestJob } from "./learn-setup.ts";

let world: LearnWorld;
/** The log, counted from 0, that meets a limit; none where it is null. */
let limitedLog: number | null = null;

const limit = Object.assign(new Error("API rate limit exceeded"), { status: 403 });

beforeAll(async () => {
  world = await startLearnWorld();
  world.tools().octokit.hook.before("request", ({ url }) => {
    if (!url.endsWith("/logs") || limitedLog === null) return;
    limitedLog -= 1;
    if (limitedLog >= 0) return;
    limitedLog = null;
    throw limit;
  });
});
afterAll(async () => {
  expect(world.violations()).toEqual([]);
  await world.close();
});

const names = ["a", "b", "c", "d", "e"];
const jobs: readonly TestJob[] = names.map((name) => ({ name }));

/** How often GitHub was asked for logs and for a list of jobs since a place in its list of calls. */
function countAsked(from: number): { readonly logs: number; readonly lists: number } {
  const routes = world.github.calls.slice(from).map(({ route }) => route);
  return {
    logs: routes.filter((route) => route.endsWith("/jobs/{job_id}/logs")).length,
    lists: routes.filter((route) => route.endsWith("/jobs")).length,
  };
}

test.each([0, 1, 3, 4])(
  "a run is not read again up to the log, number %i, that met a limit",
  async (place) => {
    const repository = world.addRepository(guardedWorkflow(...names));
    const before = world.github.calls.length;
    limitedLog = place;
    await expect(world.learn(repository, jobs)).rejects.toBe(limit);
    expect(countAsked(before)).toEqual({ logs: place, lists: 1 });
    await world.learnAgain();
    // As often as without the limit.
    expect(countAsked(before)).toEqual({ logs: names.length, lists: 1 });
    const [outcome] = await world.store.outcomes.list(repository.id);
    expect(outcome?.jobs.map(({ name, result }) => [name, result])).toEqual(
      names.map((name) => [name, "learned"]),
    );
  },
);

test("what was done of a run counts for nothing once what it taught was deleted", async () => {
  const repository = world.addRepository(guardedWorkflow(...names));
  const before = world.github.calls.length;
  limitedLog = 3;
  await expect(world.learn(repository, jobs)).rejects.toBe(limit);
  await world.store.runProgress.restart(repository.id);
  await world.learnAgain();
  expect(countAsked(before).logs).toBe(3 + names.length);
});

test("a run that is over and learned leaves nothing of its progress", async () => {
  const repository = world.addRepository(guardedWorkflow(...names));
  limitedLog = 2;
  await expect(world.learn(repository, jobs)).rejects.toBe(limit);
  await world.learnAgain();
  const [run] = (await world.store.outcomes.list(repository.id)).map(({ runId: id, attempt }) => ({
    id,
    attempt,
  }));
  if (run === undefined) throw new Error("the run was not learned");
  expect(await world.store.runProgress.read(repository.id, run)).toEqual({ jobs: null, outcomes: new Map() });
});
