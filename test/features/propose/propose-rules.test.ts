import { describe, expect, test } from "vitest";
import { ResolverDownError } from "../../../src/adapters/dns/resolve-hosts.ts";
import { mayRest } from "../../../src/features/propose/may-rest.ts";
import { propose } from "../../../src/features/propose/propose.ts";
import {
  addRepository,
  branch,
  dead,
  headCommit,
  octokit,
  path,
  resolveHosts,
  run,
  runsCalling,
  store,
  taskOf,
  teach,
  textOn,
  useProposeWorld,
  useResolvers,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const settingsPath = ".github/egress-bot.yml";
const quiet = runsCalling(["a.example.com", "b.example.com:8443"]);
const said = { login: "mona", at: "2026-02-03T04:05:06Z" };

describe("preflight", () => {
  test("a dead host is left out of the list and named", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    dead.add("b.example.com");
    expect(await run(repository)).toMatchObject({ action: "opened", added: ["a.example.com:443"] });
    expect(textOn(repository, branch)).not.toContain("b.example.com");
    expect(repository.pull(1).body).toMatch(/`b\.example\.com:8443` \| does not resolve/);
  });

  test("a resolver that is down delays the proposal, and what is open stays as it is", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    const down = async () => {
      throw new ResolverDownError("no resolver answered");
    };
    const tools = {
      octokit,
      store,
      botLogin: "egress-bot[bot]",
      resolveHosts: down,
      policyStore: null,
      limits: null,
      dashboard: null,
      report: null,
    };
    await expect(propose(taskOf(repository), tools)).rejects.toThrow(ResolverDownError);
    expect(repository.pulls()).toEqual([]);
    expect(repository.head(branch)).toBeNull();
    await run(repository);
    const before = repository.pull(1);
    await expect(propose(taskOf(repository), tools)).rejects.toThrow(ResolverDownError);
    expect(repository.pull(1)).toEqual(before);
  });

  test("one host without an answer delays a new proposal and does not close an open one", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    const unsure = async (hosts: readonly string[]) =>
      new Map(hosts.map((host) => [host, host === "b.example.com" ? "unanswered" : "resolves"] as const));
    const tools = {
      octokit,
      store,
      botLogin: "egress-bot[bot]",
      resolveHosts: unsure,
      policyStore: null,
      limits: null,
      dashboard: null,
      report: null,
    };
    const first = await propose(taskOf(repository), tools);
    expect(first.action).toBe("none");
    expect(first.jobs[0]?.reasons.map(({ code }) => code)).toEqual(["host-unanswered"]);
    await run(repository);
    const list = textOn(repository, branch);
    expect(await propose(taskOf(repository), tools)).toMatchObject({ pullRequest: 1 });
    expect(repository.pull(1).state).toBe("open");
    expect(textOn(repository, branch)).toBe(list);
  });

  test("with the look-up off a job is proposed all the same, the pull request says so, and it is looked at again once it is on", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    useResolvers(false);
    expect(await run(repository)).toMatchObject({ action: "opened" });
    const said = "Nobody looked up whether these hosts exist.";
    expect(repository.pull(1).body).toContain(said);
    const task = { ...taskOf(repository), cause: "run" as const };
    const tools = { octokit, store, policyStore: null };
    expect(await mayRest(task, Date.now(), { ...tools, resolveHosts: null })).toBe(true);
    expect(await mayRest(task, Date.now(), { ...tools, resolveHosts })).toBe(false);
    useResolvers(true);
    await run(repository);
    expect(repository.pull(1).body).not.toContain(said);
  });

  test("nothing is asked where nothing would be proposed", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet.slice(0, 3));
    const never = async () => {
      throw new Error("a resolver was asked");
    };
    const tools = {
      octokit,
      store,
      botLogin: "egress-bot[bot]",
      resolveHosts: never,
      policyStore: null,
      limits: null,
      dashboard: null,
      report: null,
    };
    expect(await propose(taskOf(repository), tools)).toMatchObject({ action: "none" });
  });
});

describe("settings", () => {
  test("gates, labels, reviewers, a draft and a prefix", async () => {
    const repository = addRepository({
      [path]: workflow("build"),
      [settingsPath]: [
        "ready: {runs: 7, quiet-runs: 6, days: 2}",
        "pull-request:",
        "  labels: [security]",
        "  reviewers: [mona, nobody-there]",
        "  draft: true",
        "  title-prefix: 'ci: '",
        "",
      ].join("\n"),
    });
    await teach(repository, "build", runsCalling(["a.example.com"], 7));
    expect(await run(repository)).toMatchObject({ action: "opened" });
    const pull = repository.pull(1);
    expect(pull.labels).toEqual(["security"]);
    expect(pull.pull).toMatchObject({ draft: true });
    expect(pull.title).toBe("ci: ci.yml: block egress in build (1 endpoint)");
    expect(headCommit(repository, branch).message.split("\n", 1)).toEqual([pull.title]);
    expect(pull.pull?.requestedReviewers.map(({ login }) => login)).toEqual(["mona"]);
  });

  test("allow and deny, with the one who said it", async () => {
    const repository = addRepository({
      [path]: workflow("build"),
      [settingsPath]: "allow: [c.example.com]\ndeny: ['a.example.com:443']\n",
    });
    await teach(repository, "build", quiet);
    await store.decisions.decideEndpoint(repository.id, path, {
      kind: "allow",
      endpoint: "d.example.com:443",
      origin: { kind: "person", ...said, reason: "the <b>weekly</b> mirror" },
    });
    expect(await run(repository)).toMatchObject({
      added: ["b.example.com:8443", "c.example.com:443", "d.example.com:443"],
    });
    const { body } = repository.pull(1);
    expect(body).toContain("| `c.example.com:443` | allowed by the settings | – | never called |");
    expect(body).toContain("| `d.example.com:443` | allowed by mona on 3 Feb 2026");
    expect(body).not.toContain("<b>weekly");
    expect(body).toMatch(/`a\.example\.com:443` \| denied by the settings/);
  });

  test("learn-from without pull requests does not learn from them", async () => {
    const repository = addRepository({
      [path]: workflow("build"),
      [settingsPath]: "learn-from: [default-branch]\n",
    });
    const { baselines } = store;
    await teach(repository, "build", quiet);
    const key = { repositoryId: repository.id, path, jobId: "build", source: "default-branch" } as const;
    await baselines.merge({ ...key, source: "pull-request" }, await baselines.read(key));
    await baselines.forget(key);
    expect((await run(repository)).jobs[0]?.reasons.map(({ code }) => code)).toEqual(["nothing-learned"]);
  });

  test("mistakes are shown, and the last good settings stay", async () => {
    const repository = addRepository({
      [path]: workflow("build"),
      [settingsPath]: "deny: [a.example.com]\n",
    });
    await teach(repository, "build", quiet);
    await run(repository);
    const wrong = { [settingsPath]: "deny: [a.example.com]\nwildcard: never\n" };
    repository.commitFiles("main", wrong, { author: "mona", message: "Set wildcards" });
    await run(repository);
    const { body } = repository.pull(1);
    expect(textOn(repository, branch)).not.toContain("a.example.com");
    expect(body).toContain("1 mistake in the settings");
    expect(body).toContain("line 2");
  });
});

describe("what people said", () => {
  test("an overridden gate is recorded in the pull request", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet.slice(0, 3));
    expect((await run(repository)).action).toBe("none");
    const gates = ["too-few-runs", "too-few-quiet-runs", "list-too-young", "too-few-days"];
    await store.decisions.decideJob(repository.id, path, "build", { kind: "propose", ...said, gates });
    expect((await run(repository)).action).toBe("opened");
    const { body } = repository.pull(1);
    expect(body).toContain("**Not ready, but requested by mona on 3 Feb 2026.**");
    expect(body).toContain("Job `build`: 3 of 10 complete runs");
  });

  test("an ignored job leaves the pull request, and with the last one it closes", async () => {
    const repository = addRepository(workflow("build", "test"));
    await teach(repository, "build", quiet);
    await teach(repository, "test", quiet);
    await run(repository);
    await store.decisions.decideJob(repository.id, path, "build", { kind: "ignore", ...said });
    expect((await run(repository)).action).toBe("updated");
    expect(repository.pull(1).body).toContain("mona said on 2026-02-03 to leave it alone");
    await store.decisions.decideJob(repository.id, path, "test", { kind: "ignore", ...said });
    expect((await run(repository)).action).toBe("closed");
  });

  test("a pattern waits for somebody's word, unticked, beside what is ready", async () => {
    const repository = addRepository(workflow("build", "test"));
    await teach(repository, "test", quiet);
    const rotating = Array.from({ length: 16 }, (_, index) => ({
      calls: [`node-${"abcdefghijklmnop"[index]}x.cdn.example.com`],
      steps: ["Run make"],
    }));
    await teach(repository, "build", rotating);
    await run(repository);
    const pattern = "node-*x.cdn.example.com:443";
    expect(repository.pull(1).body).toContain(
      `- [ ] Allow \`${pattern}\` in \`build\` <!-- egress-bot:tick=allow `,
    );
    expect(textOn(repository, branch)).not.toContain(pattern);
    await store.decisions.decideEndpoint(repository.id, path, {
      kind: "allow",
      endpoint: pattern,
      origin: { kind: "person", ...said, reason: "our own mirror" },
    });
    await run(repository);
    // It was said about the file, so it holds for both of its jobs.
    expect(textOn(repository, branch)?.split(pattern)).toHaveLength(3);
    expect(repository.pull(1).body).not.toContain("- [ ] Allow");
  });
});
