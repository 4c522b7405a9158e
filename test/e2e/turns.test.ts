import { afterAll, beforeAll, expect, test } from "vitest";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { startWorld, type World } from "./bot.ts";
import { ask, path, refusing, runJobs, usualList, workflowOf } from "./enforcing.ts";
import { addReady, endPull, openFiles, pathOf, push, untilQuiet } from "./ready.ts";

let world: World;
let owners: FakeRepository;
const ownersSettings = "per-day: {pull-requests: 100}\nrepositories: ['*', '!later-*']\n";

beforeAll(async () => {
  world = await startWorld();
  owners = world.github.addRepository({
    owner: "octo-org",
    name: ".github",
    installationId: world.installation.id,
    files: { [settingsPath]: ownersSettings },
    collaborators: { maintainer: "maintain" },
  });
});
afterAll(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

test("a repository gets one pull request at a time, and the next when that is merged or closed", async () => {
  const repository = await addReady(world, "one-by-one", { files: ["a", "b", "c"] });
  for (const file of ["a", "b", "c"]) await push(world, repository, pathOf(file));
  await untilQuiet(world);
  const seen: string[] = [];
  for (const how of ["merge", "close", "merge"] as const) {
    const [open = "", ...more] = openFiles(repository);
    expect(more).toEqual([]);
    seen.push(open);
    await endPull(world, repository, repository.pulls()[0]?.number ?? 0, how);
    await untilQuiet(world);
  }
  expect(seen.sort()).toEqual(["a.yml", "b.yml", "c.yml"]);
  expect(openFiles(repository)).toEqual([]);
});

test("what somebody asks for does not wait", async () => {
  const repository = await addReady(world, "asked", { files: ["a", "b"] });
  for (const file of ["a", "b"]) await push(world, repository, pathOf(file));
  await untilQuiet(world);
  const [open] = openFiles(repository);
  const other = open === "a.yml" ? "b.yml" : "a.yml";
  await ask(world, repository, repository.pulls()[0]?.number ?? 0, `/egress propose ${other}:build`);
  expect(openFiles(repository)).toEqual(["a.yml", "b.yml"]);
});

test("propose: false opens nothing but what somebody asks for, until the settings say otherwise", async () => {
  const repository = await addReady(world, "report-only", {
    files: ["a", "b"],
    settings: "propose: false\n",
  });
  for (const file of ["a", "b"]) await push(world, repository, pathOf(file));
  await untilQuiet(world);
  expect(repository.pulls()).toEqual([]);
  const issue = repository.openIssue("maintainer", "Egress");
  await ask(world, repository, issue.number, "/egress propose b.yml:build");
  expect(openFiles(repository)).toEqual(["b.yml"]);
  await push(world, repository, settingsPath, "pull-request: {open-at-most: 2}\n");
  await untilQuiet(world);
  expect(openFiles(repository)).toEqual(["a.yml", "b.yml"]);
});

test("a repository that the owner's patterns leave out waits until they do not", async () => {
  const [one, two] = [await addReady(world, "later-1"), await addReady(world, "later-2")];
  for (const repository of [one, two]) await push(world, repository, pathOf("ci"));
  await untilQuiet(world);
  expect([...one.pulls(), ...two.pulls()]).toEqual([]);
  await push(world, owners, settingsPath, ownersSettings.replace("later-*", "later-2"));
  await untilQuiet(world);
  expect([openFiles(one), openFiles(two)]).toEqual([["ci.yml"], []]);
});

test("what a job that blocks lacks does not wait, though it counts", async () => {
  await push(world, owners, settingsPath, "per-day: {pull-requests: 0}\n");
  await untilQuiet(world);
  const waiting = await addReady(world, "waiting");
  await push(world, waiting, pathOf("ci"));
  const repository = world.github.addRepository({
    owner: "octo-org",
    name: "blocking",
    installationId: world.installation.id,
    files: { [path]: workflowOf({ build: usualList }) },
    collaborators: { maintainer: "maintain" },
  });
  await runJobs(world, repository, { day: -5, jobs: { build: {} } });
  const failing = { agent: [refusing("new.example.org")], conclusion: "failure" } as const;
  for (const day of [-4, -3, -2])
    await runJobs(world, repository, { day, jobs: { build: failing }, conclusion: "failure" });
  expect(openFiles(repository)).toEqual(["ci.yml"]);
  expect(openFiles(waiting)).toEqual([]);
  const today = new Date().toISOString().slice(0, 10);
  const taken = await world.store.places.listTaken(repository.state.owner.id, today, "pull-request");
  expect(taken.map(({ repositoryId }) => repositoryId)).toContain(repository.id);
});

test("outside of the hours nothing is opened", async () => {
  await push(world, owners, settingsPath, "per-day: {pull-requests: 100}\n");
  const hour = new Date().getUTCHours();
  const later = `${(hour + 12) % 24}-${(hour + 14) % 24}`;
  const repository = await addReady(world, "by-night", {
    settings: `pull-request: {schedule: {hours: ${later}}}\n`,
  });
  await push(world, repository, pathOf("ci"));
  await untilQuiet(world);
  expect(repository.pulls()).toEqual([]);
  const [waiting] = (await world.store.places.listWaiting(repository.state.owner.id)).filter(
    (one) => one.repository.id === repository.id,
  );
  expect(waiting?.hold.why).toBe("schedule");
  expect(new Date(waiting?.hold.until ?? 0).getUTCHours()).toBe((hour + 12) % 24);
});
