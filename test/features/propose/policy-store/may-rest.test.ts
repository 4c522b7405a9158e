import { afterEach, beforeEach, expect, test } from "vitest";
import { createPolicyStore } from "../../../../src/adapters/policy-store/client.ts";
import { settingsPath } from "../../../../src/domain/settings/settings.ts";
import { mayRest } from "../../../../src/features/propose/may-rest.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { type FakePolicyStore, startFakePolicyStore } from "../../../fake-policy-store/fake-policy-store.ts";
import {
  addRepository,
  github,
  octokit,
  path,
  resolveHosts,
  run,
  runsCalling,
  store,
  taskOf,
  teach,
  usePolicyStore,
  useProposeWorld,
  workflow,
} from "../propose-setup.ts";

useProposeWorld();

let fake: FakePolicyStore;
const name = "egress-bot.octo-repo.ci.yml.build";
const calls = ["a.example.com"];

const client = () =>
  createPolicyStore({
    baseUrl: fake.url,
    keyOf: (owner) => fake.keys.get(owner) ?? null,
    timeout: 60_000,
    retryBase: 1,
  });

beforeEach(async () => {
  fake = await startFakePolicyStore();
  fake.keys.set("octo-org", "step-key-of-octo-org");
  usePolicyStore(client());
});

afterEach(async () => {
  usePolicyStore(null);
  await fake.close();
  expect(fake.violations).toEqual([]);
});

/** Whether the file may rest, and how many calls GitHub got to find out. */
async function ask(repository: FakeRepository) {
  const before = github.calls.length;
  const task = { ...taskOf(repository), cause: "run" as const };
  const tools = { octokit, store, resolveHosts, policyStore: client() };
  return { rests: await mayRest(task, Date.now(), tools), calls: github.calls.length - before };
}

/** A repository whose job is proposed to be held to a policy, and its pull request. */
async function propose(): Promise<{ readonly repository: FakeRepository; readonly pull: number }> {
  const text = `permissions:\n  contents: read\n${workflow("build")}`;
  const repository = addRepository({ [path]: text, [settingsPath]: "mode: policy-store\n" });
  await teach(repository, "build", runsCalling(calls));
  const { action, pullRequest } = await run(repository);
  expect(action).toBe("opened");
  return { repository, pull: pullRequest ?? 0 };
}

function editPolicy(host: string): void {
  const body = fake.policies.get(`octo-org/${name}`)?.body ?? {};
  fake.edit("octo-org", name, { ...body, allowed_endpoints: [`${host}:443`] });
}

const resting = { rests: true, calls: 0 };
const looking = { rests: false, calls: 0 };

test("a file whose lists are in the Policy Store rests while nothing changes there or here, without a call of GitHub", async () => {
  const { repository } = await propose();
  expect(await ask(repository)).toEqual(resting);
  await teach(repository, "build", runsCalling(calls, 21));
  expect(await ask(repository)).toEqual(resting);
  await teach(repository, "build", runsCalling([...calls, "late.example.org"], 22));
  expect(await ask(repository)).toEqual(looking);
});

test("it is looked at again after somebody changed the policy of an open proposal, and rests once that was seen", async () => {
  const { repository } = await propose();
  editPolicy("mine.example.com");
  expect(await ask(repository)).toEqual(looking);
  await run(repository);
  expect(await ask(repository)).toEqual(resting);
});

test("it is looked at again after somebody changed the policy of a job that blocks, and again after the next change", async () => {
  const { repository, pull } = await propose();
  repository.mergePull(pull, "mona");
  await run(repository);
  expect(await ask(repository)).toEqual(resting);
  editPolicy("mine.example.com");
  expect(await ask(repository)).toEqual(looking);
  await run(repository);
  expect(await ask(repository)).toEqual(resting);
  editPolicy("yours.example.com");
  expect(await ask(repository)).toEqual(looking);
});

test("it is looked at again where the Policy Store does not let the bot in", async () => {
  const { repository } = await propose();
  fake.keys.clear();
  expect(await ask(repository)).toEqual(looking);
});
