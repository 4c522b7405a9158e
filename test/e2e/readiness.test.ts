import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { guardAction, guardedJob } from "../support/guarded-job.ts";
import { type AgentLine, called, resolved } from "../support/job-log-builder.ts";
import { startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const path = ".github/workflows/build.yml";
const usual = [
  resolved("packages.example.org", "104.16.0.34", 19),
  called("packages.example.org", "104.16.0.34"),
];

let world: World;
let repository: FakeRepository;

beforeEach(async () => {
  world = await startWorld();
});

afterEach(async () => {
  await world.close();
  expect(world.github.violations).toEqual([]);
});

/** Adds the repository, with one guarded job besides what is given of the file. */
function addFile(parts: { readonly on?: string; readonly job?: string; readonly steps?: string } = {}): void {
  const { on = "push", job = "", steps = "" } = parts;
  const text = `on: ${on}
jobs:
  build:
    runs-on: ubuntu-24.04
${job}    steps:
      - uses: ${guardAction}
        with:
          egress-policy: audit
      - uses: actions/checkout@v6
      - name: Install
        run: npm ci
      - name: Test
        run: npm test
${steps}`;
  repository = world.github.addRepository({
    owner: "octo-org",
    name: "product",
    installationId: world.installation.id,
    files: { [path]: text },
    collaborators: { maintainer: "maintain", reader: "read" },
  });
}

interface RunParts {
  readonly event?: string;
  readonly names?: readonly string[];
  readonly agent?: readonly AgentLine[];
  readonly more?: Parameters<typeof guardedJob>[0]["moreSteps"];
}

/** Delivers runs, 18 hours apart; `parts` may differ from run to run. */
async function runMany(count: number, parts: (index: number) => RunParts = () => ({})): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const { event = "push", names = ["build"], agent = [], more = [] } = parts(index);
    const start = new Date(Date.UTC(2026, 6, 1, 8) + index * 18 * 3_600_000)
      .toISOString()
      .replace(".000Z", "Z");
    const id = 40_000_000_000 + index;
    const log = { repository: "octo-org/product", runId: id, agent: [...usual, ...agent] };
    const run = world.github.addRun({
      repository,
      id,
      path,
      event,
      headSha: repository.head() ?? "",
      createdAt: start,
      runStartedAt: start,
      actor: "maintainer",
      jobs: names.map((name) => guardedJob({ name, start, log, moreSteps: more })),
    });
    await world.sendRun(run);
  }
  await untilDone(world.redis.redis);
}

/** Asks for the status on an issue and returns the row of the job. */
async function readStatus(): Promise<string> {
  const issue = repository.openIssue("maintainer", "How does it stand?");
  const comment = repository.comment(issue.number, "maintainer", "/egress status");
  await world.send("issue_comment", world.github.payloads.issueComment(repository.state, comment, "created"));
  await untilDone(world.redis.redis);
  const answer = repository.comments(issue.number).at(-1)?.body ?? "";
  return answer.split("\n").find((line) => line.includes("› `build`:")) ?? "";
}

describe("a job that is not proposed says why", () => {
  test("a publish step that never ran is named", async () => {
    addFile({
      steps:
        "      - name: Publish to the registry\n        if: github.ref_type == 'tag'\n        run: npm publish\n",
    });
    await runMany(14, () => ({ more: [{ name: "Publish to the registry", conclusion: "skipped" }] }));
    expect(repository.pulls()).toEqual([]);
    expect(await readStatus()).toMatch(/Publish to the registry/);
  });

  test("a step that ran once in two weeks is enough", async () => {
    addFile({
      steps:
        "      - name: Publish to the registry\n        if: github.ref_type == 'tag'\n        run: npm publish\n",
    });
    await runMany(14, (index) => ({
      more: [{ name: "Publish to the registry", conclusion: index === 3 ? "success" : "skipped" }],
    }));
    expect(repository.pulls()).toHaveLength(1);
  });

  test("a weekly trigger that was seen once only", async () => {
    addFile({ on: "{push: {}, schedule: [{cron: '0 3 * * 1'}]}" });
    await runMany(14, (index) => ({ event: index === 6 ? "schedule" : "push" }));
    expect(repository.pulls()).toEqual([]);
    expect(await readStatus()).toMatch(/schedule/);
  });

  test("a leg of the matrix that was never seen", async () => {
    addFile({ job: "    strategy: {matrix: {node: [20, 22, 24]}}\n" });
    await runMany(14, () => ({ names: ["build (20)", "build (22)"] }));
    expect(repository.pulls()).toEqual([]);
    expect(await readStatus()).toMatch(/build \(24\)/);
  });

  test("names that rotate under a domain that many share", async () => {
    addFile();
    await runMany(16, (index) => {
      const host = `store-${"abcdefghijklmnop"[index]}7.blob.core.windows.net`;
      return { agent: [resolved(host, `203.0.113.${index + 1}`), called(host, `203.0.113.${index + 1}`)] };
    });
    expect(repository.pulls()).toEqual([]);
    expect(await readStatus()).toMatch(/let strangers in/);
  });
});

test("names that rotate under one owner's domain wait for a word, and are proposed as one pattern then", async () => {
  addFile();
  await runMany(16, (index) => {
    const host = `node-${"abcdefghijklmnop"[index]}x.cdn.example.com`;
    return { agent: [resolved(host, `203.0.113.${index + 1}`), called(host, `203.0.113.${index + 1}`)] };
  });
  expect(repository.pulls()).toEqual([]);
  expect(await readStatus()).toMatch(/x\.cdn\.example\.com:443 stands for names that change/);
  const issue = repository.openIssue("maintainer", "Go on");
  const comment = repository.comment(issue.number, "maintainer", "/egress propose build");
  await world.send("issue_comment", world.github.payloads.issueComment(repository.state, comment, "created"));
  await untilDone(world.redis.redis);
  expect(repository.file(path, "egress-bot/build.yml")?.content).toContain("node-*x.cdn.example.com:443");
  expect(repository.pulls()[0]?.body).toContain("nobody has confirmed the pattern");
});

test("a host that no longer resolves is left out and named", async () => {
  addFile();
  world.dns.set("gone.example.org", "missing");
  await runMany(14, () => ({
    agent: [resolved("gone.example.org", "203.0.113.5"), called("gone.example.org", "203.0.113.5")],
  }));
  const [pull] = repository.pulls();
  expect(repository.file(path, "egress-bot/build.yml")?.content).not.toContain("gone.example.org");
  expect(pull?.body).toMatch(/`gone\.example\.org:443` \| does not resolve/);
});

test("while the resolver is down nothing is proposed, and everything once it is back", async () => {
  addFile();
  world.dns.set("packages.example.org", "refuses");
  await runMany(14);
  expect(repository.pulls()).toEqual([]);
  world.dns.set("packages.example.org", ["203.0.113.1"]);
  await world.send(
    "push",
    world.github.payloads.push({
      repository: repository.state,
      ref: "refs/heads/main",
      before: repository.head() ?? "",
      after: repository.commitFiles(
        "main",
        { [path]: `${repository.file(path)?.content}# moved\n` },
        { author: "maintainer", message: "Move" },
      ),
      sender: "maintainer",
    }),
  );
  await untilDone(world.redis.redis);
  expect(repository.pulls()).toHaveLength(1);
});
