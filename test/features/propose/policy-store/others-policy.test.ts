import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPolicyStore } from "../../../../src/adapters/policy-store/client.ts";
import type { PolicyRecord } from "../../../../src/adapters/store/policies.ts";
import { settingsPath } from "../../../../src/domain/settings/settings.ts";
import { applyPolicies } from "../../../../src/features/talk/work/apply-policies.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { type FakePolicyStore, startFakePolicyStore } from "../../../fake-policy-store/fake-policy-store.ts";
import type { Run } from "../../../support/baseline-builder.ts";
import {
  addRepository,
  branch,
  octokit,
  path,
  run,
  runsCalling,
  store,
  taskOf,
  teach,
  textOn,
  usePolicyStore,
  useProposeWorld,
  workflow,
} from "../propose-setup.ts";

useProposeWorld();

// All repositories of an owner have one Policy Store, and the bot has one key to it: a step may name any policy there.
const victim = "egress-bot.prod-deploy.release.yml.deploy";
/** The repository of the victim. */
const prodDeploy = 4_711;
const secret = ["vault.internal.example.net:8200", "project.example.net:443"];

let fake: FakePolicyStore;

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

function client() {
  const keyOf = (owner: string): string | null => fake.keys.get(owner) ?? null;
  return createPolicyStore({ baseUrl: fake.url, keyOf, timeout: 60_000, retryBase: 1 });
}

function bodyOf(name: string, entries: readonly string[], egressPolicy = "block") {
  return {
    owner: "octo-org",
    policyName: name,
    allowed_endpoints: entries,
    egress_policy: egressPolicy,
    disable_telemetry: false,
    disable_sudo: false,
    disable_file_monitoring: false,
  };
}

/** A repository whose job names a policy. */
function addNaming(name: string): FakeRepository {
  const text = `permissions:\n  contents: read\n${workflow("build")}`.replace(
    "egress-policy: audit",
    `egress-policy: audit\n          policy: ${name}`,
  );
  return addRepository({ [path]: text, [settingsPath]: "mode: policy-store\n" });
}

async function apply(repository: FakeRepository, number: number) {
  const { owner, state } = repository;
  const now = {
    id: repository.id,
    owner,
    name: state.name,
    ownerId: state.owner.id,
    nodeId: "n",
    url: "https://github.test/octo-org/octo-repo",
    defaultBranch: state.defaultBranch,
    isArchived: false,
    visibility: "public" as const,
  };
  const current = taskOf(repository).repository;
  const asked = { repository: now, current, login: "mona", at: "2026-07-01T00:00:00Z", number };
  const tools = {
    octokit,
    store,
    policyStore: client(),
    botLogin: "egress-bot[bot]",
    propose: () => run(repository),
  };
  return applyPolicies(asked, tools);
}

const ok: Run = { calls: ["a.example.com"], enforcement: { state: "enforced" }, steps: ["Run make"] };
const at = "2026-07-01T00:00:00Z";

/** What makes the bot want another policy. */
const wishes: readonly [string, string, (repository: FakeRepository) => Promise<void>][] = [
  [
    "in audit mode",
    "block",
    ({ id }) => store.decisions.decideJob(id, path, "build", { kind: "audit", login: "mona", at }),
  ],
  [
    "with a host that its own job needs",
    "block",
    (repository) =>
      teach(repository, "build", [ok, { ...ok, refused: ["evil.attacker.example"], failed: true }]),
  ],
  ["in block mode", "audit", async () => {}],
];

/** Names by which a policy of others may be meant. */
const names: readonly [string, string, boolean][] = [
  ["that another repository wrote", victim, true],
  ["that another repository would get", victim, false],
  ["that people made", "shared-by-all", false],
  ["of another job of the same file name elsewhere", "egress-bot.octo-repo2.ci.yml.build", false],
  ["written in another case", "Egress-Bot.Prod-Deploy.release.yml.deploy", true],
];

describe.each(names)("a policy %s", (_, name, isClaimed) => {
  test.each(wishes)("is not made one %s", async (_wish, egressPolicy, wish) => {
    if (isClaimed) await store.policies.claim("octo-org", victim, prodDeploy);
    fake.edit("octo-org", name, bodyOf(name, secret, egressPolicy));
    const repository = addNaming(name);
    await teach(repository, "build", runsCalling(["a.example.com"]));
    await wish(repository);
    const result = await run(repository);
    expect(result.policyChanges).toEqual([]);
    expect(result.jobs[0]?.reasons.map(({ code }) => code)).toContain("others-policy");
    // Whoever opens an issue and answers himself gets nothing either.
    const { number } = repository.openIssue("mona", "Egress");
    await apply(repository, number);
    expect(fake.policies.get(`octo-org/${name}`)?.body).toEqual(bodyOf(name, secret, egressPolicy));
    const issues = [...repository.state.issues.values()].map(({ title, body }) => `${title} ${body}`);
    for (const entry of secret) expect(issues.join("\n")).not.toContain(entry);
  });

  test("is not made where there is none", async () => {
    if (isClaimed) await store.policies.claim("octo-org", victim, prodDeploy);
    const repository = addNaming(name);
    await teach(repository, "build", runsCalling(["a.example.com"]));
    expect((await run(repository)).policyChanges).toEqual([]);
    expect(fake.policies.size).toBe(0);
  });
});

describe("a repository that gets the former name of another", () => {
  const name = "egress-bot.octo-repo.ci.yml.build";

  test("does not get its policy: its own has another name", async () => {
    await store.policies.claim("octo-org", name, prodDeploy);
    fake.edit("octo-org", name, bodyOf(name, secret));
    const text = `permissions:\n  contents: read\n${workflow("build")}`;
    const repository = addRepository({ [path]: text, [settingsPath]: "mode: policy-store\n" });
    await teach(repository, "build", runsCalling(["a.example.com"]));
    expect(await run(repository)).toMatchObject({ action: "opened" });
    expect(textOn(repository, branch)).toMatch(
      /policy: egress-bot\.octo-repo\.ci\.yml\.build\.[0-9a-f]{12}\n/,
    );
    expect(fake.policies.get(`octo-org/${name}`)?.body).toEqual(bodyOf(name, secret));
  });

  test("nor changes it by naming it", async () => {
    await store.policies.claim("octo-org", name, prodDeploy);
    fake.edit("octo-org", name, bodyOf(name, secret));
    const repository = addNaming(name);
    await teach(repository, "build", runsCalling(["a.example.com"]));
    await store.decisions.decideJob(repository.id, path, "build", { kind: "audit", login: "mona", at });
    expect((await run(repository)).policyChanges).toEqual([]);
  });
});

describe("what an earlier release wrote", () => {
  const record = (name: string): PolicyRecord => ({
    name,
    jobId: "build",
    written: {
      egressPolicy: "block",
      entries: secret,
      disableTelemetry: false,
      disableSudo: false,
      disableFileMonitoring: false,
    },
    pending: null,
    isInUse: true,
  });

  test.each([
    ["under the name that the bot gives here", "egress-bot.octo-repo.ci.yml.build", true],
    ["under a name that people chose", "of-our-own", true],
    ["under the name that the bot gives elsewhere", victim, false],
  ])("%s is the repository's: %s", async (_, name, isOurs) => {
    fake.edit("octo-org", name, bodyOf(name, secret));
    const repository = addNaming(name);
    await store.policies.remember(repository.id, path, record(name));
    await teach(repository, "build", runsCalling(["a.example.com"]));
    await store.decisions.decideJob(repository.id, path, "build", { kind: "audit", login: "mona", at });
    const { policyChanges } = await run(repository);
    expect(policyChanges.map(({ why }) => why)).toEqual(isOurs ? ["return"] : []);
    expect(await store.policies.holderOf("octo-org", name)).toBe(isOurs ? repository.id : null);
  });
});

test("of two that want one policy at the same time one gets it", async () => {
  const claims = await Promise.all([1, 2, 3].map((id) => store.policies.claim("octo-org", "p", id)));
  expect(claims.filter(Boolean)).toHaveLength(1);
  expect(await store.policies.claim("other-org", "p", 9)).toBe(true);
});
