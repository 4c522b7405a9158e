import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createPolicyStore } from "../../../../src/adapters/policy-store/client.ts";
import { settingsPath } from "../../../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../../../fake-github/fake-repository.ts";
import { type FakePolicyStore, startFakePolicyStore } from "../../../fake-policy-store/fake-policy-store.ts";
import {
  addRepository,
  branch,
  github,
  path,
  run,
  runsCalling,
  store,
  teach,
  usePolicyStore,
  useProposeWorld,
  workflow,
} from "../propose-setup.ts";

useProposeWorld();

let fake: FakePolicyStore;

beforeEach(async () => {
  fake = await startFakePolicyStore();
  fake.keys.set("octo-org", "step-key-of-octo-org");
  const keyOf = (owner: string): string | null => fake.keys.get(owner) ?? null;
  usePolicyStore(createPolicyStore({ baseUrl: fake.url, keyOf, timeout: 60_000, retryBase: 1 }));
});

afterEach(async () => {
  usePolicyStore(null);
  await fake.close();
  expect(fake.violations).toEqual([]);
});

const listed = (): unknown => fake.policies.get("octo-org/egress-bot.octo-repo.ci.yml.build")?.body;
const grow = (repository: FakeRepository, host = "pypi.org"): Promise<void> =>
  teach(repository, "build", [
    ...runsCalling(["a.example.com"], 30),
    ...runsCalling(["a.example.com", host], 30),
  ]);

/** The conclusion of the newest check `egress` on the head. */
function conclusionOf(repository: FakeRepository): string | null {
  const head = repository.head(branch);
  const checks = [...repository.state.checkRuns.values()].filter(
    ({ name, headSha }) => name === "egress" && headSha === head,
  );
  return checks.at(-1)?.conclusion ?? null;
}

async function proposeApproved(): Promise<{ repository: FakeRepository; number: number }> {
  const text = `permissions:\n  contents: read\n${workflow("build")}`;
  const repository = addRepository({ [path]: text, [settingsPath]: "mode: policy-store\n" });
  github.addUser({ login: "hubot" });
  for (const login of ["mona", "hubot"]) repository.setRole(login, "write");
  await teach(repository, "build", runsCalling(["a.example.com"], 30));
  const { pullRequest } = await run(repository);
  const number = pullRequest ?? 0;
  repository.review(number, "mona", "APPROVED");
  repository.pull(number).pull.autoMerge = true;
  return { repository, number };
}

describe("a host that comes into the policy of an approved pull request", () => {
  test("takes the approval back, stops the merge, is told, and fails the check on the same commit", async () => {
    const { repository, number } = await proposeApproved();
    const head = repository.head(branch);
    await grow(repository);
    expect(await run(repository)).toMatchObject({ action: "updated", added: ["pypi.org:443"] });
    expect(listed()).toMatchObject({ allowed_endpoints: ["a.example.com:443", "pypi.org:443"] });
    expect(repository.head(branch)).toBe(head);
    const { pull } = repository.pull(number);
    expect(pull.reviews.map(({ state }) => state)).toEqual(["DISMISSED"]);
    expect(pull.autoMerge).toBe(false);
    expect(repository.comments(number)).toMatchObject([
      { body: expect.stringContaining("- `pypi.org:443`") },
    ]);
    expect(conclusionOf(repository)).toBe("failure");
    await run(repository);
    expect(repository.comments(number)).toHaveLength(1);
    repository.review(number, "hubot", "APPROVED");
    await run(repository);
    expect(conclusionOf(repository)).toBe("success");
    expect(repository.pull(number).pull.reviews.map(({ state }) => state)).toEqual(["DISMISSED", "APPROVED"]);
  });

  test("where GitHub keeps the approval: it does not count, though it is of the same commit", async () => {
    const { repository, number } = await proposeApproved();
    repository.state.keepsReviews = true;
    await grow(repository);
    await run(repository);
    expect(repository.pull(number).pull.reviews.map(({ state }) => state)).toEqual(["APPROVED"]);
    expect(conclusionOf(repository)).toBe("failure");
    const said = repository.comments(number)[0]?.body ?? "";
    expect(said).toContain("GitHub did not let me dismiss the approval of mona");
    repository.review(number, "hubot", "APPROVED");
    await run(repository);
    expect(conclusionOf(repository)).toBe("success");
  });

  test("by a command is not approved by who gave it", async () => {
    const { repository, number } = await proposeApproved();
    const origin = { kind: "person", login: "hubot", at: new Date().toISOString(), reason: "x" } as const;
    const word = { kind: "allow", endpoint: "evil.example:443", origin } as const;
    await store.decisions.decideEndpoint(repository.id, path, word);
    await run(repository);
    repository.review(number, "hubot", "APPROVED");
    await run(repository);
    expect(conclusionOf(repository)).toBe("failure");
  });

  test("is guarded by the next run where GitHub fails once it is written", async () => {
    const { repository, number } = await proposeApproved();
    await grow(repository);
    // The client tries three times again.
    for (let times = 0; times < 4; times += 1) github.faults.next("PATCH", /\/pulls\/\d+$/, "502");
    await expect(run(repository)).rejects.toMatchObject({ status: 502 });
    expect(listed()).toMatchObject({ allowed_endpoints: ["a.example.com:443", "pypi.org:443"] });
    await run(repository);
    expect(repository.pull(number).pull.reviews.map(({ state }) => state)).toEqual(["DISMISSED"]);
    expect(conclusionOf(repository)).toBe("failure");
  });

  test.each<[string, (repository: FakeRepository) => Promise<void>]>([
    ["the same calls", (repository) => teach(repository, "build", runsCalling(["a.example.com"], 40))],
    ["an emptied memory of what was written", async ({ id }) => store.policies.forget(id, path, policyName)],
  ])("not %s: nothing is taken back", async (_, change) => {
    const { repository, number } = await proposeApproved();
    await change(repository);
    await run(repository);
    expect(repository.pull(number).pull.reviews.map(({ state }) => state)).toEqual(["APPROVED"]);
    expect(repository.comments(number)).toEqual([]);
    expect(conclusionOf(repository)).toBeNull();
  });
});

const policyName = "egress-bot.octo-repo.ci.yml.build";
