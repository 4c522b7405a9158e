import { load } from "js-yaml";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPolicyStore } from "../../../../src/adapters/policy-store/client.ts";
import { settingsPath } from "../../../../src/domain/settings/settings.ts";
import { applyPolicies } from "../../../../src/features/talk/work/apply-policies.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { type FakePolicyStore, startFakePolicyStore } from "../../../fake-policy-store/fake-policy-store.ts";
import type { StoreFault } from "../../../fake-policy-store/store-faults.ts";
import type { Run } from "../../../support/baseline-builder.ts";
import {
  addRepository,
  branch,
  github,
  octokit,
  path,
  run,
  runsCalling,
  store,
  taskOf,
  teach,
  textOn,
  useLimits,
  usePolicyStore,
  useProposeWorld,
  workflow,
} from "../propose-setup.ts";

useProposeWorld();

let fake: FakePolicyStore;
const key = "step-key-of-octo-org";
const name = "egress-bot.octo-repo.ci.yml.build";

/** The client as the App has it, but for its pace. */
function client(keys: ReadonlyMap<string, string> = fake.keys, timeout = 60_000) {
  return createPolicyStore({
    baseUrl: fake.url,
    keyOf: (owner) => keys.get(owner) ?? null,
    timeout,
    retryBase: 1,
  });
}

beforeEach(async () => {
  fake = await startFakePolicyStore();
  fake.keys.set("octo-org", key);
  // Until the client gives up.
  fake.faults.holdMilliseconds = 60_000;
  usePolicyStore(client());
});

afterEach(async () => {
  usePolicyStore(null);
  fake.faults.stop();
  await fake.close();
  expect(fake.violations).toEqual([]);
});

const readable = "permissions:\n  contents: read\n";

/** A repository in this mode, with guarded jobs in audit mode. */
function addStored(...jobs: readonly string[]): FakeRepository {
  return addRepository({ [path]: readable + workflow(...jobs), [settingsPath]: "mode: policy-store\n" });
}

function policy(of = name) {
  return fake.policies.get(`octo-org/${of}`)?.body;
}

function bodyOf(entries: readonly string[], egressPolicy = "block", of = name) {
  return {
    owner: "octo-org",
    policyName: of,
    allowed_endpoints: entries,
    egress_policy: egressPolicy,
    disable_telemetry: false,
    disable_sudo: false,
    disable_file_monitoring: false,
  };
}

const list = ["a.example.com:443"];

async function openProposal(repository: FakeRepository): Promise<number> {
  await teach(repository, "build", runsCalling(["a.example.com"]));
  const { action, pullRequest } = await run(repository);
  expect(action).toBe("opened");
  return pullRequest ?? 0;
}

/** The file on the default branch, merged from a proposal. */
async function merge(repository: FakeRepository, pull: number): Promise<void> {
  repository.mergePull(pull, "mona");
  expect(await run(repository)).toMatchObject({ action: "none", policyChanges: [] });
}

function issues(repository: FakeRepository) {
  return [...repository.state.issues.values()].filter(({ pull }) => pull === null);
}

function issueOf(repository: FakeRepository) {
  const [issue] = issues(repository);
  if (issue === undefined) throw new Error("no issue was opened");
  return issue;
}

async function apply(repository: FakeRepository, number: number, policyStore = client()) {
  const { owner, state } = repository;
  const current = taskOf(repository).repository;
  const now = {
    id: repository.id,
    owner,
    name: state.name,
    ownerId: repository.state.owner.id,
    nodeId: "n",
    url: "https://github.test/octo-org/octo-repo",
    defaultBranch: state.defaultBranch,
    isArchived: false,
    visibility: "private" as const,
  };
  const asked = { repository: now, current, login: "mona", at: "2026-07-01T00:00:00Z", number };
  return applyPolicies(asked, {
    octokit,
    store,
    policyStore,
    botLogin: "egress-bot[bot]",
    propose: () => run(repository),
  });
}

describe("a job that is ready", () => {
  test("gets a policy in the store, and a pull request that names it", async () => {
    const repository = addStored("build");
    const number = await openProposal(repository);
    expect(policy()).toEqual(bodyOf(list));
    const step = { "egress-policy": "audit", policy: name };
    expect(load(textOn(repository, branch) ?? "")).toMatchObject({
      jobs: {
        build: { permissions: { contents: "read", "id-token": "write" }, steps: [{ with: step }, {}] },
      },
    });
    const { body, title } = repository.pull(number);
    expect(title).toBe("ci.yml: block egress in build (1 endpoint)");
    expect(body).toContain("The list is a policy in StepSecurity's Policy Store.");
    expect(body).toContain(`| **Policy** | \`${name}\` |`);
    expect(body).toContain("| `a.example.com:443` |");
    expect(body).not.toContain("allowed-endpoints");
    expect(body).not.toContain("forks");
    expect(await run(repository)).toMatchObject({ action: "unchanged" });
    expect(fake.calls.filter(({ method }) => method === "POST")).toHaveLength(1);
  });

  test("is named with its like where a file has two", async () => {
    const repository = addStored("build", "test");
    await teach(repository, "test", runsCalling(["t.example.com"]));
    await openProposal(repository);
    expect(policy()).toEqual(bodyOf(list));
    const other = "egress-bot.octo-repo.ci.yml.test";
    expect(policy(other)).toEqual(bodyOf(["t.example.com:443"], "block", other));
  });

  test("brings along the list and the switches that its step has", async () => {
    const text = (readable + workflow("build")).replace(
      "egress-policy: audit",
      "egress-policy: audit\n          disable-sudo: true\n          allowed-endpoints: >\n            Old.example.com\n            a.example.com:443",
    );
    const repository = addRepository({ [path]: text, [settingsPath]: "mode: policy-store\n" });
    await openProposal(repository);
    expect(policy()).toEqual({
      ...bodyOf(["old.example.com:443", "a.example.com:443"]),
      disable_sudo: true,
    });
    expect(textOn(repository, branch)).not.toContain("allowed-endpoints");
    expect(textOn(repository, branch)).toContain("disable-sudo: true");
  });

  test("whose permissions nobody knows is not touched, and says what to add", async () => {
    const repository = addRepository({ [path]: workflow("build"), [settingsPath]: "mode: policy-store\n" });
    await teach(repository, "build", runsCalling(["a.example.com"]));
    const { action, jobs } = await run(repository);
    expect(action).toBe("none");
    expect(jobs).toMatchObject([{ state: "refused", reasons: [{ code: "permissions-unknown" }] }]);
    expect(jobs[0]?.reasons[0]?.message).toContain("`id-token: write`");
    expect(fake.policies.size).toBe(0);
  });

  test("in a reusable workflow: names the callers that do not grant the token, and warns of forks", async () => {
    const repository = addRepository({
      [path]: `${readable}${workflow("build").replace("on: push", "on: [workflow_call, pull_request]")}`,
      ".github/workflows/good.yml":
        "on: push\npermissions: {id-token: write}\njobs:\n  call:\n    uses: ./.github/workflows/ci.yml\n",
      ".github/workflows/bad.yml":
        "on: push\npermissions: {contents: read}\njobs:\n  call:\n    uses: ./.github/workflows/ci.yml\n  silent:\n    permissions: write-all\n    uses: ./.github/workflows/ci.yml\n",
      [settingsPath]: "mode: policy-store\n",
    });
    const { body } = repository.pull(await openProposal(repository));
    expect(body).toContain(
      "These do not: `call` in `.github/workflows/bad.yml`. I do not see callers in other",
    );
    expect(body).toContain("**This fails on pull requests from forks.**");
  });

  test("is given another name where somebody else's policy has it", async () => {
    const repository = addStored("build");
    fake.edit("octo-org", name, bodyOf(["theirs.example.com:443"]));
    await openProposal(repository);
    expect(policy()).toEqual(bodyOf(["theirs.example.com:443"]));
    const [other = ""] = [...fake.policies.keys()].filter((one) => !one.endsWith(name));
    expect(other).toMatch(/^octo-org\/egress-bot\.octo-repo\.ci\.yml\.build\.[0-9a-f]{12}$/);
    expect(textOn(repository, branch)).toContain(`policy: ${other.slice("octo-org/".length)}\n`);
    expect(await run(repository)).toMatchObject({ action: "unchanged" });
  });

  test("takes over a policy of its name that says the same", async () => {
    const repository = addStored("build");
    fake.edit("octo-org", name, bodyOf(list));
    const number = await openProposal(repository);
    expect([...fake.policies.keys()]).toEqual([`octo-org/${name}`]);
    repository.closePull(number, "mona");
    await run(repository);
    expect(fake.policies.size).toBe(0);
  });
});

describe("the policy of a pull request", () => {
  test("goes when that is closed", async () => {
    const repository = addStored("build");
    repository.closePull(await openProposal(repository), "mona");
    expect(await run(repository)).toMatchObject({ action: "rejected" });
    expect(fake.policies.size).toBe(0);
  });

  test("goes when nothing is left to propose", async () => {
    const repository = addStored("build");
    await openProposal(repository);
    repository.commitFiles("main", { [path]: null }, { author: "mona", message: "Remove" });
    expect(await run(repository)).toMatchObject({ action: "closed" });
    expect(fake.policies.size).toBe(0);
  });

  test("stays when it is merged, also when the file names it no more", async () => {
    const repository = addStored("build");
    const before = textOn(repository, "main") ?? "";
    await merge(repository, await openProposal(repository));
    expect(policy()).toEqual(bodyOf(list));
    repository.commitFiles("main", { [path]: before }, { author: "mona", message: "Revert" });
    expect(await run(repository)).toMatchObject({
      action: "none",
      jobs: [{ state: "ignored", reasons: [{ code: "returned-to-audit" }] }],
    });
    expect(policy()).toEqual(bodyOf(list));
  });

  test("stays while a person works on the branch", async () => {
    const repository = addStored("build");
    await openProposal(repository);
    repository.commitFiles(branch, { "README.md": "two\n" }, { author: "mona", message: "Add" });
    expect(await run(repository)).toMatchObject({ action: "hands-off" });
    expect(policy()).toEqual(bodyOf(list));
  });

  test("grows with what is learned", async () => {
    const repository = addStored("build");
    await openProposal(repository);
    await teach(repository, "build", [
      ...runsCalling(["a.example.com"]),
      ...Array.from({ length: 20 }, () => ({
        calls: ["a.example.com", "b.example.com"],
        steps: ["Run make"],
      })),
    ]);
    expect(await run(repository)).toMatchObject({
      action: "updated",
      added: ["b.example.com:443"],
    });
    expect(policy()).toEqual(bodyOf([...list, "b.example.com:443"]));
  });

  test("that somebody edited is not written over: an issue shows the three versions, and /egress apply does", async () => {
    const repository = addStored("build");
    await openProposal(repository);
    fake.edit("octo-org", name, bodyOf(["theirs.example.com:443"]));
    await teach(repository, "build", [
      ...runsCalling(["a.example.com"]),
      ...Array.from({ length: 20 }, () => ({
        calls: ["a.example.com", "b.example.com"],
        steps: ["Run make"],
      })),
    ]);
    await run(repository);
    expect(policy()).toEqual(bodyOf(["theirs.example.com:443"]));
    const { body, number } = issueOf(repository);
    expect(body).toContain("**Somebody changed this policy in the store.**");
    expect(body).toContain("| `a.example.com:443` | yes | yes | – |");
    expect(body).toContain("| `b.example.com:443` | yes | – | – |");
    expect(body).toContain("| `theirs.example.com:443` | – | – | yes |");
    expect(await apply(repository, number)).toMatchObject({ reaction: "+1" });
    expect(policy()).toEqual(bodyOf([...list, "b.example.com:443"]));
    expect(issueOf(repository).state).toBe("closed");
  });

  test("that somebody edited stays when the pull request is closed", async () => {
    const repository = addStored("build");
    const number = await openProposal(repository);
    fake.edit("octo-org", name, bodyOf(["theirs.example.com:443"]));
    repository.closePull(number, "mona");
    await run(repository);
    expect(policy()).toEqual(bodyOf(["theirs.example.com:443"]));
  });
});

const ok: Run = { calls: ["a.example.com"], enforcement: { state: "enforced" }, steps: ["Run make"] };
const failing: Run = { ...ok, refused: ["b.example.com"], failed: true };

describe("a job whose policy is in the store", () => {
  test("that was refused what it needs: an issue with the difference, and /egress apply writes it", async () => {
    const repository = addStored("build");
    await merge(repository, await openProposal(repository));
    await teach(repository, "build", [...runsCalling(["a.example.com"]), ok, failing]);
    expect(await run(repository)).toMatchObject({
      action: "none",
      jobs: [{ state: "missing" }],
      policyChanges: [{ name, why: "repair" }],
    });
    const { title, body, labels, number } = issueOf(repository);
    expect(title).toBe("ci.yml: allow 1 missing endpoint in build (Policy Store)");
    expect(labels).toEqual(["egress-policy"]);
    expect(body).toMatch(/^\*\*To write this to the Policy Store, comment `\/egress apply`\.\*\*/);
    expect(body).toContain("| `b.example.com:443` | add |");
    expect(body).toContain("Block mode refused it in 1 run, which failed (");
    expect(policy()).toEqual(bodyOf(list));
    await run(repository);
    expect(issues(repository)).toHaveLength(1);
    expect((await apply(repository, number)).text).toContain(`\`${name}\`. mona asked for it.`);
    expect(policy()).toEqual(bodyOf([...list, "b.example.com:443"]));
    expect(issueOf(repository).state).toBe("closed");
    expect(repository.comments(number).at(-1)?.body).toContain("holds what is recommended");
    expect(await run(repository)).toMatchObject({ jobs: [{ state: "enforced" }], policyChanges: [] });
  });

  test("that has an entry which does not resolve loses it, once somebody denied it and said /egress apply", async () => {
    const repository = addStored("build");
    await teach(repository, "build", runsCalling(["a.example.com", "gone.example.com"]));
    await merge(repository, (await run(repository)).pullRequest ?? 0);
    const cause = { cause: "host-unresolved", detail: "gone.example.com" } as const;
    const enforcement = { state: "not-enforced", ...cause } as const;
    await teach(repository, "build", [{ ...ok, enforcement, runId: 5_000, day: 200 }]);
    expect(await run(repository)).toMatchObject({ jobs: [{ state: "not-enforced" }], policyChanges: [] });
    await store.decisions.decideEndpoint(repository.id, path, {
      kind: "deny",
      endpoint: "gone.example.com:443",
      origin: { kind: "person", login: "mona", at: "2026-07-01T00:00:00Z", reason: "" },
    });
    expect(await run(repository)).toMatchObject({ action: "none", policyChanges: [{ name, why: "deny" }] });
    const { title, body, number } = issueOf(repository);
    expect(title).toBe("ci.yml: remove 1 denied endpoint from build (Policy Store)");
    expect(body).toContain("| `gone.example.com:443` | remove |");
    expect(await store.reports.readTrim(repository.id, path)).toBeNull();
    await apply(repository, number);
    expect(policy()).toEqual(bodyOf(list));
    expect(issueOf(repository).state).toBe("closed");
  });

  test("that is to be in audit mode again is so after /egress apply", async () => {
    const repository = addStored("build");
    await merge(repository, await openProposal(repository));
    const at = "2026-07-01T00:00:00Z";
    await store.decisions.decideJob(repository.id, path, "build", { kind: "audit", login: "mona", at });
    await run(repository);
    const { body, number } = issueOf(repository);
    expect(body).toContain("**Returns job `build` to audit mode,** as mona requested.");
    await apply(repository, number);
    expect(policy()).toEqual(bodyOf(list, "audit"));
    expect(await run(repository)).toMatchObject({ jobs: [{ state: "ignored" }], policyChanges: [] });
  });

  test("that is gone from the store is shown, and made again", async () => {
    const repository = addStored("build");
    await merge(repository, await openProposal(repository));
    await client().remove("octo-org", name);
    await run(repository);
    const { body, number } = issueOf(repository);
    expect(body).toContain("The store does not have this policy yet.");
    await apply(repository, number);
    expect(policy()).toEqual(bodyOf(list));
  });

  test("is shown when it is its turn, and waits no more once it is shown or nothing is left to show", async () => {
    const day = new Date().toISOString().slice(0, 10);
    const other = { kind: "issue", repositoryId: 1, about: "dashboard" } as const;
    github.addRepository({
      owner: "octo-org",
      name: ".github",
      files: { [settingsPath]: "per-day: {issues: 1}\n" },
    });
    useLimits();
    const repository = addStored("build");
    await merge(repository, await openProposal(repository));
    const ownerId = repository.state.owner.id;
    const listWaiting = async () => (await store.places.listWaiting(ownerId)).map(({ about }) => about);
    await store.places.take(ownerId, day, other, null);
    await client().remove("octo-org", name);
    expect(await run(repository)).toMatchObject({ policyChanges: [] });
    expect(await listWaiting()).toEqual([`policies ${path}`]);
    fake.edit("octo-org", name, bodyOf(list));
    await run(repository);
    expect(await listWaiting()).toEqual([]);

    await client().remove("octo-org", name);
    await run(repository);
    const waiting = await store.places.listWaiting(ownerId);
    await store.places.giveBack(ownerId, day, other);
    await run(repository);
    expect(issues(repository)).toHaveLength(1);
    // As after a process that was broken off between the two.
    for (const one of waiting) await store.places.wait(ownerId, one);
    await run(repository);
    expect(await listWaiting()).toEqual([]);
  });

  test("is not written when something else is to be written than what the issue showed", async () => {
    const repository = addStored("build");
    await merge(repository, await openProposal(repository));
    await teach(repository, "build", [...runsCalling(["a.example.com"]), ok, failing]);
    await run(repository);
    const { number } = issueOf(repository);
    fake.edit("octo-org", name, bodyOf([...list, "theirs.example.com:443"]));
    const { reaction, text } = await apply(repository, number);
    expect(reaction).toBe("confused");
    expect(text).toContain("has changed since you read this issue");
    expect(policy()).toEqual(bodyOf([...list, "theirs.example.com:443"]));
    expect(issueOf(repository).body).toContain("| `theirs.example.com:443` | yes | – | yes |");
    await apply(repository, number);
    expect(policy()).toEqual(bodyOf([...list, "theirs.example.com:443", "b.example.com:443"]));
  });

  test.each<[string, (body: string) => string, boolean]>([
    ["as it is", (body) => body, true],
    ["with other line ends", (body) => body.replaceAll("\n", "\r\n"), true],
    ["with a host hidden and the mark kept", (body) => body.replace(/^.*b\.example\.com.*$\n/m, ""), false],
    ["with a word of somebody's", (body) => `Approved by security.\n${body}`, false],
  ])("whose issue stands %s is written: only what was shown", async (_, edit, isWritten) => {
    const repository = addStored("build");
    await merge(repository, await openProposal(repository));
    await teach(repository, "build", [...runsCalling(["a.example.com"]), ok, failing]);
    await run(repository);
    const { number } = issueOf(repository);
    const issue = repository.state.issues.get(number);
    if (issue === undefined) throw new Error("no issue");
    const body = issue.body ?? "";
    issue.body = edit(body);
    expect(issue.body === body).toBe(edit(body) === body);
    const { reaction } = await apply(repository, number);
    expect(reaction).toBe(isWritten ? "+1" : "confused");
    expect(policy()).toEqual(bodyOf(isWritten ? [...list, "b.example.com:443"] : list));
    if (isWritten) return;
    // By now it shows what is to be written.
    expect(issueOf(repository).body).toBe(body);
    await apply(repository, number);
    expect(policy()).toEqual(bodyOf([...list, "b.example.com:443"]));
  });

  test("with a list of its own in the step says that this stands above", async () => {
    const text = (readable + workflow("build")).replace(
      "egress-policy: audit",
      "egress-policy: audit\n          policy: mine\n          allowed-endpoints: a.example.com:443",
    );
    const repository = addRepository({ [path]: text, [settingsPath]: "mode: policy-store\n" });
    await teach(repository, "build", runsCalling(["a.example.com"]));
    expect(await run(repository)).toMatchObject({
      action: "none",
      jobs: [{ state: "refused", reasons: [{ code: "own-list" }] }],
    });
  });

  test.each(["${{ vars.POLICY }}", "..", "a/b"])(
    "under what is no name (%s): says so, and asks for nothing",
    async (bad) => {
      const text = (readable + workflow("build")).replace(
        "egress-policy: audit",
        `egress-policy: audit\n          policy: ${bad}`,
      );
      const repository = addRepository({ [path]: text, [settingsPath]: "mode: policy-store\n" });
      await teach(repository, "build", runsCalling(["a.example.com"]));
      expect(await run(repository)).toMatchObject({
        action: "none",
        jobs: [{ state: "refused", reasons: [{ code: "policy-name" }] }],
      });
      expect(fake.calls).toEqual([]);
    },
  );

  test("/egress apply elsewhere says where it belongs", async () => {
    const repository = addStored("build");
    const { number } = repository.openIssue("mona", "Hello");
    expect(await apply(repository, number)).toMatchObject({ reaction: "confused" });
    expect(await apply(repository, 99)).toMatchObject({ reaction: "confused" });
  });
});

describe("jobs that ask for the workflow's policy", () => {
  const asking = (...jobs: readonly string[]) =>
    workflow(...jobs).replaceAll(
      "egress-policy: audit",
      "egress-policy: audit\n          use-policy-store: true\n          api-key: ${{ secrets.STEP }}",
    );
  const shared = "egress-bot.octo-repo.ci.yml";

  test("get one, attached to the workflow, when all are ready and a writer said so", async () => {
    const repository = addRepository({
      [path]: asking("build", "test"),
      [settingsPath]: "mode: policy-store\n",
    });
    await teach(repository, "build", runsCalling(["a.example.com"]));
    expect(await run(repository)).toMatchObject({ action: "none", policyChanges: [] });
    await teach(repository, "test", runsCalling(["t.example.com"]));
    expect(await run(repository)).toMatchObject({ action: "none", policyChanges: [{ name: shared }] });
    expect(fake.policies.size).toBe(0);
    const { body, number } = issueOf(repository);
    expect(body).toContain(
      "**Blocks all outbound traffic of jobs `build`, `test` except the endpoints below.** Every job of the file asks for the workflow's policy (`use-policy-store: true`)",
    );
    await apply(repository, number);
    expect(policy(shared)).toEqual(bodyOf(["a.example.com:443", "t.example.com:443"], "block", shared));
    expect(fake.policies.get(`octo-org/${shared}`)?.attachments).toMatchObject([
      { org: { repos: [{ name: "octo-repo", workflows: ["ci.yml"] }] } },
    ]);
    expect(textOn(repository, "main")).toBe(asking("build", "test"));
    expect(await run(repository)).toMatchObject({ policyChanges: [] });
    expect(issueOf(repository).state).toBe("closed");
  });
});

describe("the settings change", () => {
  const inline = { [settingsPath]: "mode: inline\n" };
  const stored = { [settingsPath]: "mode: policy-store\n" };

  test("from one way to the other and back: what is open is closed with a word, and nothing is left behind", async () => {
    const repository = addStored("build");
    const first = await openProposal(repository);
    repository.commitFiles("main", inline, { author: "mona", message: "Keep lists in files" });
    const second = await run(repository);
    expect(second).toMatchObject({ action: "opened" });
    expect(repository.pull(first).state).toBe("closed");
    expect(repository.comments(first).at(-1)?.body).toContain("now keep the lists in the workflow files");
    expect(fake.policies.size).toBe(0);
    expect(textOn(repository, branch)).toContain("egress-policy: block");
    repository.commitFiles("main", stored, { author: "mona", message: "Keep lists in the store" });
    const third = await run(repository);
    expect(third).toMatchObject({ action: "opened" });
    expect(repository.comments(second.pullRequest ?? 0).at(-1)?.body).toContain(
      "StepSecurity's Policy Store",
    );
    expect(policy()).toEqual(bodyOf(list));
    expect(textOn(repository, branch)).toContain(`policy: ${name}`);
  });

  test("and the key is gone: what is left of a closed pull request does not hinder anything", async () => {
    const repository = addStored("build");
    await openProposal(repository);
    repository.commitFiles("main", inline, { author: "mona", message: "Keep lists in files" });
    usePolicyStore(client(new Map()));
    expect(await run(repository)).toMatchObject({ action: "opened" });
    usePolicyStore(client());
    await run(repository);
    expect(fake.policies.size).toBe(0);
  });

  test("while an issue is open: it is closed with a word", async () => {
    const repository = addStored("build");
    await merge(repository, await openProposal(repository));
    await teach(repository, "build", [...runsCalling(["a.example.com"]), ok, failing]);
    await run(repository);
    repository.commitFiles("main", inline, { author: "mona", message: "Keep lists in files" });
    expect(await run(repository)).toMatchObject({
      jobs: [{ state: "refused", reasons: [{ code: "policy-store" }] }],
    });
    const { state, number } = issueOf(repository);
    expect(state).toBe("closed");
    expect(repository.comments(number).at(-1)?.body).toContain("keep the lists in the workflow files");
  });
});

describe("the store fails", () => {
  const faults: readonly StoreFault[] = ["500", "slow", "down", "409", "404", "garbage"];

  /** The store fails in every call from now on; the client is as short of time as `slow` needs. */
  function failAll(fault: StoreFault): void {
    if (fault === "slow") usePolicyStore(client(fake.keys, 50));
    fake.faults.faultAll(fault);
  }

  function failNoMore(): void {
    usePolicyStore(client());
    fake.faults.stop();
  }

  test.each(faults)("when a policy is to be written (%s): no pull request, then all of it", async (fault) => {
    const repository = addStored("build");
    await teach(repository, "build", runsCalling(["a.example.com"]));
    failAll(fault);
    await expect(run(repository)).rejects.toThrow("the Policy Store");
    expect(repository.pulls()).toEqual([]);
    expect(repository.head(branch)).toBeNull();
    failNoMore();
    expect(await run(repository)).toMatchObject({ action: "opened" });
    await run(repository);
    expect(policy()).toEqual(bodyOf(list));
    expect(repository.pulls()).toHaveLength(1);
  });

  test("when something else answers a write in its place: no pull request on its word", async () => {
    const repository = addStored("build");
    await teach(repository, "build", runsCalling(["a.example.com"]));
    fake.faults.next("POST", /policies/, "garbage");
    await expect(run(repository)).rejects.toThrow("answered with what is no policy");
    expect(repository.pulls()).toEqual([]);
    expect(await run(repository)).toMatchObject({ action: "opened" });
    expect(policy()).toEqual(bodyOf(list));
  });

  test("when the answer to a write is lost: it is written again, and taken for the bot's own", async () => {
    const repository = addStored("build");
    await teach(repository, "build", runsCalling(["a.example.com"]));
    for (const _ of [1, 2, 3]) fake.faults.next("POST", /policies/, "reset-after");
    await expect(run(repository)).rejects.toThrow("the Policy Store");
    expect(repository.pulls()).toEqual([]);
    expect(policy()).toEqual(bodyOf(list));
    expect(await run(repository)).toMatchObject({ action: "opened" });
  });

  test("when a policy is to grow: the pull request keeps the one that it has", async () => {
    const repository = addStored("build");
    await openProposal(repository);
    const before = textOn(repository, branch);
    await teach(repository, "build", [
      ...runsCalling(["a.example.com"]),
      ...Array.from({ length: 20 }, () => ({
        calls: ["a.example.com", "b.example.com"],
        steps: ["Run make"],
      })),
    ]);
    for (const _ of [1, 2, 3]) fake.faults.next("POST", /policies/, "reset-after");
    await expect(run(repository)).rejects.toThrow("the Policy Store");
    expect(textOn(repository, branch)).toBe(before);
    expect(await run(repository)).toMatchObject({ action: "updated" });
    expect(policy()).toEqual(bodyOf([...list, "b.example.com:443"]));
    expect(issues(repository)).toEqual([]);
  });

  test.each(faults.filter((fault) => fault !== "garbage" && fault !== "404"))(
    "when a policy is to be removed (%s): it is the next time",
    async (fault) => {
      const repository = addStored("build");
      repository.closePull(await openProposal(repository), "mona");
      failAll(fault);
      await expect(run(repository)).rejects.toThrow("the Policy Store");
      failNoMore();
      await run(repository);
      expect(fake.policies.size).toBe(0);
    },
  );

  test("when GitHub refuses the pull request: the policy does not stay", async () => {
    const repository = addStored("build");
    await teach(repository, "build", runsCalling(["a.example.com"]));
    github.faults.next("POST", "/repos/{owner}/{repo}/git/trees", "forbidden");
    expect(await run(repository)).toMatchObject({ action: "not-permitted" });
    expect(repository.pulls()).toEqual([]);
    expect(fake.policies.size).toBe(0);
  });

  test.each(["no key", "another key"])(
    "with %s: says once what the App lacks, and takes it back",
    async (what) => {
      const repository = addStored("build");
      await teach(repository, "build", runsCalling(["a.example.com"]));
      if (what === "no key") usePolicyStore(client(new Map()));
      else fake.faults.faultAll("401");
      for (const _ of [1, 2]) expect(await run(repository)).toMatchObject({ action: "not-permitted" });
      expect(issues(repository)).toHaveLength(1);
      const { body, number } = issueOf(repository);
      expect(body).toContain(what === "no key" ? "has no key for `octo-org`" : "rejects this App's key");
      expect(body).toContain("POLICY_STORE_API_KEY");
      expect(body).not.toContain(key);
      fake.faults.stop();
      usePolicyStore(client());
      expect(await run(repository)).toMatchObject({ action: "opened" });
      expect(repository.state.issues.get(number)?.state).toBe("closed");
    },
  );

  test.each(["500", "409", "down"] as const)(
    "when an issue is applied (%s): it stays open, and is done the next time",
    async (fault) => {
      const repository = addStored("build");
      await merge(repository, await openProposal(repository));
      await teach(repository, "build", [...runsCalling(["a.example.com"]), ok, failing]);
      await run(repository);
      const { number } = issueOf(repository);
      for (const _ of [1, 2, 3]) fake.faults.next("POST", /policies/, fault);
      await expect(apply(repository, number)).rejects.toThrow("the Policy Store");
      fake.faults.stop();
      expect(issueOf(repository).state).toBe("open");
      expect(await apply(repository, number)).toMatchObject({ reaction: "+1" });
      expect(policy()).toEqual(bodyOf([...list, "b.example.com:443"]));
    },
  );
});
