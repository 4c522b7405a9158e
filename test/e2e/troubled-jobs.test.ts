import { describe, expect, test } from "vitest";
import { releases } from "../../src/domain/harden-runner/version-table.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { CheckRun } from "../fake-github/state/repository.ts";
import { guardAction } from "../support/guarded-job.ts";
import { called, guardAt } from "../support/job-log-builder.ts";
import {
  ask,
  type JobParts,
  learnInAudit,
  newestPull,
  path,
  type RunParts,
  refusing,
  runJobs,
  usualList,
  workflowOf,
} from "./enforcing.ts";
import { addRepository, useWorld, world } from "./shared-world.ts";

useWorld();

/** A repository with a job in audit mode, and its pull request. */
async function propose(): Promise<FakeRepository> {
  const repository = addRepository(workflowOf({ build: "audit" }));
  await learnInAudit(world, repository, "build");
  return repository;
}

/** The same, merged. */
async function merge(): Promise<{ readonly repository: FakeRepository; readonly number: number }> {
  const repository = await propose();
  const { number } = newestPull(repository);
  repository.mergePull(number, "maintainer");
  return { repository, number };
}

const run = (repository: FakeRepository, day: number, build: JobParts) =>
  runJobs(world, repository, {
    day,
    jobs: { build },
    conclusion: build.conclusion === undefined || build.conclusion === "success" ? "success" : "failure",
  });

/** A run that the bot's pull request starts. */
function tryIt(repository: FakeRepository, build: JobParts, more: Partial<RunParts> = {}) {
  const { headRef: headBranch, headSha } = newestPull(repository).pull;
  const actor = world.app.botLogin;
  const parts = { day: 0.1, jobs: { build }, event: "pull_request", actor, headBranch, headSha };
  return runJobs(world, repository, { ...parts, ...more });
}

function checksOf(repository: FakeRepository, name: string): readonly CheckRun[] {
  return [...repository.state.checkRuns.values()].filter((check) => check.name === name);
}

function commentOf(repository: FakeRepository, number: number): string {
  const own = repository.comments(number).filter(({ author }) => author.login === world.app.botLogin);
  expect(own).toHaveLength(1);
  return own[0]?.body ?? "";
}

/** GitHub's pull requests are issues, too. */
const issuesOf = (repository: FakeRepository) =>
  [...repository.state.issues.values()].filter(({ labels }) => labels.includes("egress-alarm"));
const failed: JobParts = { conclusion: "failure" };

describe("a trial", () => {
  test("that fails though nothing is refused is no success", async () => {
    const repository = await propose();
    const tried = await tryIt(repository, failed);
    const { body } = newestPull(repository);
    expect(body).toContain(
      `❌ This pull request's own run was enforced: 1 endpoint called, 0 refused ([run ${tried.id}](`,
    );
    expect(body).toContain("The job failed; before the switch 20 of 20 runs succeeded. |");
    expect(checksOf(repository, "egress-bot trial")).toMatchObject([
      { conclusion: "failure", output: { title: "1 job failed, although nothing was refused" } },
    ]);
  });

  test("that ends without a log is no success, and was tried", async () => {
    const repository = await propose();
    await tryIt(repository, { ...failed, rawLog: null });
    expect(newestPull(repository).body).toContain(
      "The job was cut off and left no record that can be read (GitHub has no log); before the switch 20 of 20 runs succeeded. |",
    );
    expect(checksOf(repository, "egress-bot trial")).toMatchObject([{ conclusion: "failure" }]);
  });
});

describe("a merged job", () => {
  test.each<[string, JobParts, string]>([
    ["ends without a log", { ...failed, rawLog: null }, "GitHub has no log"],
    [
      "is cut off, and its log is not in the store",
      { conclusion: "cancelled", rawLog: { state: "blob-not-found" } },
      "GitHub&#39;s storage does not have the log",
    ],
    [
      "is cut off before Harden-Runner's post step",
      { ...failed, hasPostStep: false },
      "Harden-Runner&#39;s post step did not run",
    ],
    [
      "is cut off in the middle of the record",
      { ...failed, log: { status: null, after: [] } },
      "the record is cut off",
    ],
  ])("that %s is told on the pull request and by the issue, until it is back", async (_, job, why) => {
    const { repository, number } = await merge();
    const lost = await run(repository, 1, job);
    const comment = commentOf(repository, number);
    expect(comment).toContain(`| \`build\` | ⚠️ **not proved** ([run ${lost.id}](`);
    expect(comment).toContain(`the job was cut off and left no record that can be read (${why})`);
    expect(comment).toContain("| Back to audit mode: `/egress audit ci.yml:build` |");
    expect(issuesOf(repository)).toMatchObject([
      {
        title: "ci.yml: build fails in block mode",
        state: "open",
        labels: ["egress-alarm", "egress-failing"],
      },
    ]);
    expect(issuesOf(repository)[0]?.body).toContain(
      `1 of 1 run in block mode failed; before the switch 20 of 20 runs succeeded. The newest left no record that can be read (${why}).`,
    );
    expect(checksOf(repository, "egress-bot enforcement")).toMatchObject([{ conclusion: "failure" }]);
    const asked = repository.openIssue("maintainer", "How does it stand?");
    const status = await ask(world, repository, asked.number, "/egress status");
    expect(status).toMatch(
      /\*\*Needs you \(1\)\*\*\s+- `ci\.yml` › `build`: answer in #\d+: 1 of 1 run in block mode failed/,
    );
    for (const day of [2, 3, 4, 5, 6]) await run(repository, day, {});
    expect(issuesOf(repository)[0]).toMatchObject({ state: "closed" });
    expect(await ask(world, repository, asked.number, "/egress status")).toMatch(
      /\*\*Blocking \(1\)\*\*\s+- `ci\.yml` › `build`/,
    );
  });

  test("that fails though nothing is refused can be taken back from the issue", async () => {
    const { repository, number } = await merge();
    await run(repository, 1, failed);
    expect(commentOf(repository, number)).toContain(
      "<br>**the job failed; before the switch 20 of 20 runs succeeded** |",
    );
    const [issue] = issuesOf(repository);
    const command = /\/egress audit [\w.:]+/.exec(issue?.body ?? "")?.[0] ?? "";
    expect(command).toBe("/egress audit ci.yml:build");
    await ask(world, repository, issue?.number ?? 0, command);
    expect(newestPull(repository).title).toBe("ci.yml: return build to audit mode");
    expect(issuesOf(repository)[0]).toMatchObject({ state: "closed" });
  });

  test("that fails only for want of what is proposed is no alarm", async () => {
    const { repository } = await merge();
    await run(repository, 1, { ...failed, agent: [refusing("new.example.org")] });
    expect(newestPull(repository).title).toBe("ci.yml: allow 1 missing endpoint in build");
    expect(issuesOf(repository)).toEqual([]);
  });

  test("that failed as often before is no alarm", async () => {
    const repository = addRepository(workflowOf({ build: "audit" }));
    const audit = { log: { policy: "audit", allowedEndpoints: "" } } as const;
    for (let index = 0; index < 12; index += 1)
      await run(repository, -40 + index, { ...audit, ...(index % 2 === 0 && failed) });
    repository.commitFiles(
      "main",
      { [path]: workflowOf({ build: usualList }) },
      { author: "maintainer", message: "Block" },
    );
    for (const day of [1, 2, 3]) await run(repository, day, day === 2 ? {} : failed);
    expect(issuesOf(repository)).toEqual([]);
  });

  test("of which no run has proved it yet is not shown as enforced", async () => {
    const { repository } = await merge();
    const asked = repository.openIssue("maintainer", "How does it stand?");
    expect(await ask(world, repository, asked.number, "/egress status")).toMatch(
      /\*\*Blocking \(1\)\*\*\s+- `ci\.yml` › `build`: .*no run has shown yet that its list is enforced/,
    );
  });

  test("whose listed host is called on another port gets that port, too", async () => {
    const { repository } = await merge();
    const agent = [
      called("packages.example.org", "104.16.0.99", { port: 80, after: 120, process: "apt" }),
      { after: 120, message: "ip address dropped: 104.16.0.99" },
    ];
    await run(repository, 1, { ...failed, agent });
    const pull = newestPull(repository);
    expect(pull.title).toBe("ci.yml: allow 1 missing endpoint in build");
    expect(pull.body).toContain("| **Evidence** | Block mode refused it in 1 run, which failed ([");
    expect(repository.file(path, "egress-bot/ci.yml")?.content).toBe(
      workflowOf({ build: [...usualList, "packages.example.org:80"] }),
    );
  });
});

describe("what is refused without harm", () => {
  test("as a probe that must stay refused is asked about, is never proposed, and is done with when denied", async () => {
    const { repository, number } = await merge();
    for (const day of [1, 2, 3, 4, 5]) await run(repository, day, { agent: [refusing("probe.example.net")] });
    expect(repository.pulls()).toHaveLength(1);
    expect(commentOf(repository, number)).toContain(
      "| The job succeeded without `probe.example.net:443`. Needed? `/egress allow HOST:PORT REASON`",
    );
    const asked = repository.openIssue("maintainer", "How does it stand?");
    const status = () => ask(world, repository, asked.number, "/egress status");
    expect(await status()).toContain(
      "probe.example.net:443 was refused in 5 runs, and the job succeeded without it",
    );
    await ask(world, repository, number, "/egress deny probe.example.net it proves the block");
    expect(await status()).not.toContain("probe.example.net");
    expect(repository.pulls()).toHaveLength(1);
  });

  test("is listed when somebody says so", async () => {
    const { repository, number } = await merge();
    await run(repository, 1, { agent: [refusing("odd.example.org")] });
    await ask(world, repository, number, "/egress allow odd.example.org the new version needs it");
    expect(newestPull(repository).title).toBe("ci.yml: allow 1 missing endpoint in build");
    expect(repository.file(path, "egress-bot/ci.yml")?.content).toContain("odd.example.org:443");
  });
});

describe("what is refused in a job that fails", () => {
  test("as many new names at once waits for a second such run", async () => {
    const { repository } = await merge();
    const hosts = Array.from({ length: 14 }, (_, index) => `modules-${index}.example.net`);
    const hiccup: JobParts = { ...failed, agent: hosts.map(refusing) };
    await run(repository, 1, hiccup);
    await run(repository, 2, {});
    expect(repository.pulls()).toHaveLength(1);
    const asked = repository.openIssue("maintainer", "How does it stand?");
    expect(await ask(world, repository, asked.number, "/egress status")).toContain(
      "14 new names were refused in one run that failed, and in no other: modules-0.example.net:443, modules-1.example.net:443, modules-10.example.net:443 and 11 more",
    );
    await run(repository, 3, hiccup);
    expect(newestPull(repository).title).toBe("ci.yml: allow 14 missing endpoints in build");
    for (const host of hosts)
      expect(repository.file(path, "egress-bot/ci.yml")?.content).toContain(`${host}:443`);
  });

  test("of the merge queue is proposed", async () => {
    const { repository } = await merge();
    await runJobs(world, repository, {
      day: 1,
      event: "merge_group",
      headBranch: `gh-readonly-queue/main/pr-7-${"0123456789".repeat(4)}`,
      conclusion: "failure",
      jobs: { build: { ...failed, agent: [refusing("new.example.org")] } },
    });
    expect(newestPull(repository).title).toBe("ci.yml: allow 1 missing endpoint in build");
    expect(repository.file(path, "egress-bot/ci.yml")?.content).toContain("new.example.org:443");
  });

  test("as another door of Docker Hub is proposed, even right after a dependency changed", async () => {
    const list = [...usualList, "production.cloudflare.docker.com:443"];
    const repository = addRepository(workflowOf({ build: list }));
    await run(repository, 0, { list });
    repository.commitFiles(
      "main",
      { "package-lock.json": "{}" },
      { author: "maintainer", message: "Update" },
    );
    await run(repository, 1, { ...failed, list, agent: [refusing("production.cloudfront.docker.com")] });
    expect(newestPull(repository).body).toContain("| replaces production.cloudflare.docker.com");
  });
});

describe("a leg on Windows", () => {
  const fetched = (tag: string) => guardAt(releases.find((one) => one.tag === tag)?.commit ?? "");
  const windows = (tag: string): JobParts => ({
    labels: ["windows-latest"],
    log: {
      guard: fetched(tag),
      postStep: [
        "stopping windows agent process...",
        "agent log:",
        'time=2026-07-26T12:10:20.000Z level=INFO msg="blocking DNS query" domain=odd.example.org.',
      ],
    },
  });
  const fileOf = (tag: string): string =>
    workflowOf({ build: usualList }).replace(guardAction, `step-security/harden-runner@${fetched(tag).ref}`);

  test("in block mode opens no issue, and what it was refused is asked about", async () => {
    const repository = addRepository(fileOf("v2.20.1"));
    for (const day of [1, 2, 3, 4]) await run(repository, day, windows("v2.20.1"));
    expect(issuesOf(repository)).toEqual([]);
    expect(repository.pulls()).toEqual([]);
    const asked = repository.openIssue("maintainer", "How does it stand?");
    const status = await ask(world, repository, asked.number, "/egress status");
    expect(status).toContain("its newest run does not show that the list is enforced: it runs on Windows");
    expect(status).toContain("odd.example.org:443 was refused in 4 runs, and the job succeeded without it");
  });

  test("in block mode with a version that only audits there is told", async () => {
    const repository = addRepository(fileOf("v2.19.4"));
    await run(repository, 1, windows("v2.19.4"));
    expect(issuesOf(repository)).toMatchObject([{ title: "Egress is not blocked in ci.yml: build" }]);
    expect(issuesOf(repository)[0]?.body).toContain("where Harden-Runner blocks from v2.20.0 on");
  });
});
