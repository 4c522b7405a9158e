import { describe, expect, test } from "vitest";
import { readWorkflowRun } from "../../../../src/domain/run/workflow-run.ts";
import { learnRun } from "../../../../src/features/learn/learn-run.ts";
import type { RunOptions } from "../../../fake-github/add-run.ts";
import { learn, type Run } from "../../../support/baseline-builder.ts";
import { guardedJob } from "../../../support/guarded-job.ts";
import { type AgentLine, called, resolved } from "../../../support/job-log-builder.ts";
import {
  github,
  guardedSteps,
  octokit,
  path,
  repository,
  say,
  store,
  taskOf,
  useAnswerWorld,
} from "../answer-comment-setup.ts";

const listed = guardedSteps.replace("audit }", "block, allowed-endpoints: listed.example.com:443 }");
const hidden = listed.replace("listed.example.com:443", "'archive.example.edu:80 *.example.edu:443'");
useAnswerWorld({
  [path]: `on: push\njobs:\n  build:\n${guardedSteps}  lint:\n${guardedSteps}  done:\n${listed}  hidden:\n${hidden}`,
});

let runs = 0;

/** A run of the job `build` that called something, learned as it would be. Later ones are newer. */
async function runCalling(
  agent: readonly AgentLine[],
  options: Partial<RunOptions> & { readonly legs?: number } = {},
) {
  runs += 1;
  const id = 800_000 + runs;
  const start = new Date(Date.UTC(2026, 6, 1) + runs * 3_600_000).toISOString().replace(".000", "");
  const { legs = 1, ...more } = options;
  const log = { repository: `octo-org/${repository.name}`, runId: id, agent };
  const run = github.addRun({
    repository,
    path,
    id,
    createdAt: start,
    runStartedAt: start,
    actor: "maintainer",
    jobs: Array.from({ length: legs }, () => guardedJob({ start, log })),
    ...more,
  });
  const read = readWorkflowRun(github.payloads.workflowRun(run, "completed").workflow_run);
  if (read === null) throw new Error("the payload is no run");
  const { repository: named } = taskOf(repository.comment(1, "maintainer", "x"));
  await learnRun({ repository: named, run: read }, { octokit, fetch, store, readBotLogin: null });
  return run;
}

function teach(
  jobId: string,
  what: readonly Run[],
  source: "default-branch" | "pull-request" | "untrusted" = "default-branch",
) {
  return store.baselines.merge({ repositoryId: repository.id, path, jobId, source }, learn(what));
}

async function explain(host: string) {
  const { answers, reactions } = await say("writer", `/egress explain ${host}`);
  expect(reactions).toEqual(["eyes", "+1"]);
  return answers[0] ?? "";
}

test("where it was called: runs, steps, processes, first and last run, and the addresses of the newest", async () => {
  const first = await runCalling([called("api.example.org", "203.0.113.7", { process: "curl" })]);
  await runCalling([called("github.com", "140.82.112.3")]);
  const last = await runCalling([
    called("api.example.org", "203.0.113.9", { process: "node" }),
    called("api.example.org", "203.0.113.8", { process: "node", after: 120 }),
    called("api.example.org", "203.0.113.10", { port: 80 }),
  ]);
  const answer = await explain("API.example.org:443");
  expect(answer).toContain("### `api.example.org:443` in `ci.yml`");
  expect(answer).toContain("#### `build`: in the list (learning)");
  expect(answer).toContain("- Listed as `api.example.org:443`");
  expect(answer).toMatch(
    new RegExp(
      `\\| \`api.example.org:443\` \\| called \\| 2 of 3 on the default branch, \\[2026-07-\\d\\d\\]\\(http\\S+/runs/${first.id}/attempts/1\\) to \\[2026-07-\\d\\d\\]\\(http\\S+/runs/${last.id}/attempts/1\\) \\| Install, Test · curl, node \\|`,
    ),
  );
  expect(answer).not.toContain("api.example.org:80`");
  expect(answer).toMatch(
    /Addresses in the newest run that called it .*`build`\): `203.0.113.8`, `203.0.113.9`\.\n/,
  );
  expect(answer).toContain("Not seen in `lint`, `done`, `hidden`.");
});

describe("the addresses", () => {
  test.each([
    [{ state: "expired" } as const, "cannot be read: GitHub has deleted the log"],
    [null, "cannot be read: GitHub has no log"],
  ])("cannot be told when the log is gone: %j", async (log, words) => {
    const run = await runCalling([called("api.example.org", "203.0.113.7")]);
    for (const job of run.jobs) job.log = log === null ? "missing" : log.state;
    const answer = await explain("api.example.org");
    expect(answer).toContain("1 of 1 on the default branch");
    expect(answer).toContain(words);
    expect(answer).not.toContain("203.0.113.7");
  });

  test("cannot be told when GitHub has deleted the run", async () => {
    await teach("build", [{ calls: ["api.example.org"], runId: 5 }]);
    expect(await explain("api.example.org")).toContain("cannot be read: GitHub has deleted the run");
  });

  test("of a name that shared its address with another", async () => {
    await runCalling([resolved("a.example.org", "203.0.113.7"), called("b.example.org", "203.0.113.7")]);
    const answer = await explain("a.example.org");
    expect(answer).toContain("under another name of the same owner");
    expect(answer).toContain("; shares its address with b.example.org |");
    expect(answer).toContain("`203.0.113.7`");
  });

  test("are sought in two logs at most", async () => {
    await runCalling([called("api.example.org", "203.0.113.7")]);
    const before = github.calls.length;
    await explain("api.example.org");
    const logs = github.calls.slice(before).filter(({ route }) => route.endsWith("/logs"));
    expect(logs.length).toBeGreaterThan(0);
    expect(logs.length).toBeLessThanOrEqual(2);
  });

  test("that the store of logs fails to give are asked for again", async () => {
    await runCalling([called("api.example.org", "203.0.113.7")]);
    const failing: typeof fetch = async () => new Response("no", { status: 500 });
    await expect(say("writer", "/egress explain api.example.org", { fetch: failing })).rejects.toThrow();
  });
});

describe("says why it is in the list or not", () => {
  const twelve = (calls: (at: number) => readonly string[]): Run[] =>
    Array.from({ length: 12 }, (_, at) => ({ calls: calls(at) }));

  test("as a name under a pattern, though no run called that name", async () => {
    await teach(
      "build",
      twelve((at) => ["a.example.com", `w${at}.cdn.example.com`]),
    );
    const answer = await explain("w77.cdn.example.com");
    expect(answer).toContain("#### `build`: in the list (held)");
    expect(answer).toMatch(/- Listed as `w\*\.cdn\.example\.com:443`: pattern for 12 names/);
    expect(answer).toContain("- Holds the job back: w&#42;.cdn.example.com:443 stands for names");
    expect(answer).toMatch(
      /\| `w\*\.cdn\.example\.com:443` \| called under this pattern \| 12 of 12 on the default branch/,
    );
  });

  test("a pattern that is asked about finds the names under it", async () => {
    await teach("build", [{ calls: ["x1.example.com", "x2.example.com:8443", "y.example.com"] }]);
    const answer = await explain("x*.example.com");
    for (const seen of ["x1.example.com:443", "x2.example.com:8443"])
      expect(answer).toContain(`| \`${seen}\` |`);
    expect(answer).not.toContain("y.example.com");
  });

  test("an address that was called without a name", async () => {
    await teach("build", [{ addresses: ["203.0.113.9:443"] }]);
    const answer = await explain("203.0.113.9");
    expect(answer).toContain("#### `build`: not in the list (held)");
    expect(answer).toContain(
      "- Left out: `203.0.113.9:443`, called by its address: a list can only hold names",
    );
    expect(answer).toContain("- Holds the job back: 203.0.113.9:443 was called by its address");
    expect(answer).not.toContain("newest run");
  });

  test("a name that was only looked up", async () => {
    await teach("lint", [{ calls: ["a.example.com"], resolvedOnly: ["looked.example.com"] }]);
    const answer = await explain("looked.example.com:443");
    expect(answer).toContain("#### `lint`: not in the list");
    expect(answer).toContain("| looked up, not called |");
    expect(answer).toContain("Not seen in `build`, `done`, `hidden`.");
  });

  test("what its list has already", async () => {
    const answer = await explain("listed.example.com");
    expect(answer).toContain("#### `done`: in the list (blocking, not proved yet)");
    expect(answer).toContain("- Its list has `listed.example.com:443`, which allows it");
  });

  test("what its list has, and what the agent makes of it", async () => {
    const answer = await explain("archive.example.edu:443");
    expect(answer).toContain("#### `hidden`: not in the list (blocking, not proved yet)");
    expect(answer).toContain(
      "- Its list has `*.example.edu:443`, which has no effect: the host is listed by name",
    );
    expect(answer).not.toContain("`archive.example.edu:80`");
  });

  test("what was denied or allowed, by whom and why", async () => {
    await teach("build", [{ calls: ["a.example.com", "b.example.com"] }]);
    const by = (kind: "allow" | "deny", endpoint: string) =>
      store.decisions.decideEndpoint(repository.id, path, {
        kind,
        endpoint,
        origin: { kind: "person", login: "octocat", at: "2026-07-01T00:00:00Z", reason: "<b>@all</b>" },
      });
    await by("deny", "a.example.com:443");
    await by("allow", "never.example.com:443");
    const escaped = "octocat on 1 Jul 2026: &lt;b&gt;&#64;&#8203;all&lt;/b&gt;";
    const denied = await explain("a.example.com");
    expect(denied).toContain(`- \`deny\` \`a.example.com:443\`: ${escaped}`);
    expect(denied).toContain(`- Left out: \`a.example.com:443\`, denied (${escaped})`);
    const { answers } = await say("writer", "/egress explain never.example.com");
    expect(answers.at(-1)).toContain(`- Listed as \`never.example.com:443\`: allowed by ${escaped}`);
  });

  test("what only forks and bots called", async () => {
    await teach("build", [{ calls: ["a.example.com"] }]);
    await teach("build", [{ calls: ["a.example.com"] }, { calls: ["evil.example.net"] }], "untrusted");
    const answer = await explain("evil.example.net");
    expect(answer).toContain("#### `build`: not in the list (learning)");
    expect(answer).toContain("Only runs of forks and bots called it");
    expect(answer).toContain("| 1 of 2 on forks and bots, which are not learned from, ");
  });

  test("what only pull requests called, where the default branch taught the list", async () => {
    await teach("build", [{ calls: ["a.example.com"] }]);
    await teach("build", [{ calls: ["branch.example.com"] }], "pull-request");
    const answer = await explain("branch.example.com");
    expect(answer).toContain("Only runs of pull requests called it");
    expect(answer).toContain("| 1 of 1 on pull requests of this repository, ");
  });

  test("what a job called that the file no longer has", async () => {
    await teach("old", [{ calls: ["a.example.com"] }]);
    expect(await explain("a.example.com")).toContain(
      "#### `old`: not in the list (the file no longer has this job)",
    );
  });

  test("what is known about the host", async () => {
    await teach("build", [{ calls: ["registry.npmjs.org"] }]);
    expect(await explain("registry.npmjs.org")).toMatch(/What it is:\*\* .*npm.*\(packages\)/i);
  });
});

test("where it was called before the runs that are looked back over", async () => {
  const old = { calls: ["monthly.example.org"], runId: 5_001, day: 300 };
  await teach("done", [
    old,
    ...Array.from({ length: 200 }, (_, index): Run => ({ runId: 6_000 + index, day: 301 + index / 10 })),
  ]);
  const answer = await explain("monthly.example.org");
  expect(answer).toMatch(
    /\| `monthly\.example\.org:443` \| called \| earlier runs on the default branch, \[2026-10-28\]/,
  );
});

test("what nobody has seen is said to be so", async () => {
  await teach("build", [{ calls: ["a.example.com"] }]);
  const answer = await explain("nope.example.com");
  expect(answer).toContain("No run called it or looked it up.");
  expect(answer).toContain("Not seen in `build`, `lint`, `done`, `hidden`.");
});

test("hostile names of steps and processes stay in their cells, and very many rows fit into a comment", async () => {
  const hostile = "| <img src=x> @all [x](javascript:y) `";
  await teach("build", [
    {
      endpoints: Array.from({ length: 3_000 }, (_, at) => ({
        host: `${at}.${"x".repeat(60)}.example.com`,
        processes: [hostile],
        steps: [hostile],
      })),
    },
  ]);
  const answer = await explain("*.example.com");
  expect(answer.length).toBeLessThan(65_536);
  expect(answer).toMatch(/… and \d+ more\./);
  for (const raw of ["<img", "@all", "](javascript"]) expect(answer).not.toContain(raw);
});
