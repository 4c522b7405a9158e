import { describe, expect, test } from "vitest";
import { egress, useFolder } from "../../../support/cli.ts";
import { buildJobLog, called, resolved } from "../../../support/job-log-builder.ts";
import { formsOf } from "../../../support/log-forms.ts";

const folder = useFolder();
const agent = [
  resolved("github.com", "140.82.116.3"),
  called("github.com", "140.82.116.3", { process: "git" }),
  resolved("www.github.com", "140.82.116.3"),
  resolved("unused.example.org", "9.9.9.9"),
  called("codeload.github.com", "140.82.116.10"),
  called("", "8.8.8.8", { port: 53, process: "java" }),
];
const nothing = "2026-07-26T12:08:47Z Hello\n";
const log = folder.write("run-1.txt", buildJobLog({ agent }));

test("observe --json prints one object a log, in the promised shape", () => {
  const other = folder.write("none.txt", nothing);
  const { status, stdout, stderr } = egress(["observe", log, other, "--json"]);
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: "egress: read 2 job logs: 1 with a complete record, 1 without a record of Harden-Runner\n",
  });
  const [first, second] = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  const seen = { firstSeen: "2026-07-26T12:09:07.000Z", lastSeen: "2026-07-26T12:09:07.000Z" };
  expect(first).toStrictEqual({
    source: log,
    status: "recorded",
    reason: null,
    repository: "octo-org/octo-repo",
    runId: 7001,
    jobName: "build",
    workflow: null,
    policy: "audit",
    enforced: false,
    endpoints: [
      { host: "codeload.github.com", port: 443, implicit: true, via: "called", processes: ["node"], ...seen },
      { host: "github.com", port: 443, implicit: false, via: "called", processes: ["git"], ...seen },
      {
        host: "www.github.com",
        port: 443,
        implicit: false,
        via: "resolved-shared-address",
        processes: ["git"],
        ...seen,
      },
    ],
    addresses: [{ ip: "8.8.8.8", port: 53, processes: ["java"] }],
    resolvedOnly: ["unused.example.org"],
    refused: [],
    lookalikes: 0,
  });
  expect(second).toMatchObject({
    source: other,
    status: "not-recorded",
    reason: "no-harden-runner",
    runId: null,
    jobName: null,
  });
});

test("a log without Harden-Runner says so in words, and where no log has it that is an error", () => {
  const none = folder.write("none.txt", nothing);
  const { status, stdout, stderr } = egress(["observe", none]);
  expect(stdout).toContain("record     none: the log does not mention Harden-Runner\n");
  expect({ status, stderr: stderr.split("\n") }).toEqual({
    status: 1,
    stderr: [
      "egress: read 1 job log: 1 without a record of Harden-Runner",
      "egress: to get a record, add Harden-Runner as the first step of the job, with egress-policy: audit, and let it run",
      "",
    ],
  });
});

test("five forms of one log give the same", () => {
  const forms = formsOf(buildJobLog({ agent }));
  const outputs = [
    "GitHub's own",
    "gh run view --log",
    "the zip of a run",
    "gzip",
    "an artifact with the zip of a run",
  ].map((name) => {
    const { status, stdout } = egress(["observe", "--json", folder.write("form", forms.get(name) ?? "")]);
    expect(status).toBe(0);
    return { ...JSON.parse(stdout), source: "" };
  });
  const { stdout } = egress(["observe", "--json", "-"], { input: forms.get("gh run view --log") ?? "" });
  expect(
    new Set([...outputs, { ...JSON.parse(stdout), source: "" }].map((one) => JSON.stringify(one))).size,
  ).toBe(1);
});

test("the workflow's path names the repository where it is another's", () => {
  const uses = (repository: string): string =>
    `${repository}/.github/workflows/x.yml@main (6e23cefd00a318899582d38cfa9f6c7f59140d8c)`;
  const pathOf = (repository: string): unknown => {
    const path = folder.write("called.txt", buildJobLog({ uses: uses(repository), jobName: "a / b" }));
    return (JSON.parse(egress(["observe", path, "--json"]).stdout) as { workflow: { path: string } }).workflow
      .path;
  };
  expect(pathOf("octo-org/octo-repo")).toBe(".github/workflows/x.yml");
  expect(pathOf("octo-org/shared")).toBe("octo-org/shared/.github/workflows/x.yml");
});

test("the table is for people: no escape sequences in a pipe, foreign text made harmless", () => {
  const hostile = folder.write("hostile.txt", buildJobLog({ agent, jobName: "a\u0007b\u202ec" }));
  const { stdout } = egress(["observe", hostile]);
  expect(stdout).toContain("job        a?b?c\n");
  expect(stdout).toMatch(/github\.com:443 +called +12:09:07/);
  expect(stdout).not.toContain("\u001b");
});

test("the table says why a job was not held to its list, and on which ports a host was refused", () => {
  const guard = { ref: "v2.19.4", commit: "9af89fc71515a100421586dfdb3dc9c984fbf411" };
  const block = { policy: "block", allowedEndpoints: "github.com:443" } as const;
  const preStep = [
    "Unable to fetch cacheURL TypeError: Invalid URL",
    "Switching egress-policy to audit mode",
  ];
  const switched = buildJobLog({ ...block, guard, agent, preStep, onlyAudits: true });
  expect(egress(["observe", folder.write("switched.txt", switched)]).stdout).toContain(
    "  policy     block, NOT enforced\n  why        Harden-Runner v2.19.4 did not find the address of the cache; versions below v2.21.0 only record then; next: update Harden-Runner to v2.21.1 or later\n",
  );
  const refusing = [...agent, called("odd.example.org", "54.185.253.63", { port: 8443 })];
  const { stdout } = egress([
    "observe",
    folder.write("refused.txt", buildJobLog({ ...block, agent: refusing })),
  ]);
  expect(stdout).toContain("  refused\n  odd.example.org:8443\n");
  expect(stdout).not.toContain("  why  ");
});

describe("recommend", () => {
  const runs = Array.from({ length: 13 }, (_, day) =>
    folder.write(
      `day-${day}.txt`,
      buildJobLog({ agent, runId: 8_000 + day, start: new Date(Date.UTC(2026, 5, 1 + day)).toISOString() }),
    ),
  );

  test("--json prints one object a job, in the promised shape", () => {
    const { status, stdout, stderr } = egress(["recommend", ...runs, "--json"]);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr:
        "egress: read 13 job logs: 13 with a complete record of Harden-Runner\negress: build is ready\n",
    });
    expect(JSON.parse(stdout)).toStrictEqual({
      job: "build",
      entries: ["github.com:443", "www.github.com:443"],
      flags: {
        "github.com:443": ["exfiltration-capable"],
        "www.github.com:443": ["resolved-shared-address"],
      },
      leftOut: [
        { endpoint: "8.8.8.8:53", reason: "address-without-name" },
        { endpoint: "codeload.github.com:443", reason: "implicit" },
        { endpoint: "unused.example.org", reason: "resolved-only" },
      ],
      readiness: {
        verdict: "ready",
        reasons: [],
        runs: 13,
        quietRuns: 12,
        days: 12,
        riskUpperBound: expect.closeTo(0.2209, 3),
      },
    });
  });

  test("the table says in words why to look at an endpoint, and why something was left out", () => {
    const path = folder.write("words.txt", buildJobLog({ agent }));
    const { stdout } = egress(["recommend", path]);
    expect(stdout).toMatch(/github\.com:443 +1 of 1 +git +anyone can upload data here\n/);
    expect(stdout).toMatch(/codeload\.github\.com:443 +Harden-Runner always allows it\n/);
    expect(stdout).not.toMatch(/exfiltration-capable|resolved-only/);
  });

  test("the same log twice counts once", () => {
    const [first = ""] = runs;
    expect(JSON.parse(egress(["recommend", first, first, "--json"]).stdout)).toMatchObject({
      readiness: { runs: 1 },
    });
  });

  test("logs of several jobs give several recommendations; one that teaches nothing is told", () => {
    const other = folder.write("other.txt", buildJobLog({ agent, jobName: "test" }));
    const none = folder.write("none.txt", nothing);
    const { status, stdout, stderr } = egress(["recommend", log, other, none]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^build\n[\s\S]*^test\n/m);
    expect(stderr.split("\n")).toEqual([
      `egress: nothing to learn from ${none}: the log does not mention Harden-Runner`,
      "egress: read 3 job logs: 2 with a complete record, 1 without a record of Harden-Runner",
      "egress: build is learning, test is learning",
      "",
    ]);
  });

  test("exits with 1 if nothing could be learned", () => {
    const none = folder.write("none.txt", nothing);
    expect(egress(["recommend", none])).toMatchObject({ status: 1, stdout: "" });
  });
});
