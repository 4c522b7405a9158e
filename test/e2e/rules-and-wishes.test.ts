import { afterEach, beforeEach, expect, test } from "vitest";
import { called } from "../support/job-log-builder.ts";
import { addRuns, type RunSeries } from "../support/scenario.ts";
import { startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const path = ".github/workflows/ci.yml";
const branch = "egress-bot/ci.yml";
const by = { author: "maintainer", message: "Change" };
let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

/** Has the bot learn runs of `ci.yml`, and waits until nothing is left to do. */
async function learn(series: Omit<RunSeries, "path">): Promise<void> {
  const { github, repository, redis } = world;
  for (const run of addRuns(github, repository, { path, ...series })) await world.sendRun(run);
  expect(await untilDone(redis.redis)).toEqual({ open: 0, failed: 0 });
}

/** The titles of the issues, and the comments on the pull request. */
function listSaid(): readonly string[] {
  const { repository } = world;
  const issues = [...repository.state.issues.values()].filter(
    ({ pull, labels }) => pull === null && !labels.includes("egress-dashboard"),
  );
  return [...issues.map(({ title }) => title), ...repository.comments(1).map(({ body }) => body)];
}

test("where branches must not be rewritten, the pull request gets a commit on top, and nothing is said", async () => {
  const { repository } = world;
  await learn({ count: 20 });
  const before = repository.head(branch) ?? "";
  repository.state.branchRules.add("non_fast_forward");
  await learn({ count: 1, from: 20, extra: [called("new.example.org", "203.0.113.30", { after: 25 })] });
  const head = repository.state.objects.commit(repository.head(branch) ?? "");
  expect(head?.parents).toEqual([before]);
  expect(repository.pulls()).toMatchObject([{ number: 1, state: "open", pull: { headSha: head?.sha } }]);
  expect(listSaid()).toEqual([]);
});

test("where branches must not be deleted, what is moot is closed, and the refusal is no news", async () => {
  const { repository, github } = world;
  await learn({ count: 20 });
  repository.state.branchRules.add("deletion");
  const before = repository.head();
  const after = repository.commitFiles("main", { [path]: "on: push\njobs: {}\n" }, by);
  const push = { repository: repository.state, sender: "maintainer", ref: "refs/heads/main", before, after };
  await world.send("push", github.payloads.push(push));
  expect(await untilDone(world.redis.redis)).toEqual({ open: 0, failed: 0 });
  expect(repository.pull(1).state).toBe("closed");
  expect(repository.head(branch)).not.toBeNull();
  // That it is closed.
  expect(listSaid()).toHaveLength(1);
});

test.each<[string, RegExp]>([
  ["labels", /\/labels$/],
  ["a reviewer", /\/requested_reviewers$/],
])("a refusal of %s loses nothing else of what is wished for", async (_, where) => {
  const { repository, github } = world;
  const settings = "pull-request:\n  labels: [security, bug]\n  reviewers: [reader, maintainer]\n";
  repository.commitFiles("main", { ".github/egress-bot.yml": settings }, by);
  github.faults.next("POST", where, "forbidden");
  await learn({ count: 20 });
  expect(github.faults.counts().forbidden).toBe(1);
  const { labels, pull } = repository.pull(1);
  expect(labels).toEqual(["security", "bug"]);
  // A reader is nobody whom GitHub lets review.
  expect(pull.requestedReviewers.map(({ login }) => login)).toEqual(["maintainer"]);
  expect(listSaid()).toEqual([]);
});
