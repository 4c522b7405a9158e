import { describe, expect, test } from "vitest";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { CheckRun } from "../fake-github/state/repository.ts";
import type { JobLogOptions } from "../support/job-log-builder.ts";
import {
  ask,
  learnInAudit,
  newestPull,
  path,
  type RunParts,
  refusing,
  runJobs,
  usualList,
  workflowOf,
} from "./enforcing.ts";
import { untilDone } from "./queue-state.ts";
import { addRepository, useWorld, world } from "./shared-world.ts";

useWorld();

/** A repository with a job in audit mode, and its pull request. */
async function propose(on?: string): Promise<FakeRepository> {
  const repository = addRepository(workflowOf({ build: "audit" }, on));
  await learnInAudit(world, repository, "build");
  expect(newestPull(repository).title).toBe("ci.yml: block egress in build (1 endpoint)");
  return repository;
}

/** A run that the bot's pull request starts. */
function tryIt(repository: FakeRepository, jobs: RunParts["jobs"], more: Partial<RunParts> = {}) {
  const { headRef, headSha } = newestPull(repository).pull;
  return runJobs(world, repository, {
    day: 0.1,
    jobs,
    event: "pull_request",
    actor: world.app.botLogin,
    headBranch: headRef,
    headSha,
    ...more,
  });
}

function checksOf(repository: FakeRepository, name: string): readonly CheckRun[] {
  return [...repository.state.checkRuns.values()].filter((check) => check.name === name);
}

const run = (repository: FakeRepository, day: number, jobs: RunParts["jobs"], more: Partial<RunParts> = {}) =>
  runJobs(world, repository, { day, jobs, ...more });

const failing = (...hosts: readonly string[]) => ({
  agent: hosts.map(refusing),
  conclusion: "failure" as const,
});

const alarmsOf = (repository: FakeRepository) =>
  [...repository.state.issues.values()].filter(({ labels }) => labels.includes("egress-alarm"));

describe("the trial", () => {
  test("that passes is told in the pull request and as a check", async () => {
    const repository = await propose();
    expect(newestPull(repository).body).toContain(
      "| **Rehearsal** | Not yet: no run of this pull request has executed the job so far. |",
    );
    const tried = await tryIt(repository, { build: {} });
    const pull = newestPull(repository);
    expect(pull.body).toContain(
      `| **Rehearsal** | ✅ This pull request's own run was enforced: 1 endpoint called, 0 refused ([run ${tried.id}](`,
    );
    expect(checksOf(repository, "egress-bot trial")).toMatchObject([
      {
        headSha: pull.pull.headSha,
        conclusion: "success",
        output: { title: "Enforced in 1 job, nothing refused" },
      },
    ]);
    // Once more changes nothing.
    await world.sendRun(tried);
    expect(checksOf(repository, "egress-bot trial")).toHaveLength(1);
  });

  test("that is refused what the job needs adds it at once, flagged, and says where", async () => {
    const repository = await propose();
    const before = newestPull(repository).pull.headSha;
    const tried = await tryIt(repository, { build: failing("late.example.org") });
    const pull = newestPull(repository);
    expect(pull.pull.headSha).not.toBe(before);
    expect(repository.file(path, "egress-bot/ci.yml")?.content).toContain(
      "            late.example.org:443\n            packages.example.org:443\n",
    );
    expect(pull.body).toContain(`| \`late.example.org:443\` | Test (earlier [run ${tried.id}](`);
    expect(pull.body).toContain(")) | added to the list |\n");
    expect(pull.body).toMatch(
      /\| `late\.example\.org:443` \| only this pull request&#39;s rehearsal asked for it; .*rehearsal only/,
    );
    await tryIt(repository, { build: { agent: [] } });
    expect(newestPull(repository).body).toContain("1 endpoint called, 0 refused ([run ");
    expect(repository.file(path, "egress-bot/ci.yml")?.content).toContain("late.example.org:443");
  });

  test("that meets a host right after a dependency changed adds nothing, and fails its check", async () => {
    const repository = await propose();
    // What is merged into the branch by then is the default branch's.
    const head = repository.commitFiles(
      "egress-bot/ci.yml",
      { "package-lock.json": "{}" },
      { author: world.app.botLogin, message: "Merge" },
    );
    await tryIt(repository, { build: failing("evil.example.net") }, { headSha: head });
    const pull = newestPull(repository);
    expect(repository.file(path, "egress-bot/ci.yml")?.content).not.toContain("evil.example.net");
    expect(pull.body).toContain(
      "| `evil.example.net:443` | Test | not added: it is new right after a dependency or an action changed, so it may be an attack |",
    );
    expect(checksOf(repository, "egress-bot trial").at(-1)).toMatchObject({
      conclusion: "failure",
      output: { title: "1 endpoint refused" },
    });
  });

  test("of a workflow that does not run on pull requests is no trial", async () => {
    const repository = await propose("push");
    expect(newestPull(repository).body).toContain(
      "| **Rehearsal** | Not possible: this workflow does not run on pull requests. |",
    );
  });

  test("that waits for somebody's approval says so", async () => {
    const repository = await propose();
    await tryIt(repository, {}, { conclusion: "action_required" });
    await run(repository, 0.2, { build: { log: { policy: "audit", allowedEndpoints: "" } } });
    expect(newestPull(repository).body).toContain(
      "| **Rehearsal** | Waiting: approve the workflow runs of this pull request to start it ([run ",
    );
  });
});

describe("after the merge", () => {
  test("the first run in block mode answers on the pull request, once", async () => {
    const repository = await propose();
    const { number } = newestPull(repository);
    repository.mergePull(number, "maintainer");
    const first = await run(repository, 1, { build: {} });
    const own = () => repository.comments(number).filter(({ author }) => author.login === world.app.botLogin);
    expect(own().map(({ body }) => body)).toEqual([
      expect.stringContaining(`| \`build\` | ✅ enforced ([run ${first.id}](`),
    ]);
    await run(repository, 2, { build: { agent: [refusing("odd.example.org")] } });
    expect(own()).toHaveLength(1);
    expect(repository.pulls()).toHaveLength(1);
  });

  test("a first run that was not enforced is told with the cause and what would help", async () => {
    const repository = await propose();
    const { number } = newestPull(repository);
    repository.mergePull(number, "maintainer");
    const revert = [
      {
        after: 11,
        message: "Error resolving allowed domain unable to resolve domain packages.example.org., status 3",
      },
      { after: 11, message: "Reverted changes" },
    ];
    const first = await run(repository, 1, { build: { log: { agent: revert } } });
    const [comment] = repository.comments(number);
    expect(comment?.body).toContain("**Block mode needs a look.**");
    expect(comment?.body).toContain(`| \`build\` | ❌ **not enforced** ([run ${first.id}](`);
    expect(comment?.body).toContain(
      "does not resolve, so Harden-Runner dropped all its rules and blocked nothing | – | comment ",
    );
  });
});

describe("a job that is not held to its list", () => {
  const timedOut: JobLogOptions = { postStep: ["timed out"] };

  test.each<[string, JobLogOptions, string, number]>([
    [
      "as a listed host does not resolve",
      {
        agent: [
          {
            after: 11,
            message: "Error resolving allowed domain unable to resolve domain gone.example.org., status 3",
          },
          { after: 11, message: "Reverted changes" },
        ],
      },
      "`gone.example.org` does not resolve",
      1,
    ],
    [
      "as the action turned to audit",
      { preStep: ["Switching egress-policy to audit mode"] },
      "did not find the address of the cache",
      2,
    ],
    [
      "as the repository has no subscription",
      { isPrivate: true, onlyAudits: true },
      "The repository is private",
      1,
    ],
    [
      "as the agent only audits",
      { onlyAudits: true },
      "Harden-Runner was told to block but only recorded",
      1,
    ],
    ["as the agent timed out", timedOut, "Harden-Runner was not ready when the job started", 2],
    [
      "as nothing watches it",
      { postStep: ["This job is running in a container. Such jobs …"] },
      "It runs in a container",
      1,
    ],
    [
      "as the list is written with a bar",
      { allowedEndpoints: "packages.example.org:443\ngithub.com:443\n" },
      "The list has line breaks",
      1,
    ],
  ])(
    "%s, has the repository told by one issue and a check, closed when it is back",
    async (_, log, words, runsNeeded) => {
      const repository = addRepository(workflowOf({ build: usualList }));
      await run(repository, 0, { build: {} });
      const issues = () => alarmsOf(repository);
      for (let day = 1; day <= runsNeeded; day += 1) {
        expect(issues()).toEqual([]);
        await run(repository, day, { build: { log } });
      }
      expect(issues()).toMatchObject([
        {
          title: "Egress is not blocked in ci.yml: build",
          state: "open",
          labels: ["egress-alarm", "egress-not-enforced"],
        },
      ]);
      expect(issues()[0]?.body).toContain(words);
      expect(checksOf(repository, "egress-bot enforcement")).toMatchObject([{ conclusion: "failure" }]);
      await run(repository, 5, { build: {} });
      expect(issues()).toMatchObject([{ state: "closed" }]);
      expect(checksOf(repository, "egress-bot enforcement").at(-1)).toMatchObject({ conclusion: "success" });
    },
  );

  test("stays told of while its file cannot be read", async () => {
    const repository = addRepository(workflowOf({ build: usualList }));
    await run(repository, 1, { build: { log: { onlyAudits: true } } });
    const before = repository.head();
    const by = { author: "maintainer", message: "Break it" };
    const after = repository.commitFiles("main", { [path]: "jobs: [" }, by);
    const push = {
      repository: repository.state,
      sender: "maintainer",
      ref: "refs/heads/main",
      before,
      after,
    };
    await world.send("push", world.github.payloads.push(push));
    await untilDone(world.redis.redis);
    expect(alarmsOf(repository)).toMatchObject([{ state: "open" }]);
  });

  test.each<[string, number, number]>([
    ["check", 0, 1],
    ["none", 0, 0],
  ])("with report: %s, is told so", async (report, issues, checks) => {
    const repository = addRepository({
      [path]: workflowOf({ build: usualList }),
      ".github/egress-bot.yml": `report: ${report}\n`,
    });
    await run(repository, 1, { build: { log: { onlyAudits: true } } });
    expect(alarmsOf(repository)).toHaveLength(issues);
    expect(checksOf(repository, "egress-bot enforcement")).toHaveLength(checks);
  });
});

describe("what block mode refuses", () => {
  test("and fails the job is proposed by the end of that run", async () => {
    const repository = addRepository(workflowOf({ build: usualList }));
    await run(repository, 0, { build: {} });
    const missed = await run(repository, 1, { build: failing("new.example.org") });
    const pull = newestPull(repository);
    expect(pull.title).toBe("ci.yml: allow 1 missing endpoint in build");
    expect(pull.labels).toEqual(["egress-repair"]);
    expect(pull.body).toContain("| **Evidence** | Block mode refused it in 1 run, which failed ([");
    expect(pull.body).toContain(`/actions/runs/${missed.id}/`);
    expect(pull.body).toContain("| Test · `node` |");
    expect(repository.file(path, "egress-bot/ci.yml")?.content).toBe(
      workflowOf({ build: [...usualList, "new.example.org:443"] }),
    );
  });

  test("as it moved is proposed for all jobs of each file that list the old name", async () => {
    const [from, to] = ["objects.githubusercontent.com", "release-assets.githubusercontent.com"];
    const list = [`${from}:443`, ...usualList];
    const files = ["a.yml", "b.yml", "c.yml"].map((name) => `.github/workflows/${name}`);
    const repository = addRepository(
      Object.fromEntries(files.map((file) => [file, workflowOf({ build: list, test: list })])),
    );
    for (const file of files)
      await run(repository, 1, { build: { list, ...failing(to) }, test: { list } }, { path: file });
    expect(
      repository
        .pulls()
        .map(({ title }) => title)
        .sort(),
    ).toEqual(["a", "b", "c"].map((name) => `${name}.yml: allow 1 missing endpoint in build, test`));
    for (const { pull, body } of repository.pulls()) {
      const file = pull.headRef.replace("egress-bot/", ".github/workflows/");
      const repaired = [...list, `${to}:443`];
      expect(repository.file(file, pull.headRef)?.content).toBe(
        workflowOf({ build: repaired, test: repaired }),
      );
      expect(body).toContain(
        `replaces ${from}; only job build was refused it so far; this list has the same old name`,
      );
    }
  });

  test("right after a dependency changed is shown, and not proposed", async () => {
    const repository = addRepository(workflowOf({ build: usualList }));
    await run(repository, 0, { build: {} });
    repository.commitFiles(
      "main",
      { "package-lock.json": "{}" },
      { author: "maintainer", message: "Update" },
    );
    for (const day of [1, 2, 3]) await run(repository, day, { build: failing("evil.example.net") });
    expect(repository.pulls()).toEqual([]);
    const issue = repository.openIssue("maintainer", "How does it stand?");
    const status = await ask(world, repository, issue.number, "/egress status");
    expect(status).toMatch(
      /\*\*Needs you \(1\)\*\*\s+- `ci\.yml` › `build`: answer in #1: evil\.example\.net:443 was refused in 3 runs that failed, for the first time right after package-lock\.json changed, so it may be an attack/,
    );
  });

  test("in runs of a fork or of a bot is shown, and not proposed", async () => {
    const repository = addRepository(workflowOf({ build: usualList }));
    await run(repository, 0, { build: {} });
    for (const day of [1, 2, 3])
      await run(
        repository,
        day,
        { build: failing("evil.example.net") },
        {
          event: "pull_request",
          actor: "dependabot[bot]",
          headBranch: "dependabot/npm/x",
        },
      );
    expect(repository.pulls()).toEqual([]);
    const issue = repository.openIssue("maintainer", "How does it stand?");
    expect(await ask(world, repository, issue.number, "/egress status")).toContain(
      "evil.example.net:443 was refused in 3 runs that failed, only for pull requests, forks, bots or other branches",
    );
  });

  test("although it is listed is no matter of the list", async () => {
    const repository = addRepository(workflowOf({ build: usualList }));
    await run(repository, 1, { build: failing("packages.example.org") });
    expect(repository.pulls()).toEqual([]);
    const issue = repository.openIssue("maintainer", "How does it stand?");
    expect(await ask(world, repository, issue.number, "/egress status")).toContain(
      "packages.example.org:443 was refused in 1 run although the list has it, so no list helps: its address may have changed",
    );
  });

  test("can be answered by returning the one job to audit mode", async () => {
    const repository = addRepository(workflowOf({ build: usualList, test: usualList }));
    await run(repository, 1, { build: failing("new.example.org"), test: {} });
    const { number } = newestPull(repository);
    expect(await ask(world, repository, number, "/egress audit build")).toContain("goes back to audit mode");
    expect(newestPull(repository).title).toBe("ci.yml: return build to audit mode");
    expect(repository.file(path, "egress-bot/ci.yml")?.content).toBe(
      workflowOf({ build: usualList, test: usualList }).replace("block", "audit"),
    );
  });
});
