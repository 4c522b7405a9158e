import { describe, expect, test } from "vitest";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { CheckRun, Issue } from "../fake-github/state/repository.ts";
import {
  ask,
  type JobParts,
  learnInAudit,
  newestPull,
  path,
  refusing,
  runJobs,
  usualList,
  workflowOf,
} from "./enforcing.ts";
import { addRepository, useWorld, world } from "./shared-world.ts";

useWorld();

const evil = "evil.example.net";
const failed: JobParts = { conclusion: "failure" };

const run = (repository: FakeRepository, day: number, build: JobParts) =>
  runJobs(world, repository, {
    day,
    jobs: { build },
    conclusion: build.conclusion === "failure" ? "failure" : "success",
  });

const alarmsOf = (repository: FakeRepository): readonly Issue[] =>
  [...repository.state.issues.values()].filter(({ labels }) => labels.includes("egress-alarm"));

function theAlarm(repository: FakeRepository): Issue {
  const [issue, ...more] = alarmsOf(repository);
  if (issue === undefined || more.length > 0) throw new Error(`${more.length} alarms`);
  return issue;
}

const newestCheck = (repository: FakeRepository): CheckRun | undefined =>
  [...repository.state.checkRuns.values()].findLast(({ name }) => name === "egress-bot enforcement");

/** The command of an issue's body that begins with a word, ready to be sent. */
const commandOf = ({ body }: Issue, word: string): string =>
  (new RegExp(`^/egress ${word} .*$`, "m").exec(body ?? "")?.[0] ?? "").replace(
    "REASON",
    "the new release needs it",
  );

/** A lock file changes, and the job fails on a host that nobody knows. */
async function suspect(files: Readonly<Record<string, string>> = {}): Promise<FakeRepository> {
  const repository = addRepository({ [path]: workflowOf({ build: usualList }), ...files });
  await run(repository, 0, {});
  repository.commitFiles("main", { "package-lock.json": "{}" }, { author: "maintainer", message: "Update" });
  await run(repository, 1, { ...failed, agent: [refusing(evil)] });
  return repository;
}

test("an entry that does not resolve is removed by the alarm's own /egress deny, and the merge blocks again", async () => {
  const dead = "mirror.example.org";
  const list = [...usualList, `${dead}:443`];
  const repository = addRepository({ [path]: workflowOf({ build: list }) });
  await run(repository, 0, { list });
  const unresolved = `Error resolving allowed domain unable to resolve domain ${dead}., status 3`;
  const agent = [unresolved, "Reverted changes"].map((message) => ({ after: 11, message }));
  await run(repository, 1, { list, log: { agent } });
  const issue = theAlarm(repository);
  expect(issue.title).toBe("Egress is not blocked in ci.yml: build");
  const [, command = ""] = /Comment `(\/egress deny .*?)`/.exec(issue.body ?? "") ?? [];
  expect(command).toBe(`/egress deny ci.yml:build ${dead}:443`);
  expect(issue.body).toContain(`- [ ] Deny \`${dead}:443\` <!-- egress-bot:tick=deny `);
  const answer = await ask(world, repository, issue.number, `${command} shut down`);
  const { number, title, body } = newestPull(repository);
  expect(answer).toContain(`#${number}`);
  expect(title).toBe("ci.yml: remove 1 denied endpoint from build");
  expect(body).toContain(`| **It turned off all blocking** | \`${dead}:443\` did not resolve in [run `);
  expect(theAlarm(repository)).toMatchObject({ state: "open" });
  expect(theAlarm(repository).body).toContain("Merge the pull request that removes it from the list.");
  repository.mergePull(number, "maintainer");
  expect(repository.file(path)?.content).toBe(workflowOf({ build: usualList }));
  await run(repository, 2, {});
  expect(theAlarm(repository).state).toBe("closed");
  expect(newestCheck(repository)).toMatchObject({ conclusion: "success" });
  expect(repository.pulls().filter(({ state }) => state === "open")).toEqual([]);
});

describe("a refusal right after a lock file changed", () => {
  test("is an issue and a failing check the first time, with the run, the step, the process and what changed", async () => {
    const repository = await suspect();
    expect(repository.pulls()).toEqual([]);
    const issue = theAlarm(repository);
    expect(issue).toMatchObject({
      title: `ci.yml: build was refused ${evil}:443`,
      state: "open",
      labels: ["egress-alarm", "egress-refused"],
    });
    expect(issue.body).toMatch(
      /\| `build` · Test · `node` \| 1 run, which failed, since \d+ \w+ \d{4} \(\[run \d+\]\(.*\/actions\/runs\//,
    );
    expect(issue.body).toMatch(
      /\| `package-lock\.json` \(\[commits\]\(.*\/compare\/[0-9a-f]{40}\.\.\.[0-9a-f]{40}\)\) \|/,
    );
    expect(newestCheck(repository)).toMatchObject({ conclusion: "failure" });
    const comments = repository.comments(issue.number).length;
    for (const day of [2, 3]) await run(repository, day, { ...failed, agent: [refusing(evil)] });
    expect(alarmsOf(repository)).toHaveLength(1);
    expect(theAlarm(repository).body).toContain("| 3 runs, all failed, since ");
    expect(repository.comments(issue.number)).toHaveLength(comments);
  });

  test("is answered by the issue's own /egress allow: a pull request adds it, and the issue is closed", async () => {
    const repository = await suspect();
    const issue = theAlarm(repository);
    const answer = await ask(world, repository, issue.number, commandOf(issue, "allow"));
    expect(newestPull(repository).title).toMatch(/^ci\.yml: allow 1 missing endpoint in build/);
    expect(repository.file(path, "egress-bot/ci.yml")?.content).toContain(`${evil}:443`);
    expect(theAlarm(repository).state).toBe("closed");
    expect([...repository.comments(issue.number).map(({ body }) => body), answer].join("\n")).toContain(
      "Every refused endpoint in `ci.yml` has an answer now",
    );
    expect(newestCheck(repository)).toMatchObject({ conclusion: "success" });
  });

  test("is answered by the issue's own /egress deny: the issue is closed, and nothing is proposed", async () => {
    const repository = await suspect();
    const issue = theAlarm(repository);
    await ask(world, repository, issue.number, commandOf(issue, "deny"));
    expect(theAlarm(repository).state).toBe("closed");
    expect(repository.pulls()).toEqual([]);
    await run(repository, 2, { ...failed, agent: [refusing(evil)] });
    expect(theAlarm(repository).state).toBe("closed");
    expect(repository.pulls()).toEqual([]);
  });

  test("stays closed when a person closed it, until another endpoint is refused", async () => {
    const repository = await suspect();
    const { number } = theAlarm(repository);
    repository.closeIssue(number);
    for (const day of [2, 3]) await run(repository, day, { ...failed, agent: [refusing(evil)] });
    expect(theAlarm(repository).state).toBe("closed");
    repository.commitFiles(
      "main",
      { "package-lock.json": "{ }" },
      { author: "maintainer", message: "Update" },
    );
    await run(repository, 4, { ...failed, agent: [refusing(evil), refusing("worse.example.net")] });
    expect(theAlarm(repository)).toMatchObject({ number, state: "open" });
    expect(repository.comments(number).at(-1)?.body).toContain(
      "Reopened: `build` in `ci.yml` tried to reach a new endpoint, `worse.example.net:443`",
    );
  });

  test("mentions the owners of the workflow file once, if the settings say so", async () => {
    const repository = await suspect({
      ".github/egress-bot.yml": "alarms:\n  mention: codeowners\n",
      CODEOWNERS: "* @octo-org/all\n/.github/ @octo-org/security\n",
    });
    await run(repository, 2, { ...failed, agent: [refusing(evil)] });
    const { number, body } = theAlarm(repository);
    expect(body?.match(/@[\w-]+\/[\w-]+/g)).toEqual(["@octo-org/security"]);
    expect(
      repository
        .comments(number)
        .map((comment) => comment.body)
        .join(),
    ).not.toContain("@");
  });

  test("of a job that succeeds without it is a neutral check", async () => {
    const repository = addRepository(workflowOf({ build: usualList }));
    await run(repository, 0, {});
    repository.commitFiles(
      "main",
      { "package-lock.json": "{}" },
      { author: "maintainer", message: "Update" },
    );
    await run(repository, 1, { agent: [refusing(evil)] });
    expect(theAlarm(repository).state).toBe("open");
    expect(newestCheck(repository)).toMatchObject({ conclusion: "neutral" });
  });
});

test("a refusal without harm is a neutral check and no issue", async () => {
  const repository = addRepository(workflowOf({ build: usualList }));
  await run(repository, 0, {});
  await run(repository, 1, { agent: [refusing("probe.example.net")] });
  expect(alarmsOf(repository)).toEqual([]);
  expect(newestCheck(repository)).toMatchObject({
    conclusion: "neutral",
    output: { title: "Refused 1 endpoint, without harm" },
  });
  const asked = repository.openIssue("maintainer", "What is it?");
  await ask(world, repository, asked.number, "/egress deny ci.yml:build probe.example.net");
  expect(newestCheck(repository)).toMatchObject({ conclusion: "success" });
});

test("a job whose guard step is gone is an alarm, which the issue's own /egress ignore ends", async () => {
  const repository = addRepository(workflowOf({ build: usualList, test: usualList }));
  await runJobs(world, repository, { day: 0, jobs: { build: {}, test: {} } });
  const text = repository.file(path)?.content ?? "";
  const without = text.replace(/ {6}- uses: step-security[^\n]*\n {8}with:\n(?: {10}.*\n)+/, "");
  expect(without).not.toBe(text);
  repository.commitFiles("main", { [path]: without }, { author: "maintainer", message: "Tidy up" });
  await runJobs(world, repository, { day: 1, jobs: { test: {} } });
  const issue = theAlarm(repository);
  expect(issue.title).toBe("Egress is not blocked in ci.yml: build");
  expect(issue.body).toContain("Its Harden-Runner step is gone.");
  await ask(world, repository, issue.number, commandOf(issue, "ignore"));
  expect(theAlarm(repository).state).toBe("closed");
});

test("a job that fails since the merge is an alarm, which the issue's own /egress audit ends", async () => {
  const repository = addRepository(workflowOf({ build: "audit" }));
  await learnInAudit(world, repository, "build");
  repository.mergePull(newestPull(repository).number, "maintainer");
  await run(repository, 1, failed);
  const issue = theAlarm(repository);
  expect(issue.title).toBe("ci.yml: build fails in block mode");
  expect(issue.body).toContain("before the switch 20 of 20 runs succeeded");
  await ask(world, repository, issue.number, commandOf(issue, "audit"));
  expect(newestPull(repository).title).toMatch(/^ci\.yml: return build to audit/);
  expect(theAlarm(repository).state).toBe("closed");
});
