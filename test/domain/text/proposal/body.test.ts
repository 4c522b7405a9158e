import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { assessFile } from "../../../../src/domain/assessment/assess.ts";
import type { JobAssessment } from "../../../../src/domain/assessment/job-assessment.ts";
import { defaultRules, type Rules } from "../../../../src/domain/assessment/rules.ts";
import { markBody } from "../../../../src/domain/marks/digest.ts";
import { defaultReadinessSettings } from "../../../../src/domain/readiness/gate.ts";
import { defaultSettings } from "../../../../src/domain/settings/settings.ts";
import { describeJob } from "../../../../src/domain/text/describe-job.ts";
import { renderBody } from "../../../../src/domain/text/proposal/body.ts";
import type { ProposalView } from "../../../../src/domain/text/proposal/proposal-view.ts";
import { parseWorkflowFile } from "../../../../src/domain/workflow/workflow-file.ts";
import { learn, type Run } from "../../../support/baseline-builder.ts";

const path = ".github/workflows/ci.yml";
const url = "https://github.com/octo-org/octo-repo";
const guard = "      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n";

const nothingElse = {
  base: "main",
  callers: null,
  isLookedUp: true,
  isReusable: false,
  inStore: false,
  mayRunOnPullRequests: false,
  repaired: [],
  returned: [],
  trimmed: [],
  moved: [],
  pins: [],
  upstream: [],
  trials: [],
  titlePrefix: "",
  insights: null,
};

/** A list may be long and young here. */
const rules: Rules = {
  ...defaultRules,
  settings: { ...defaultSettings, ready: { ...defaultReadinessSettings, quietRuns: 0, days: 0 } },
};

/** A view of a file whose jobs have learned from some runs; what is ready is switched. */
function viewOf(
  runs: Readonly<Record<string, readonly Run[]>>,
  source: "default-branch" | "pull-request" = "default-branch",
): ProposalView {
  const jobs = Object.keys(runs).map((id) => `  ${JSON.stringify(id)}:\n    steps:\n${guard}`);
  const learned = new Map(Object.entries(runs).map(([id, list]) => [id, { baseline: learn(list), source }]));
  const assessed = assessFile(parseWorkflowFile(`jobs:\n${jobs.join("")}`), path, learned, rules);
  if (!assessed.ok) throw new Error(assessed.problem.message);
  const isReady = ({ state }: JobAssessment): boolean => state === "ready";
  return {
    path,
    switched: assessed.jobs
      .filter(isReady)
      .map((job) => describeJob(job, url, { kept: [], notes: [], policyName: null })),
    ...nothingElse,
    others: assessed.jobs.filter((job) => !isReady(job)),
    mistakes: [],
  };
}

function repeat(run: Run, count = 12): readonly Run[] {
  return Array.from({ length: count }, () => run);
}

const realistic: Readonly<Record<string, readonly Run[]>> = {
  build: [
    { calls: ["once.example.org"] },
    ...repeat({
      calls: ["packages.example.org", "objects.githubusercontent.com"],
      endpoints: [
        {
          host: "repo.maven.apache.org",
          processes: ["java", "gradle", "a", "b", "c"],
          steps: ["Run ./gradlew build", "Run actions/setup-java@v4"],
        },
        { host: "gist.github.com" },
        { host: "github.com", implicit: true },
      ],
      resolvedOnly: ["looked-up.example.net"],
    }),
  ],
  test: repeat({ calls: ["a.example.com"] }, 4),
  deploy: repeat({ addresses: ["203.0.113.7:443"] }),
  lint: [],
};

/** The rows of the first table below a text. */
function rowsBelow(body: string, text: string): readonly string[] {
  const lines = body.slice(body.indexOf(text)).split("\n");
  const start = lines.findIndex((line) => line.startsWith("|---"));
  const rest = lines.slice(start + 1);
  return rest.slice(
    0,
    rest.findIndex((line) => !line.startsWith("|")),
  );
}

const link = (day: string, run: number): string => `[${day}](${url}/actions/runs/${run}/attempts/1)`;

describe("the body", () => {
  const body = renderBody(viewOf(realistic));

  test("says first what changes, then the evidence and what to look at", () => {
    expect(body.split("\n").slice(0, 6)).toEqual([
      "**Blocks all outbound traffic of job `build` except 5 endpoints.** Nothing else in `ci.yml` changes.",
      "",
      "| | |",
      "|---|---|",
      `| **Evidence** | 13 runs on \`main\`, ${link("1 Jan", 1000)} to ${link("13 Jan 2026", 1012)}. The last **11 complete runs added nothing new**. |`,
      "| **Please look at** | 4 flagged endpoints. The other one is not flagged. |",
    ]);
  });

  test("shows the endpoints that need eyes, the most urgent first", () => {
    expect(rowsBelow(body, "| Endpoint | Why look")).toEqual([
      `| \`once.example.org:443\` | **seen in 1 run only** (${link("1 Jan 2026", 1000)}); not a well-known service | \`node\` | 1 of 13<br>▁▁▁▁▁▁▁▁ |`,
      "| `packages.example.org:443` | not a well-known service | `node` | 12 of 13<br>▇▇▇▇▇▇▇▇ |",
      "| `gist.github.com:443`<br>GitHub gists | anyone can upload data here | `node` | 12 of 13<br>▇▇▇▇▇▇▇▇ |",
      "| `repo.maven.apache.org:443`<br>Java packages: Maven Central | not called in every run, probably because of a cache | Run ./gradlew build, Run actions/setup-java&#64;&#8203;v4 · `a`, `b`, `c` and 2 more | 12 of 13<br>▇▇▇▇▇▇▇▇ |",
    ]);
  });

  test("folds the others", () => {
    expect(rowsBelow(body, "<details><summary>1 more endpoint</summary>")).toEqual([
      "| `objects.githubusercontent.com:443`<br>Files of GitHub releases, formerly; moved to release-assets.githubusercontent.com | `node` | 12 of 13<br>▇▇▇▇▇▇▇▇ |",
    ]);
    const all = renderBody(viewOf({ build: repeat({ calls: ["pypi.org", "proxy.golang.org"] }) }));
    expect(all).toContain("| **Please look at** | Nothing is flagged. All were called in every run. |");
    expect(rowsBelow(all, "<details><summary>2 endpoints, called in every run</summary>")).toEqual([
      "| `proxy.golang.org:443`<br>Go modules | `node` |",
      "| `pypi.org:443`<br>Python packages, the index | `node` |",
    ]);
    expect(all).not.toContain("▇");
  });

  test("shows at most eight rows that need eyes, and folds the rest", () => {
    const calls = Array.from({ length: 11 }, (_, at) => `host-${at}.example-${at}.com`);
    const long = renderBody(viewOf({ build: repeat({ calls }) }));
    expect(rowsBelow(long, "| Endpoint | Why look")).toHaveLength(8);
    expect(rowsBelow(long, "<summary>3 more flagged endpoints</summary>")).toHaveLength(3);
  });

  test("folds how large the risk is, rounded up, with what it assumes", () => {
    // 1 - 0.05^(1/11) = 0.2384…: the second run added endpoints, eleven after it added none.
    expect(body).toContain(
      "<details><summary>How sure is this?</summary>\n\nThe last 11 complete runs called nothing new. If coming runs are like these and independent of each other, at most 23.9 % of them call something",
    );
  });

  test("says nothing about no run", () => {
    const [job] = viewOf({ build: repeat({ calls: ["a.example.com"] }) }).switched;
    if (job === undefined) throw new Error("no job");
    const none = { ...job, quietRuns: 0, risk: "100.0" };
    const text = renderBody({ path, ...nothingElse, switched: [none], others: [], mistakes: [] });
    expect(text.replace(/<!--.*-->/g, "")).not.toMatch(/%|How sure|added nothing|\b0 (?:complete )?runs/);
  });

  test("names what was left out and why", () => {
    expect(rowsBelow(body, "2 names seen but left out")).toEqual([
      "| `github.com:443` | Harden-Runner always allows it |",
      "| `looked-up.example.net` | looked up, but never connected to |",
    ]);
  });

  test("names the other jobs, why they wait and what comes next", () => {
    expect(rowsBelow(body, "Other jobs in this file: 2 learning, 1 held")).toEqual([
      expect.stringMatching(/^\| `test` \| learning \| 4 of 10 complete runs \| 6 more complete runs/),
      expect.stringMatching(/^\| `deploy` \| held \| 203\.0\.113\.7:443 was called by its address/),
      expect.stringMatching(/^\| `lint` \| learning \| .* \| .*`\/egress refresh` \|$/),
    ]);
  });

  test("ends with one line of what people can answer", () => {
    const footer = body.trimEnd().split("\n").at(-1);
    for (const command of ["deny HOST", "allow HOST:PORT REASON", "explain HOST", "audit build", "help"])
      expect(footer).toContain(`\`/egress ${command}\``);
  });

  test("says so where a job calls nothing", () => {
    const text = renderBody(viewOf({ build: repeat({}) }));
    expect(text).toContain("**Blocks all outbound traffic of job `build`.**");
    expect(text).toContain("Nothing: the job called nothing that needs an entry.");
  });

  test("warns where only pull requests taught it", () => {
    const text = renderBody(viewOf({ build: repeat({ calls: ["a.example.com"] }) }, "pull-request"));
    expect(text).toMatch(/^> \[!WARNING\]\n> \*\*Learned from pull requests\.\*\*/);
    expect(text).toContain("12 runs of pull requests, ");
  });

  test("warns where something new was called after the proposal, and tells what the file's list keeps", () => {
    const [job] = viewOf({ build: repeat({ calls: ["a.example.com"] }) }).switched;
    if (job === undefined) throw new Error("no job");
    const text = renderBody({
      path,
      ...nothingElse,
      switched: [
        { ...job, doubts: ["0 of 10 runs", "0 of 3 days"], kept: ["old.example.com:443"], notes: ["a|b"] },
      ],
      others: [],
      mistakes: [],
    });
    expect(text).toContain(
      "> [!WARNING]\n> **Wait before you merge.** Job `build` has changed since this was proposed: 0 of 10 runs; 0 of 3 days.\n",
    );
    expect(text).not.toContain("95 %");
    expect(text).toContain("except 2 endpoints.**\n");
    expect(text).toContain(
      "1 entry already in the file, called in no run</summary>\n\n`old.example.com:443`",
    );
    expect(text).toContain("Also: a&#124;b.");
  });
});

describe("a large body", () => {
  const names = (count: number): readonly string[] =>
    Array.from({ length: count }, (_, at) => `host-${at}.example-${at}.com`);

  test("a table of many rows is whole", () => {
    const body = renderBody(viewOf({ build: repeat({ calls: names(100) }) }));
    expect(rowsBelow(body, "<summary>92 more flagged endpoints</summary>")).toHaveLength(92);
  });

  test.each([1_000, 3_000])("%i rows are cut with their number", (count) => {
    const body = renderBody(viewOf({ build: repeat({ calls: names(count) }) }));
    const shown = 8 + rowsBelow(body, `<summary>${count - 8} more flagged endpoints</summary>`).length;
    expect(shown).toBeGreaterThan(20);
    expect(body).toContain(`… and ${count - shown} more; the diff shows them all.`);
    expectWellFormed(body);
  });

  test("many jobs with long, hostile names fit", () => {
    const steps = ["#@".repeat(500), "b"];
    const runs = repeat({ endpoints: names(40).map((host) => ({ host, steps })), calls: ["a.example.org"] });
    const [ready] = viewOf({ build: runs }).switched;
    const [held] = viewOf({
      build: repeat({ addresses: names(40).map((_, at) => `203.0.113.${at}:443`) }),
    }).others;
    if (ready === undefined || held === undefined) throw new Error("no job");
    const many = Array.from({ length: 300 }, (_, at) => `${at}${"@|".repeat(5_000)}`);
    const kept = names(500).map((name) => `@${name}`);
    const body = renderBody({
      path: `.github/workflows/${"@".repeat(250)}.yml`,
      ...nothingElse,
      switched: many.map((jobId) => ({ ...ready, jobId, kept, notes: many, doubts: many })),
      mistakes: [],
      others: many.map((jobId) => ({
        ...held,
        jobId,
        reasons: many.map((message) => ({ code: "x", message })),
      })),
    });
    expectWellFormed(body);
    expect(body).toMatch(/… and \d+ jobs more; the diff shows them all/);
  });

  function expectWellFormed(body: string): void {
    expect(markBody(body, "0".repeat(64)).length).toBeLessThan(65_536);
    expect(body.match(/<details>/g)?.length).toBe(body.match(/<\/details>/g)?.length);
    expect(body).toContain("**Undo:**");
    for (const line of body.split("\n").filter((one) => one.startsWith("| `")))
      expect(line.endsWith("|")).toBe(true);
  }
});

test("whatever the names are, the table keeps its columns and nobody is called", () => {
  const name = fc.string({
    unit: fc.constantFrom(..."@#|<>`*_[]()!-:/\\\n\r\u2028 ab1\u202E&;"),
    maxLength: 100,
  });
  fc.assert(
    fc.property(name, name, name, (job, step, process) => {
      const endpoints = [{ host: "a.example.com", steps: [step], processes: [process] }];
      const view = viewOf({ x: repeat({ endpoints }) });
      const body = renderBody({ ...view, switched: view.switched.map((one) => ({ ...one, jobId: job })) });
      const row = rowsBelow(body, "| Endpoint | Why look")[0] ?? "";
      expect(row.split(/(?<!\\)\|/)).toHaveLength(6);
      const unmarked = body.replace(/<!-- egress-bot:tick=[^<>\n]* -->/g, "");
      expect(unmarked.replace(/<\/?(?:details|summary|code|sub|br)>/g, "")).not.toContain("<");
      expect(body.replace(/`[^`\n]*`/g, "")).not.toMatch(/@|#(?!\d+;|#* )/);
      // A name that no job can have gets no box.
      const lines = (text: string) => text.split("\n").filter((line) => !line.startsWith("- [ ] "));
      expect(lines(body)).toHaveLength(lines(renderBody(view)).length);
    }),
    { numRuns: 100 },
  );
});

test("with insights pages the last line links the one about it", () => {
  const insights = "https://egress.example.com/octo-org/octo-repo/jobs/ci.yml/build";
  const body = renderBody({ ...viewOf(realistic), insights });
  expect(body.trimEnd().split("\n").at(-1)).toContain(`[See what each run called](${insights})`);
  expect(renderBody(viewOf(realistic))).not.toContain("See what each run called");
});
