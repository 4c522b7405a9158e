import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Comment, Run } from "../fake-github/state/repository.ts";
import { addRuns, type RunSeries, workflows } from "../support/scenario.ts";
import { until } from "../support/until.ts";
import { startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const path = ".github/workflows/ci.yml";
let world: World;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

const hour = 3_600_000;

/** The newest of forty is about a day old. */
function addAll(count: number, from = 0, file: RunSeries["path"] = path): Run[] {
  const since = Math.floor(Date.now() / hour) * hour - 41 * 18 * hour;
  return addRuns(world.github, world.repository, { path: file, count, from, since });
}

async function settle(): Promise<void> {
  expect(await untilDone(world.redis.redis)).toEqual({ open: 0, failed: 0 });
}

/** How many runs of the job are known, and what they called. */
async function readLearned(job: { path: string; jobId: string } = { path, jobId: "build" }) {
  const { store, repository } = world;
  const { runs, endpoints } = await store.baselines.read({
    repositoryId: repository.id,
    ...job,
    source: "default-branch",
  });
  return { runs: runs.size, endpoints: [...endpoints.keys()] };
}

describe("a renamed repository", () => {
  test("is learned from its runs before the rename, whose records carry the old name", async () => {
    const runs = addAll(20);
    world.repository.rename("octo-org", "renamed");
    for (const run of runs) await world.sendRun(run);
    await settle();
    expect(await readLearned()).toMatchObject({ runs: 20 });
    expect(world.repository.pulls()).toHaveLength(1);
  });

  test("is learned where its workflows called each other by its old name", async () => {
    const caller = ".github/workflows/release.yml";
    const callee = "octo-org/octo-repo/.github/workflows/package.yml@refs/heads/main";
    const text = workflows[caller].replace("./.github/workflows/package.yml", callee);
    expect(text).toContain(`uses: ${callee}`);
    const by = { author: "maintainer", message: "Call by name" };
    world.repository.commitFiles("main", { [caller]: text }, by);
    const runs = addAll(20, 0, caller);
    world.repository.rename("octo-org", "renamed");
    for (const run of runs) await world.sendRun(run);
    await settle();
    const job = { path: ".github/workflows/package.yml", jobId: "package" };
    expect(await readLearned(job)).toMatchObject({ runs: 20 });
    expect(world.repository.pulls().map(({ pull }) => pull.headRef)).toEqual(["egress-bot/package.yml"]);
  });

  test("is found where a webhook carries its old name", async () => {
    const { github } = world;
    const webhooks = addAll(20).map((run) => github.payloads.workflowRun(run, "completed"));
    world.repository.rename("octo-org", "renamed");
    for (const webhook of webhooks) await world.send("workflow_run", webhook);
    await settle();
    expect(await readLearned()).toMatchObject({ runs: 20 });
    expect(world.repository.pulls()).toHaveLength(1);
  });

  test("is found by its id where another repository has taken its name", async () => {
    const { github, installation } = world;
    const webhooks = addAll(20).map((run) => github.payloads.workflowRun(run, "completed"));
    for (const webhook of webhooks) await world.send("workflow_run", webhook);
    await settle();
    world.repository.mergePull(world.repository.pulls()[0]?.number ?? 0, "maintainer");
    const comment = world.repository.comment(1, "maintainer", "/egress status");
    const asked = github.payloads.issueComment(world.repository.state, comment, "created");
    world.repository.rename("octo-org", "renamed");
    github.addRepository({
      owner: "octo-org",
      name: "octo-repo",
      installationId: installation.id,
      files: {},
    });
    await world.send("issue_comment", asked);
    await settle();
    expect(world.repository.comments(1).at(-1)?.body).toContain("`ci.yml` › `build`");
  });

  test("goes on with the backfill that was under way", async () => {
    const { github, installation, repository, store } = world;
    addAll(40);
    // A few runs, and then the calls of the hour are used up.
    github.setRateLimit(60, 2_000);
    await world.send(
      "installation_repositories",
      github.payloads.installationRepositories(installation, "added", [repository.state]),
    );
    await until(async () => {
      const { waitsUntil = null } = (await store.backfills.readProgress(repository.id)) ?? {};
      if (waitsUntil === null) throw new Error("it is not held up");
    });
    repository.rename("octo-org", "renamed");
    github.setRateLimit(100_000, 2_000);
    await settle();
    expect(await readLearned()).toMatchObject({ runs: 40 });
    expect(await store.backfills.readProgress(repository.id)).toMatchObject({ total: 40, done: 40 });
  });
});

/** Has a maintainer command something on the pull request. */
async function command(words: string): Promise<Comment | undefined> {
  const { repository, github } = world;
  const number = repository.pulls()[0]?.number ?? 0;
  const comment = repository.comment(number, "maintainer", words);
  await world.send("issue_comment", github.payloads.issueComment(repository.state, comment, "created"));
  await settle();
  return repository.comments(number).at(-1);
}

const listed = () => world.repository.file(path, "egress-bot/ci.yml")?.content ?? "";

test("a repository that goes to another owner keeps what its runs taught, and loses what people decided", async () => {
  const { github, app, installation, repository, store } = world;
  const other = github.addInstallation({ appId: app.id, account: "other-org" });
  for (const run of addAll(20)) await world.sendRun(run);
  await settle();
  expect((await command("/egress allow mirror.example.com ours"))?.body).toContain("mirror.example.com");
  expect(listed()).toContain("mirror.example.com:443");
  const { runs, endpoints } = await readLearned();
  repository.transfer("other-org", other.id);
  await world.send(
    "installation_repositories",
    github.payloads.installationRepositories(installation, "removed", [repository.state]),
  );
  await world.send(
    "installation_repositories",
    github.payloads.installationRepositories(other, "added", [repository.state]),
  );
  await settle();
  expect(await readLearned()).toEqual({ runs, endpoints });
  const [run] = addAll(1, 20);
  if (run !== undefined) await world.sendRun(run);
  await settle();
  expect(await store.decisions.list(repository.id)).toEqual(new Map());
  expect(listed()).toContain("packages.example.org:443");
  expect(listed()).not.toContain("mirror.example.com:443");
});

test("what was at work when a repository goes to another owner is given up by nobody", async () => {
  const { github, app, installation, repository } = world;
  const other = github.addInstallation({ appId: app.id, account: "other-org" });
  for (const run of addAll(20)) await world.sendRun(run);
  await settle();
  const before = github.calls.length;
  const said = repository.comment(1, "maintainer", "/egress allow mirror.example.com ours");
  await world.send("issue_comment", github.payloads.issueComment(repository.state, said, "created"));
  await until(() => expect(github.calls.length).toBeGreaterThan(before + 3));
  repository.transfer("other-org", other.id);
  await settle();
  for (const [where, action] of [
    [installation, "removed"],
    [other, "added"],
  ] as const)
    await world.send(
      "installation_repositories",
      github.payloads.installationRepositories(where, action, [repository.state]),
    );
  await settle();
  expect(await readLearned()).toMatchObject({ runs: 20 });
});

test("a repository that goes where the App is not is forgotten", async () => {
  const { github, installation, repository } = world;
  for (const run of addAll(3)) await world.sendRun(run);
  await settle();
  repository.transfer("other-org", null);
  await world.send(
    "installation_repositories",
    github.payloads.installationRepositories(installation, "removed", [repository.state]),
  );
  await settle();
  expect(await readLearned()).toEqual({ runs: 0, endpoints: [] });
});
