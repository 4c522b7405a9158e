import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { settingsPath } from "../../src/domain/settings/settings.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { type FakePolicyStore, startFakePolicyStore } from "../fake-policy-store/fake-policy-store.ts";
import { egressBeside } from "../support/cli.ts";
import type { JobLogOptions } from "../support/job-log-builder.ts";
import { startWorld, type World } from "./bot.ts";
import {
  ask,
  learnInAudit,
  newestPull,
  path,
  refusing,
  runJobs,
  usualList,
  workflowOf,
} from "./enforcing.ts";

let world: World;
let fake: FakePolicyStore;
let repository: FakeRepository;
const name = "egress-bot.stored.ci.yml.build";
const key = "step-key-1";

beforeAll(async () => {
  fake = await startFakePolicyStore();
  fake.keys.set("octo-org", key);
  world = await startWorld({ policyStore: fake });
  repository = world.github.addRepository({
    owner: "octo-org",
    name: "stored",
    installationId: world.installation.id,
    files: {
      [path]: `permissions:\n  contents: read\n${workflowOf({ build: "audit" })}`,
      [settingsPath]: "mode: policy-store\n",
    },
    collaborators: { maintainer: "maintain" },
  });
});
afterEach(() => {
  expect(world.github.violations).toEqual([]);
  expect(fake.violations).toEqual([]);
});
afterAll(async () => {
  await world.close();
  await fake.close();
});

function stored(): { readonly allowed_endpoints?: readonly string[] } | undefined {
  return fake.policies.get(`octo-org/${name}`)?.body as ReturnType<typeof stored>;
}

const asked = [`Fetching policy from API with name: ${name}`, "Attempt: 1"];
const block: JobLogOptions = { policyStore: asked };

const openIssues = (label: string) =>
  [...repository.state.issues.values()].filter(
    ({ labels, state, pull }) => pull === null && state === "open" && labels.includes(label),
  );

/** `egress policies`, as the App's operator runs it. */
function policies(...args: readonly string[]) {
  const { app, github, redis } = world;
  return egressBeside(["policies", ...args], {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    REDIS_URL: `unix://${redis.socketPath}`,
    GHE_HOST: new URL(github.baseUrl).host,
    GHE_PROTOCOL: "http",
    POLICY_STORE_URL: fake.url,
    POLICY_STORE_API_KEYS: `octo-org=${key}`,
  });
}

describe("from runs to an enforced policy, one after the other", () => {
  test("the runs lead to a policy and a pull request that names it", async () => {
    await learnInAudit(world, repository, "build");
    expect(newestPull(repository).title).toBe("ci.yml: block egress in build (1 endpoint)");
    expect(stored()).toMatchObject({ egress_policy: "block", allowed_endpoints: usualList });
    expect(repository.file(path, "egress-bot/ci.yml")?.content).toContain(`          policy: ${name}\n`);
    const { stdout } = await policies("octo-org/stored");
    expect(stdout).toMatch(
      /^ +egress-bot\.stored\.ci\.yml\.build +octo-org\/stored +ci\.yml +- +proposed +block +1/m,
    );
  });

  test("the pull request's own run tries it", async () => {
    const { headRef, headSha } = newestPull(repository).pull;
    const tried = await runJobs(world, repository, {
      day: 0.1,
      jobs: { build: { log: block } },
      event: "pull_request",
      actor: world.app.botLogin,
      headBranch: headRef,
      headSha,
    });
    expect(newestPull(repository).body).toContain(
      `own run was enforced: 1 endpoint called, 0 refused ([run ${tried.id}](`,
    );
  });

  test("merged, the first run says that it is enforced", async () => {
    const { number } = newestPull(repository);
    repository.mergePull(number, "maintainer");
    await runJobs(world, repository, { day: 0.2, jobs: { build: { log: block } } });
    expect(repository.comments(number).at(-1)?.body).toContain("✅");
    const { stdout } = await policies("octo-org", "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      name,
      jobs: ["build"],
      state: "in use",
      stored: { egressPolicy: "block", entries: usualList },
      missing: [],
      needless: [],
    });
  });

  test.each<[string, JobLogOptions, string, number]>([
    [
      "has no such policy",
      { policyStore: [...asked, "##[error]Policy not found"] },
      "The Policy Store has no policy of that name",
      1,
    ],
    [
      "does not answer, twice",
      {
        policyStore: [
          ...asked,
          "##[error]Unexpected error occurred: Error: [Policy Fetch] TimeoutError: x. Falling back to egress policy audit",
        ],
      },
      "The Policy Store did not answer",
      2,
    ],
    [
      "is asked without a token",
      {
        policyStore: [
          ...asked.slice(0, 1),
          "##[error]Policy store requires id-token write permission as it uses OIDC to fetch the policy from StepSecurity API.",
        ],
      },
      "The job may not request the OIDC token",
      1,
    ],
  ])("a run for which the store %s is told of until the next", async (_, log, words, times) => {
    for (let time = 0; time < times; time += 1) {
      expect(openIssues("egress-not-enforced")).toEqual([]);
      const failing = { log: { ...log, policy: "audit", allowedEndpoints: "" } } as const;
      await runJobs(world, repository, { day: 0.3 + day(), jobs: { build: failing } });
    }
    expect(openIssues("egress-not-enforced")).toHaveLength(1);
    expect(openIssues("egress-not-enforced")[0]?.body).toContain(words);
    await runJobs(world, repository, { day: 0.3 + day(), jobs: { build: { log: block } } });
    expect(openIssues("egress-not-enforced")).toEqual([]);
  });

  test("a refusal that failed a run is shown in an issue, and written when a writer says so", async () => {
    await runJobs(world, repository, {
      day: 0.3 + day(),
      jobs: { build: { agent: [refusing("new.example.org")], conclusion: "failure", log: block } },
    });
    const [issue] = openIssues("egress-policy");
    expect(issue?.body).toContain("| `new.example.org:443` | add |");
    expect(stored()).toMatchObject({ allowed_endpoints: usualList });
    const { stdout } = await policies("octo-org/stored");
    expect(stdout).toContain(`${name}: recommended is another list\n  + new.example.org:443\n`);
    const answers = await ask(world, repository, issue?.number ?? 0, "/egress apply");
    expect(answers).toContain("**Written to the Policy Store:**");
    expect(stored()).toMatchObject({ allowed_endpoints: [...usualList, "new.example.org:443"] });
    expect(openIssues("egress-policy")).toEqual([]);
    expect(fake.calls.filter(({ method }) => method === "POST")).toHaveLength(2);
  });
});

test("a command whose key the store does not know says so", async () => {
  fake.faults.faultAll("401");
  const { status, stderr, stdout } = await policies("octo-org/stored");
  fake.faults.stop();
  expect({ status, stdout }).toEqual({ status: 1, stdout: "the App knows of no policy here\n" });
  expect(stderr).toContain("egress: policies: octo-org/stored: the Policy Store does not accept the key");
  expect(stderr).not.toContain(key);
});

let days = 0;

/** Each run is a little later than the one before. */
function day(): number {
  days += 0.01;
  return days;
}
