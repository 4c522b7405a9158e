import { describe, expect, test } from "vitest";
import type { Propose } from "../../../src/adapters/queue/tasks/propose.ts";
import { mayRest } from "../../../src/features/propose/may-rest.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import {
  addRepository,
  dead,
  github,
  octokit,
  path,
  resolveHosts,
  run,
  runsCalling,
  store,
  taskOf,
  teach,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const hour = 3_600_000;
const usual = ["registry.npmjs.org"];

/** Whether the file may rest so long after it was looked at, and how many calls were made to find out. */
async function ask(repository: FakeRepository, after = 0, named: Partial<Propose["repository"]> = {}) {
  const before = github.calls.length;
  const task = taskOf(repository);
  const asked: Propose = { ...task, repository: { ...task.repository, ...named }, cause: "run" };
  const rests = await mayRest(asked, Date.now() + after, { octokit, store, resolveHosts, policyStore: null });
  return { rests, calls: github.calls.slice(before).map(({ route }) => route) };
}

/** A repository whose job is proposed. */
async function proposed(): Promise<FakeRepository> {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", runsCalling(usual));
  expect(await run(repository)).toMatchObject({ action: "opened" });
  return repository;
}

const resting = { rests: true, calls: [] };
const looking = { rests: false, calls: [] };

describe("a file that was looked at", () => {
  test("rests while nothing changes that its proposal follows from, without a call", async () => {
    const repository = await proposed();
    expect(await ask(repository)).toEqual(resting);
    expect(await ask(repository, 23 * hour)).toEqual(resting);
    // One more run that calls the same is no news.
    await teach(repository, "build", runsCalling(usual, 21));
    expect(await ask(repository)).toEqual(resting);
  });

  const changes: readonly (readonly [string, (repository: FakeRepository) => Promise<unknown>])[] = [
    [
      "a run calls something new",
      (one) => teach(one, "build", runsCalling([...usual, "late.example.org"], 21)),
    ],
    [
      "somebody decides about an endpoint",
      ({ id }) =>
        store.decisions.decideEndpoint(id, path, {
          kind: "deny",
          endpoint: "registry.npmjs.org:443",
          origin: { kind: "person", login: "mona", at: "2026-08-01T00:00:00Z", reason: "no" },
        }),
    ],
    ["the settings change", ({ id }) => store.settings.rememberGood(id, "deny: [registry.npmjs.org:443]\n")],
    [
      "the owner's settings change",
      async ({ id }) => {
        await store.settings.rememberOwners(id, 4_711);
        await store.settings.rememberGood(4_711, "ignore: [ci.yml]\n");
      },
    ],
    [
      "the default branch has another file, of which no webhook told",
      async ({ id }) => {
        const head = "c".repeat(40);
        await store.commits.note(id, "main", [head]);
        await store.workflowTexts.write(id, path, head, workflow("build", "test"));
      },
    ],
    ["another look began and came to no end", ({ id }) => store.looks.begin(id, path)],
    ["what the App may do has changed", ({ id }) => store.looks.forget(id)],
    ["what was read is gone", ({ id }) => store.forgetRepository(id)],
  ];
  for (const [what, change] of changes)
    test(`is looked at again after ${what}`, async () => {
      const repository = await proposed();
      await change(repository);
      expect(await ask(repository)).toEqual(looking);
    });

  test("is looked at again after a day, for what no webhook tells of", async () => {
    const repository = await proposed();
    expect(await ask(repository, 25 * hour)).toEqual(looking);
  });

  test("is looked at again where the repository has another name or default branch", async () => {
    const repository = await proposed();
    expect(await ask(repository, 0, { name: "renamed" })).toEqual(looking);
    expect(await ask(repository, 0, { defaultBranch: "trunk" })).toEqual(looking);
  });

  test("is looked at again once a host that it lists resolves no more, and once it does again", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", runsCalling([...usual, "gone.example.org"]));
    await run(repository);
    dead.add("gone.example.org");
    expect(await ask(repository)).toEqual(looking);
    await run(repository);
    expect(await ask(repository)).toEqual(resting);
    dead.clear();
    expect(await ask(repository)).toEqual(looking);
  });

  test("for which nothing is proposed rests for a week", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", runsCalling(usual, 3));
    expect(await run(repository)).toMatchObject({ action: "none" });
    expect(await ask(repository, 6 * 24 * hour)).toEqual(resting);
    expect(await ask(repository, 8 * 24 * hour)).toEqual(looking);
  });

  test("is looked at again where its lists are to be kept elsewhere", async () => {
    const repository = await proposed();
    await store.settings.rememberGood(repository.id, "mode: policy-store\n");
    expect(await ask(repository)).toEqual(looking);
  });
});

test("a file that was never looked at is looked at", async () => {
  expect(await ask(addRepository(workflow("build")))).toEqual(looking);
});
