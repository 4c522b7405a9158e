import { describe, expect, test } from "vitest";
import { describeUnenforced } from "../../../../src/domain/assessment/describe-enforcement.ts";
import { releases } from "../../../../src/domain/harden-runner/version-table.ts";
import type { Enforcement } from "../../../../src/domain/record/enforcement.ts";
import { buildJobLog, called, guardAt, type JobLogOptions } from "../../../support/job-log-builder.ts";
import { endpointsOf, observeText } from "../../../support/read.ts";

function commitOf(tag: string): string {
  const release = releases.find((one) => one.tag === tag);
  if (release === undefined) throw new Error(`no release ${tag}`);
  return release.commit;
}

const sinkhole = "54.185.253.63";
const refusing = { after: 60, message: "domain not allowed: odd.example.org." };
const usual = [called("github.com", "140.82.116.3", { process: "git" })];

describe("a runner of a third party", () => {
  const installed = "Detected Depot runner environment. Installing agent-bravo.";
  const bravo: JobLogOptions = {
    policy: "block",
    allowedEndpoints: "github.com:443",
    runnerName: "depot-ubuntu-24.04-4-k3",
    recordId: "depot-ubuntu-24.04-4-k3",
    preStep: [installed, "[!] Checking TLS_STATUS: octo-org", "[!] TLS_ENABLED: octo-org"],
    hasServiceLog: false,
    agent: [...usual, refusing, called("odd.example.org", sinkhole)],
  };

  test("leaves a record that goes by the runner's name", () => {
    const observation = observeText(buildJobLog(bravo));
    expect(observation).toMatchObject({
      status: "recorded",
      reason: null,
      enforcement: { state: "enforced" },
      refused: [{ host: "odd.example.org", ports: [443] }],
      lookalikes: 0,
    });
    expect(endpointsOf(observation)).toEqual(["github.com:443"]);
  });

  test.each<[string, JobLogOptions]>([
    ["of another runner", { recordId: "depot-ubuntu-24.04-4-zz" }],
    ["of a runner on which that agent was not installed", { preStep: [] }],
  ])("leaves no record that goes by the name %s", (_, options) => {
    const { status, lookalikes } = observeText(buildJobLog({ ...bravo, ...options }));
    expect({ status, lookalikes }).toEqual({ status: "incomplete", lookalikes: 1 });
  });
});

test("a record of the enterprise agent is of an unknown agent, whatever it looks like, and is not cut", () => {
  const log = { policy: "block", preStep: ["[!] TLS_ENABLED: octo-org"], agent: usual } as const;
  for (const options of [log, { ...log, status: null }, { ...log, postStep: ["log:", "matchedPolicy=NONE"] }])
    expect(observeText(buildJobLog(options))).toMatchObject({
      status: "not-recorded",
      reason: "unknown-agent",
      endpoints: [],
      enforcement: { state: "unknown" },
    });
});

test.each([
  ["v2.8.0", "unmarked-record"],
  ["v2.9.1", "no-harden-runner"],
])("a log without the marks of the steps, by %s: %s", (tag, reason) => {
  const marked = buildJobLog({ guard: guardAt(commitOf(tag)), agent: usual });
  const text = marked.replace(/ \[harden-runner\] (?:pre|main|post)-step(?=\r?\n)/g, " ");
  expect(text).not.toBe(marked);
  const { status, reason: told, endpoints, enforcement } = observeText(text);
  expect({ status, told, endpoints, enforcement }).toEqual({
    status: "not-recorded",
    told: reason,
    endpoints: [],
    enforcement: { state: "unknown" },
  });
});

describe("a look-up of the cache that fails", () => {
  const kept =
    "Unable to resolve the Actions cache host. This should not cause any problems: the agent allows the cache endpoints implicitly, and this lookup is defense-in-depth only. Egress policy remains block.";
  const lost = ["Unable to fetch cacheURL TypeError: Invalid URL", "Switching egress-policy to audit mode"];
  const block = { policy: "block", allowedEndpoints: "github.com:443", agent: usual } as const;

  test("leaves block mode on from v2.21.0 on", () => {
    const log = buildJobLog({
      ...block,
      guard: guardAt(commitOf("v2.21.0")),
      preStep: ["cache version: v2", kept],
    });
    expect(observeText(log)).toMatchObject({ status: "recorded", enforcement: { state: "enforced" } });
  });

  test("turns the job to audit below, which comes back until the version is newer", () => {
    const log = buildJobLog({
      ...block,
      guard: guardAt(commitOf("v2.19.4")),
      preStep: lost,
      onlyAudits: true,
    });
    const { enforcement } = observeText(log);
    expect(enforcement).toEqual({ state: "not-enforced", cause: "switched-to-audit", detail: null });
    const leg = {
      leg: "build",
      cause: "switched-to-audit",
      detail: null,
      version: null,
      run: "1/1",
      since: "1/1",
    } as const;
    const [reason] = describeUnenforced([leg]);
    expect(reason?.message).toContain("versions below v2.21.0 only record then");
    // By v2.21.0 it would block, and GitHub end long jobs.
    expect(reason?.lift).toBe("update Harden-Runner to v2.21.1 or later");
  });

  test("is no matter on an ARM runner, which is not watched", () => {
    const preStep = ["ARM runners are not supported in the Harden-Runner community tier."];
    expect(observeText(buildJobLog({ ...block, preStep, postStep: [] }))).toMatchObject({
      reason: "arm-runner",
      enforcement: { state: "not-enforced", cause: "not-monitored", detail: "arm-runner" },
    });
  });
});

const windows = [
  "stopping windows agent process...",
  "agent log:",
  'time=2026-07-26T12:10:00.000Z level=INFO msg="agent started" version=1.0.7',
  'time=2026-07-26T12:10:20.000Z level=INFO msg="blocking DNS query" domain=odd.example.org.',
  'time=2026-07-26T12:10:21.000Z level=INFO msg="blocking DNS query" domain=evil`name.',
];

describe("what a log on Windows or macOS tells", () => {
  const older: Enforcement = { state: "not-enforced", cause: "not-monitored", detail: "windows-runner" };
  test.each<[string, JobLogOptions, string, Enforcement]>([
    ["below v2.20.0", { guard: guardAt(commitOf("v2.19.4")), postStep: windows }, "windows-runner", older],
    [
      "from v2.20.0 on",
      { guard: guardAt(commitOf("v2.20.0")), postStep: windows },
      "windows-runner",
      { state: "unknown" },
    ],
    [
      "of a version that is not known",
      { guard: guardAt("0".repeat(40)), postStep: windows },
      "windows-runner",
      { state: "unknown" },
    ],
    [
      "on macOS",
      { guard: guardAt(commitOf("v2.21.1")), postStep: ["macAgentLog:", "something"] },
      "macos-runner",
      { state: "unknown" },
    ],
    [
      "on macOS below",
      { guard: guardAt(commitOf("v2.16.0")), postStep: ["macAgentLog:"] },
      "macos-runner",
      { ...older, detail: "macos-runner" },
    ],
  ])("%s", (_, log, reason, enforcement) => {
    expect(observeText(buildJobLog({ policy: "block", ...log }))).toMatchObject({
      status: "not-recorded",
      reason,
      enforcement,
    });
  });

  test("names what was refused, and nothing else", () => {
    const log = buildJobLog({ policy: "block", guard: guardAt(commitOf("v2.20.1")), postStep: windows });
    expect(observeText(log)).toMatchObject({
      endpoints: [],
      refused: [{ host: "odd.example.org", ports: [] }],
    });
  });

  test("is read to its end, however long it is", () => {
    const filler = Array.from(
      { length: 900 },
      (_, line) => `time=2026-07-26T12:10:00.000Z level=INFO msg="line ${line}"`,
    );
    const postStep = [...windows.slice(0, 2), ...filler, ...windows.slice(3)];
    expect(observeText(buildJobLog({ policy: "block", postStep })).refused).toHaveLength(1);
  });
});
