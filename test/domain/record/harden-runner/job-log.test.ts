import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Enforcement } from "../../../../src/domain/record/enforcement.ts";
import { createJobLogReader } from "../../../../src/domain/record/harden-runner/job-log.ts";
import {
  buildJobLog,
  buildLines,
  buildPostStep,
  buildPreStep,
  called,
  type JobLogOptions,
  resolved,
  stampLines,
} from "../../../support/job-log-builder.ts";
import { endpointsOf, observeText, readText } from "../../../support/read.ts";

const agent = [
  resolved("github.com", "140.82.116.3"),
  called("github.com", "140.82.116.3", { process: "git" }),
];
const ordinary: JobLogOptions = { agent };
const otherIds: JobLogOptions = {
  correlationId: "ffffffff-0000-4000-8000-000000000000",
  agent: [called("evil.example.com", "6.6.6.6")],
};
const sameIds: JobLogOptions = { agent: [called("evil.example.com", "6.6.6.6")] };
const start = "2026-07-26T12:08:47Z";

describe("an ordinary log", () => {
  test("gives who, where and what", () => {
    const observation = observeText(buildJobLog(ordinary));
    expect(observation).toMatchObject({
      status: "recorded",
      reason: null,
      repository: "octo-org/octo-repo",
      runId: 7001,
      jobName: "build",
      workflow: null,
      image: "ubuntu-24.04",
      policy: "audit",
      enforced: false,
      lookalikes: 0,
    });
    expect(endpointsOf(observation)).toEqual(["github.com:443"]);
  });

  test("names the reusable workflow, and the job by the last of several names", () => {
    const log = buildJobLog({
      jobName: "call / build",
      uses: "octo-org/shared/.github/workflows/build.yml@refs/heads/main (6e23cefd00a318899582d38cfa9f6c7f59140d8c)",
      inputs: [
        "  title: harmless",
        "Complete job name: release",
        "Uses: evil/evil/.github/workflows/x.yml@main (6e23cefd00a318899582d38cfa9f6c7f59140d8c)",
      ],
    });
    expect(observeText(log)).toMatchObject({
      jobName: "call / build",
      workflow: {
        repository: "octo-org/shared",
        path: ".github/workflows/build.yml",
        ref: "refs/heads/main",
        sha: "6e23cefd00a318899582d38cfa9f6c7f59140d8c",
      },
    });
  });

  test("takes nothing from configuration, block list and sudo lines for traffic", () => {
    const log = buildJobLog({
      agent: [
        ...agent,
        {
          after: 21,
          message: "sudo process started: Exe: /usr/bin/curl, Arguments: [curl https://sudo.example.org/a]",
        },
      ],
    });
    const observation = observeText(log);
    expect(endpointsOf(observation)).toEqual(["github.com:443"]);
    expect(observation.resolvedOnly).toEqual([]);
  });

  test("keeps processes, first and last time of an endpoint", () => {
    const log = buildJobLog({
      agent: [
        called("github.com", "140.82.116.3", { after: 60, process: "node" }),
        called("github.com", "140.82.116.4", { after: 30, process: "curl" }),
        called("github.com", "140.82.116.3", { after: 90, process: "" }),
      ],
    });
    expect(observeText(log).endpoints).toEqual([
      {
        host: "github.com",
        port: 443,
        implicit: false,
        via: "called",
        alwaysReachable: false,
        processes: ["curl", "node"],
        firstSeen: "2026-07-26T12:09:17.000Z",
        lastSeen: "2026-07-26T12:10:17.000Z",
        sharedWith: [],
        steps: [],
      },
    ]);
  });

  test("counts an event after post_event called", () => {
    const lines = buildLines(ordinary);
    const at = lines.findIndex((line) => line.endsWith("post_event called"));
    lines.splice(at + 1, 0, `Sun, 26 Jul 2026 12:12:07 GMT:${called("late.example.com", "9.9.9.1").message}`);
    expect(endpointsOf(observeText(stampLines(lines, start)))).toEqual([
      "github.com:443",
      "late.example.com:443",
    ]);
  });

  test("without a service log, as with disable-sudo, is recorded", () => {
    expect(observeText(buildJobLog({ ...ordinary, hasServiceLog: false })).status).toBe("recorded");
  });

  test("with a daemon log between is recorded, and the daemon log is not traffic", () => {
    const lines = buildLines(ordinary);
    const at = lines.indexOf("status:");
    lines.splice(at, 0, "daemonLog:", `2026/07/26 12:12:07 ${called("evil.example.com", "6.6.6.6").message}`);
    const observation = observeText(stampLines(lines, start));
    expect(observation.status).toBe("recorded");
    expect(endpointsOf(observation)).toEqual(["github.com:443"]);
  });
});

describe("a log in other clothes reads the same", () => {
  const plain = observeText(buildJobLog(ordinary));
  const text = buildJobLog(ordinary);
  const marker = "[harden-runner] post-step";
  test.each([
    ["a byte order mark", `\uFEFF${text}`],
    ["byte order marks on every line", text.replaceAll("\n", "\n\uFEFF")],
    ["a byte order mark before the marker", text.replace(marker, `\uFEFF${marker}`)],
    ["Windows line ends", text.replaceAll("\n", "\r\n")],
    ["colours", text.replace(marker, `\u001b[36;1m${marker}\u001b[0m`)],
    [
      "debug lines before the marker",
      text.replace(/(?=\S+ \[harden-runner\] post-step)/, "2026-07-26T12:09:00Z ##[debug]Loading env\n"),
    ],
    ["no timestamps", buildLines(ordinary).join("\n")],
    ["blank lines everywhere in the record", text.replace(/ log:\n/, " log:\n\n2026-07-26T12:09:00Z \n\n")],
  ])("%s", (_, dressed) => {
    expect({ ...observeText(dressed), at: plain.at }).toEqual(plain);
  });

  test("whatever the length of its chunks", () => {
    const expected = readText(text);
    for (const length of [1, 2, 3, 7, 64, 511, 512, 513, 4096])
      expect(readText(text, length)).toEqual(expected);
  });

  test("in chunks of any length, with any amount of output before the record", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), fc.integer({ min: 0, max: 80 }), (length, noise) => {
        const log = buildJobLog({
          ...ordinary,
          steps: [Array.from({ length: noise }, (_, line) => `line ${line} [harden-runner`)],
        });
        const { status, endpoints, lookalikes } = observeText(log, length);
        expect({ status, endpoints, lookalikes }).toEqual({
          status: "recorded",
          endpoints: plain.endpoints,
          lookalikes: 0,
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe("a job that was not recorded says why", () => {
  test.each([
    ["This job is running in a container. Such jobs can be monitored by …", "container-job"],
    ["ARM runners are not supported in the Harden-Runner community tier.", "arm-runner"],
    ["Windows ARM runners are not yet supported by Harden-Runner.", "arm-runner"],
    ["This job is running on an ubuntu-slim runner. Harden Runner is not supported …", "ubuntu-slim-runner"],
    [
      "This job is not running in a GitHub Actions Hosted Runner. Harden Runner is only …",
      "unsupported-runner",
    ],
    ["This job is running on a self-hosted runner.", "self-hosted-runner"],
    ["This job is running on a custom VM image with Harden Runner installed.", "custom-vm-image"],
    [
      "Sorry, we are currently experiencing issues with the Harden Runner installation process. It is …",
      "harden-runner-unavailable",
    ],
    ["[!] Workflow is currently being executed in ARC based runner.", "actions-runner-controller"],
    ["TLS is not enabled for this organization. Bravo agent installation skipped.", "third-party-runner"],
    ["Detected Depot runner on macOS. Bravo agent is Linux-only, skipping install.", "third-party-runner"],
    [
      "Detected Depot runner on Windows. HardenRunner is not supported on this third-party provider, skipping install.",
      "third-party-runner",
    ],
    [
      "TLS is not enabled for this organization. Agent installation skipped for self-hosted runner.",
      "self-hosted-runner",
    ],
    [
      "This job is running on a self-hosted runner, but the runner does not have Harden-Runner installed. This job will not be monitored.",
      "self-hosted-runner",
    ],
    ["Workflow is currently being executed in ARC based runner", "actions-runner-controller"],
    ["❌ Checksum verification failed, expected a instead got b", "harden-runner-unavailable"],
    ["[!] TLS_ENABLED: octo-org", "unknown-agent"],
    ["[!] Unable to check TLS_STATUS. Defaulting to TLS enabled.", "unknown-agent"],
    ["Agent already installed, skipping installation", "agent-already-installed"],
    [
      "Skipping harden-runner: custom property 'skip-harden-runner' is set to 'true'",
      "skipped-by-custom-property",
    ],
    ["Installing Windows Agent...", "windows-runner"],
  ])("%j", (message, reason) => {
    const observation = observeText(buildJobLog({ preStep: [message], postStep: [] }));
    expect(observation).toMatchObject({ status: "not-recorded", reason, endpoints: [] });
  });

  test.each([
    [["timed out"], "agent-timed-out"],
    [[], "no-agent-log"],
    [["macAgentLog:", "something"], "macos-runner"],
    [["stopping windows agent process...", "agent log:"], "windows-runner"],
  ])("post step %j", (postStep, reason) => {
    expect(observeText(buildJobLog({ postStep }))).toMatchObject({ status: "not-recorded", reason });
  });

  test.each([
    ["", "empty-log"],
    ["\uFEFF", "empty-log"],
    ["2026-07-26T12:08:47Z Hello\n", "no-harden-runner"],
    [
      '\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>BlobNotFound</Code><Message>The specified blob does not exist.</Message></Error>',
      "log-not-available",
    ],
  ])("%j", (text, reason) => {
    expect(observeText(text)).toMatchObject({ status: "not-recorded", reason, runId: null });
  });
});

describe("an incomplete record", () => {
  test.each([
    [{ status: "Error in agent" }, "agent-not-initialized"],
    [{ status: null, after: [] }, "record-cut"],
    [{ preStep: ["timed out"] }, "agent-timed-out"],
  ] as const)("%j still shows what was called", (options, reason) => {
    const observation = observeText(buildJobLog({ ...ordinary, ...options }));
    expect(observation).toMatchObject({ status: "incomplete", reason });
    expect(endpointsOf(observation)).toEqual(["github.com:443"]);
  });

  test("cut at any line is never taken for a complete one", () => {
    const lines = buildLines({ ...ordinary, after: [] });
    const complete = lines.indexOf("status:") + 2;
    for (let length = 0; length < lines.length; length += 1) {
      const { status } = observeText(stampLines(lines.slice(0, length), start));
      expect(status === "recorded").toBe(length >= complete);
    }
  });

  test("cut at any byte never throws, and names nothing that was not called", () => {
    const bytes = Buffer.from(buildJobLog(ordinary));
    for (let length = 0; length < bytes.length; length += 7) {
      const endpoints = endpointsOf(observeText(bytes.subarray(0, length)));
      expect(["", "github.com:443"]).toContain(endpoints.join());
    }
  });

  test.each([
    ["names", (index: number) => called(`h${index}.example.com`, "9.9.9.9")],
    ["addresses of one name", (index: number) => called("example.com", addressOf(index))],
    ["addresses without name", (index: number) => called("", addressOf(index))],
    ["ports", (index: number) => called("example.com", "9.9.9.9", { port: 1 + index })],
    ["resolutions", (index: number) => resolved("example.com", addressOf(index))],
  ])("with more %s than a job has is not complete and stays bounded", (_, event) => {
    const { verdict } = readText(buildJobLog({ agent: Array.from({ length: 15_000 }, (_, i) => event(i)) }));
    expect(verdict).toMatchObject({ status: "incomplete", reason: "record-too-large" });
    const { record } = verdict;
    const sizes = [record?.called, record?.hosts, record?.addresses].map((map) => map?.size ?? 0);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10_000);
    const addresses = [...(record?.resolutions.values() ?? [])].reduce((sum, set) => sum + set.size, 0);
    expect(addresses).toBeLessThanOrEqual(10_000);
  });

  // Each of these lines names a call that the job made and nobody can read.
  test.each([
    ["an address", "1.2.3.4:443", "***:443"],
    ["a port", "1.2.3.4:443", "1.2.3.4:***"],
    ["a word behind", ", pid: 2762", ", ***: 2762"],
    ["the first word", "endpoint called", "*** called"],
    ["the address of a resolution", "ip address: 1.2.3.4", "ip address: ***"],
    ["the year", "2026 12:09:07 GMT:endpoint", "*** 12:09:07 GMT:endpoint"],
    ["a day that is none", "26 Jul 2026 12:09:07 GMT:endpoint", "39 Jul 2026 12:09:07 GMT:endpoint"],
  ])("with %s masked or broken says so and shows the rest", (_, from, to) => {
    const hidden = [resolved("hidden.example.com", "1.2.3.4"), called("hidden.example.com", "1.2.3.4")];
    const text = buildJobLog({ agent: [...hidden, called("github.com", "140.82.116.3", { after: 60 })] });
    const observation = observeText(text.replace(from, to));
    expect(observation).toMatchObject({ status: "incomplete", reason: "unreadable-lines" });
    expect(endpointsOf(observation)).toContain("github.com:443");
  });

  test("is not one whose calls have no name, no process, or a name that is none", () => {
    const calls = ["", "***", "a_b.example.com", "a b"].map((host) =>
      called(host, "9.9.9.9", { process: "" }),
    );
    const observation = observeText(buildJobLog({ agent: [...calls, ...agent] }));
    expect(observation).toMatchObject({ status: "recorded", addresses: [{ ip: "9.9.9.9", port: 443 }] });
    expect(endpointsOf(observation)).toEqual(["github.com:443"]);
  });
});

function addressOf(index: number): string {
  return `9.0.${index >> 8}.${index & 255}`;
}

describe("a forged record", () => {
  const looks = buildPostStep(otherIds);

  test.each([
    ["before the real one", { steps: [looks] }, 1],
    ["after the real one", { after: looks }, 1],
    ["before and after", { steps: [looks, looks], after: looks }, 3],
    ["without the runner's cleanup line", { steps: [looks.slice(1)] }, 1],
    ["with a pre step of its own", { steps: [[...buildPreStep(otherIds), ...looks]] }, 1],
    [
      "without any id",
      { steps: [["Post job cleanup.", "[harden-runner] post-step", "log:", "status:", "Initialized"]] },
      1,
    ],
  ])("%s is ignored and counted", (_, options, lookalikes) => {
    const observation = observeText(buildJobLog({ ...ordinary, ...options }));
    expect(observation).toMatchObject({ status: "recorded", lookalikes });
    expect(endpointsOf(observation)).toEqual(["github.com:443"]);
  });

  test("with raw lines and timestamps of its own is ignored as well", () => {
    const raw = looks.map((line) => `2020-01-01T00:00:00.0000000Z ${line}`);
    const observation = observeText(buildJobLog({ ...ordinary, steps: [["::group::x", ...raw]] }));
    expect(observation.status).toBe("recorded");
    expect(endpointsOf(observation)).toEqual(["github.com:443"]);
  });

  test.each([
    ["before", { steps: [buildPostStep(sameIds)] }],
    ["after", { after: buildPostStep(sameIds) }],
    ["without the runner's cleanup line", { steps: [buildPostStep(sameIds).slice(1)] }],
  ])("with the real ids, %s, makes the record ambiguous, and nothing in it counts", (_, options) => {
    const observation = observeText(buildJobLog({ ...ordinary, ...options }));
    expect(observation).toMatchObject({ status: "incomplete", reason: "ambiguous-record", endpoints: [] });
    expect([...(observation.claims?.endpoints ?? [])].sort()).toEqual([
      "evil.example.com:443",
      "github.com:443",
    ]);
  });

  test("with the real ids in place of a real one that was cut off is not believed: a step came after it", () => {
    const lines = buildLines({ steps: [buildPostStep(sameIds), ["the next step"]] });
    const cut = stampLines(lines.slice(0, lines.lastIndexOf("[harden-runner] post-step") - 1), start);
    expect(observeText(cut)).toMatchObject({
      status: "incomplete",
      reason: "steps-after-record",
      endpoints: [],
    });
  });

  test("that ends the real one early, by the arguments of sudo, is noticed", () => {
    const early = ["status:", "Initialized", "agent.service log:"].join("\n");
    const lines = buildLines({
      agent: [
        { after: 20, message: `sudo process started: Exe: /usr/bin/sudo, Arguments: [sudo x\n${early}\n]` },
        called("hidden.example.com", "6.6.6.6", { after: 30 }),
      ],
    });
    expect(observeText(stampLines(lines, start))).toMatchObject({
      status: "incomplete",
      reason: "ambiguous-record",
      endpoints: [],
      claims: { endpoints: ["hidden.example.com:443"], more: 0 },
    });
  });

  test.each([
    ["the daemon's log begins", "daemonLog:"],
    ["the daemon's log begins and ends", "daemonLog:\nstatus:\nInitialized"],
  ])("that hides the rest behind a line with which %s, is noticed", (_, end) => {
    const lines = buildLines({
      agent: [
        { after: 20, message: `sudo process started: Exe: /usr/bin/sudo, Arguments: [sudo x\n${end}` },
        called("hidden.example.com", "6.6.6.6", { after: 30 }),
      ],
    });
    const log = stampLines(lines.join("\n").split("\n"), start);
    expect(observeText(log)).toMatchObject({
      status: "incomplete",
      reason: "ambiguous-record",
      endpoints: [],
      claims: { endpoints: ["hidden.example.com:443"], more: 0 },
    });
  });

  test("does not pass for the real one because a byte order mark stands in the real one's marker", () => {
    const forged = [...buildPostStep(sameIds), "[harden-runner] main-step"];
    const text = buildJobLog({ ...ordinary, steps: [["Hello", ...forged]] });
    const marker = text.lastIndexOf("[harden-runner] post-step");
    for (let at = marker + 1; at < marker + 25; at += 1) {
      const marked = Buffer.from(`${text.slice(0, at)}\uFEFF${text.slice(at)}`);
      for (const chunkLength of [1, 7, Buffer.byteLength(text.slice(0, at)) + 1, marked.length])
        expect(observeText(marked, chunkLength).reason, `${at} ${chunkLength}`).toBe("ambiguous-record");
    }
  });

  test("is counted once, whatever is printed around it", () => {
    const step = [
      "x",
      "[harden-runner] post-step",
      ...Array(305).fill(""),
      "[harden-runner] x",
      "[harden-runner] y",
    ];
    for (const lines of [step, [...step, "a [harden-runner] post-step", "b [harden-runner] post-step"]]) {
      const text = buildJobLog({ ...ordinary, steps: [lines] }).replace(/^\S+Z $/gm, "");
      for (const chunkLength of [16, 600, 100_000])
        expect(observeText(text, chunkLength)).toMatchObject({ status: "recorded", lookalikes: 1 });
    }
  });

  test("is as cheap to count as to print", () => {
    const text = buildJobLog({ ...ordinary, steps: [["the step"]] });
    const at = text.indexOf("the step");
    const flood = `\n${"[harden-runner] post-step\nlog:\n".repeat(150_000)}`;
    const observation = observeText(`${text.slice(0, at)}${flood}${text.slice(at)}`);
    expect(observation).toMatchObject({ status: "recorded", lookalikes: 150_000 });
  });

  test("by lines that a service container prints after the record changes nothing", () => {
    const line = `Sun, 26 Jul 2026 12:12:07 GMT:${called("evil.example.com", "6.6.6.6").message}`;
    const observation = observeText(
      buildJobLog({ ...ordinary, after: ["Print service container logs: x", line, line] }),
    );
    expect(observation.status).toBe("recorded");
    expect(endpointsOf(observation)).toEqual(["github.com:443"]);
  });

  test("with two pre steps before any main step is ambiguous", () => {
    const log = buildJobLog({ ...ordinary, preStep: buildPreStep(otherIds) });
    expect(observeText(log)).toMatchObject({
      status: "incomplete",
      reason: "ambiguous-record",
      endpoints: [],
    });
  });
});

describe("block mode", () => {
  const block: JobLogOptions = { ...ordinary, policy: "block", allowedEndpoints: "github.com:443" };
  const asked = ["Fetching policy from API with name: egress-bot.octo-repo.ci.yml.build", "Attempt: 1"];
  const askedForWorkflow = ["Fetching policy from policy store", "Attempt: 1"];

  test("is enforced when the agent set its rules", () => {
    expect(observeText(buildJobLog(block))).toMatchObject({ policy: "block", enforced: true });
  });

  test.each([
    ["the action switched to audit", { preStep: ["Switching egress-policy to audit mode"] }],
    ["the agent only audits (no subscription)", { agent: [{ after: 11, message: "added audit rules" }] }],
    [
      "the agent reverted",
      {
        agent: [
          {
            after: 11,
            message: "Error resolving allowed domain unable to resolve domain a.example.com., status 3",
          },
          { after: 11, message: "Reverted changes" },
        ],
      },
    ],
  ])("is not enforced when %s", (_, options) => {
    expect(observeText(buildJobLog({ ...block, ...options })).enforced).toBe(false);
  });

  test.each<[string, JobLogOptions, Enforcement]>([
    ["audit was asked for", { policy: "audit" }, { state: "audit" }],
    ["the agent set its rules", {}, { state: "enforced" }],
    [
      "a listed host does not resolve",
      {
        agent: [
          {
            after: 11,
            message: "Error resolving allowed domain unable to resolve domain gone.example.com., status 3",
          },
          { after: 11, message: "Reverted changes" },
        ],
      },
      { state: "not-enforced", cause: "host-unresolved", detail: "gone.example.com" },
    ],
    [
      "the agent took its rules back and did not say why",
      { agent: [{ after: 11, message: "Reverted changes" }] },
      { state: "not-enforced", cause: "reverted", detail: null },
    ],
    [
      "the action turned to audit by itself",
      { preStep: ["Switching egress-policy to audit mode"] },
      { state: "not-enforced", cause: "switched-to-audit", detail: null },
    ],
    [
      "the repository is private and has no subscription",
      { isPrivate: true, onlyAudits: true },
      { state: "not-enforced", cause: "subscription-required", detail: null },
    ],
    [
      "the agent only audits, and nothing says why",
      { onlyAudits: true },
      { state: "not-enforced", cause: "audited", detail: null },
    ],
    [
      "the agent was not there in time",
      { postStep: ["timed out"] },
      { state: "not-enforced", cause: "agent-timed-out", detail: null },
    ],
    [
      "nothing watches the job",
      { postStep: ["This job is running in a container. Such jobs can be monitored by …"] },
      { state: "not-enforced", cause: "not-monitored", detail: "container-job" },
    ],
    [
      "nothing is known of the agent on a self-hosted runner",
      { postStep: ["This job is running on a self-hosted runner."] },
      { state: "unknown" },
    ],
    [
      "the list has line ends",
      { allowedEndpoints: "github.com:443\nexample.com:443\n" },
      { state: "not-enforced", cause: "list-unreadable", detail: null },
    ],
    ["the record is cut", { status: null }, { state: "unknown" }],
    ["the Policy Store gave the policy", { policyStore: [...asked] }, { state: "enforced" }],
    [
      "the Policy Store has no such policy",
      {
        policy: "audit",
        policyStore: [...asked, "[!] Error: [Policy Fetch] Error: HTTP 404", "##[error]Policy not found"],
      },
      { state: "not-enforced", cause: "policy-not-found", detail: null },
    ],
    [
      "the Policy Store has no such policy, and the step blocks by itself",
      { policyStore: [...asked, "##[error]Policy not found"] },
      { state: "enforced" },
    ],
    [
      "the Policy Store does not answer",
      {
        policy: "audit",
        policyStore: [
          ...asked,
          "##[error]Unexpected error occurred: Error: [Policy Fetch] TimeoutError: timed out. Falling back to egress policy audit",
        ],
      },
      { state: "not-enforced", cause: "policy-store-failed", detail: null },
    ],
    [
      "the job may not ask for a token",
      {
        policy: "audit",
        policyStore: [
          "Fetching policy from API with name: egress-bot.octo-repo.ci.yml.build",
          '##[error]Policy store requires id-token write permission as it uses OIDC to fetch the policy from StepSecurity API. Please add "id-token: write" to your job permissions.',
        ],
        postStep: ["This job is running on a self-hosted runner."],
      },
      { state: "not-enforced", cause: "policy-no-token", detail: null },
    ],
    [
      "the Policy Store has none for the workflow",
      {
        policy: "audit",
        policyStore: [...askedForWorkflow, "No policy found in policy store. Defaulting to audit mode."],
      },
      { state: "not-enforced", cause: "policy-not-found", detail: null },
    ],
    [
      "the Policy Store refused its key",
      {
        policy: "audit",
        policyStore: [...askedForWorkflow, "Policy not found in policy store. Defaulting to audit mode."],
      },
      { state: "not-enforced", cause: "policy-not-found", detail: null },
    ],
    [
      "the Policy Store does not answer for the workflow",
      {
        policy: "audit",
        policyStore: [
          ...askedForWorkflow,
          "##[error]Unexpected error fetching from policy store: Error: x. Falling back to audit mode.",
        ],
      },
      { state: "not-enforced", cause: "policy-store-failed", detail: null },
    ],
    [
      "the Policy Store is asked without a key",
      {
        policy: "audit",
        policyStore: [
          "Fetching policy from policy store",
          "##[warning]api-key is not set while use-policy-store is true. Defaulting to audit mode.",
        ],
      },
      { state: "not-enforced", cause: "policy-no-key", detail: null },
    ],
    [
      "the Policy Store gave a policy that only audits",
      { policy: "audit", policyStore: [...askedForWorkflow, "Policy found: recorder"] },
      { state: "audit" },
    ],
    [
      "something speaks like the Policy Store after the configuration",
      { policy: "audit", preStep: [...asked, "##[error]Policy not found"] },
      { state: "audit" },
    ],
  ])("when %s", (_, options, enforcement) => {
    expect(observeText(buildJobLog({ ...block, ...options })).enforcement).toEqual(enforcement);
  });

  test("refusals are no endpoints", () => {
    const observation = observeText(
      buildJobLog({
        ...block,
        agent: [
          ...agent,
          { after: 30, message: "domain not allowed: evil.example.com." },
          called("evil.example.com", "54.185.253.63", { after: 30 }),
          called("other.example.com", "54.185.253.63", { after: 31 }),
          { after: 32, message: "ip address dropped: 54.185.253.63" },
          { after: 33, message: "ip address dropped: 6.6.6.6" },
        ],
      }),
    );
    expect(endpointsOf(observation)).toEqual(["github.com:443"]);
    expect(observation.addresses).toEqual([]);
    const facts = { ports: [443], processes: ["node"], steps: [], isListed: false, isBlocklisted: false };
    expect(observation.refused).toEqual([
      { host: "evil.example.com", ...facts },
      { host: "other.example.com", ...facts },
      { ip: "6.6.6.6", ports: [], processes: [], steps: [] },
    ]);
  });

  test("a refusal names what it was for: step, ports, process, and whether the list has it", () => {
    const observation = observeText(
      buildJobLog({
        ...block,
        allowedEndpoints: "github.com:443 *.example.com:8443",
        agent: [
          ...agent,
          called("cdn.example.com", "54.185.253.63", { after: 30, port: 8443, process: "curl" }),
          called("cdn.example.com", "54.185.253.63", { after: 40, port: 443, process: "git" }),
          { after: 31, message: "domain not allowed: evil.example.com." },
        ],
      }),
      undefined,
      [
        { name: "Fetch", startedAt: "2026-07-26T12:09:10Z", completedAt: "2026-07-26T12:09:20Z" },
        { name: "Push", startedAt: "2026-07-26T12:09:25Z", completedAt: "2026-07-26T12:09:40Z" },
      ],
    );
    expect(observation.refused).toEqual([
      {
        host: "cdn.example.com",
        ports: [443, 8443],
        processes: ["curl", "git"],
        steps: ["Fetch", "Push"],
        isListed: true,
        isBlocklisted: false,
      },
      {
        host: "evil.example.com",
        ports: [],
        processes: [],
        steps: ["Fetch"],
        isListed: false,
        isBlocklisted: false,
      },
    ]);
  });
});

describe("shared addresses", () => {
  test("a name that resolved to a called address may have been called there", () => {
    const observation = observeText(
      buildJobLog({
        agent: [
          called("plugins.example.org", "9.9.9.1"),
          resolved("artifacts.example.org", "9.9.9.1"),
          resolved("unused.example.org", "9.9.9.2"),
        ],
      }),
    );
    expect(observation.endpoints.map(({ host, via, sharedWith }) => ({ host, via, sharedWith }))).toEqual([
      { host: "artifacts.example.org", via: "resolved-shared-address", sharedWith: ["plugins.example.org"] },
      { host: "plugins.example.org", via: "called", sharedWith: [] },
    ]);
    expect(observation.resolvedOnly).toEqual(["unused.example.org"]);
  });

  test("of a name that resolved to several are one endpoint, shared with all their names", () => {
    const observation = observeText(
      buildJobLog({
        agent: [
          called("b.example.org", "9.9.9.1", { after: 30, process: "curl" }),
          called("a.example.org", "9.9.9.2", { after: 40, process: "node" }),
          resolved("shared.example.org", "9.9.9.1"),
          resolved("shared.example.org", "9.9.9.2"),
        ],
      }),
    );
    expect(observation.endpoints.filter(({ host }) => host === "shared.example.org")).toMatchObject([
      {
        via: "resolved-shared-address",
        processes: ["curl", "node"],
        firstSeen: "2026-07-26T12:09:17.000Z",
        lastSeen: "2026-07-26T12:09:27.000Z",
        sharedWith: ["a.example.org", "b.example.org"],
      },
    ]);
  });

  test("with hundreds of names and ports are more than is listed", () => {
    const indices = [...Array(1_500).keys()];
    const observation = observeText(
      buildJobLog({
        agent: [
          ...indices.map((index) => resolved(`r${index}.example.com`, "9.9.9.9")),
          ...indices.map((index) => called(`c${index}.example.com`, "9.9.9.9", { port: 1_000 + index })),
        ],
      }),
    );
    expect(observation).toMatchObject({ status: "incomplete", reason: "record-too-large" });
    const names = observation.endpoints.reduce((sum, { sharedWith }) => sum + sharedWith.length, 0);
    expect(names).toBeLessThanOrEqual(100_000);
  });

  test("a call under a name that is invalid counts as a call without a name", () => {
    const observation = observeText(buildJobLog({ agent: [called("a_b.example.com", "9.9.9.2")] }));
    expect(observation.endpoints).toEqual([]);
    expect(observation.addresses.map(({ ip }) => ip)).toEqual(["9.9.9.2"]);
  });

  test("a call under a name that is masked is called so, with what is left of the name", () => {
    const agent = [
      called("Api.***.com", "9.9.9.1", { port: 8_443 }),
      called("***", "9.9.9.3"),
      called("<***>@all", "9.9.9.4"),
      { after: 30, message: "domain not allowed: cdn.***.com." },
    ];
    const observation = observeText(buildJobLog({ agent }));
    expect(observation).toMatchObject({ status: "recorded", endpoints: [], resolvedOnly: [], refused: [] });
    expect(observation.masked?.map(({ name, port, isRefused }) => [name, port, isRefused])).toEqual([
      ["***", 443, false],
      ["api.***.com", 8_443, false],
      ["cdn.***.com", 443, true],
    ]);
    // What cannot be a name is none, masked or not.
    expect(observation.addresses.map(({ ip }) => ip)).toEqual(["9.9.9.4"]);
  });
});

describe("an endpoint called at", () => {
  test.each([
    [["10.0.0.1"], true],
    [["10.0.0.1", "192.168.1.1", "127.0.0.1", "169.254.169.254", "168.63.129.16"], true],
    [["10.0.0.1", "9.9.9.9"], false],
    [["9.9.9.9", "10.0.0.1"], false],
    [["169.254.1.1"], false],
  ])("%j only needs no list: %s", (addresses, alwaysReachable) => {
    const calls = addresses.map((address) => called("db.example.com", address));
    const other = called("db.example.com", "9.9.9.9", { port: 8_443 });
    expect(observeText(buildJobLog({ agent: [...calls, other] })).endpoints).toMatchObject([
      { host: "db.example.com", port: 443, alwaysReachable },
      { host: "db.example.com", port: 8_443, alwaysReachable: false },
    ]);
  });
});

describe("an owner whose users are managed", () => {
  test("has an underscore", () => {
    const log = buildJobLog({
      ...ordinary,
      repository: "mona_octo/repo",
      uses: "mona_octo/shared/.github/workflows/build.yml@main (6e23cefd00a318899582d38cfa9f6c7f59140d8c)",
    });
    expect(observeText(log)).toMatchObject({
      status: "recorded",
      repository: "mona_octo/repo",
      workflow: { repository: "mona_octo/shared" },
    });
  });
});

describe("when the job ran", () => {
  const lines = buildLines(ordinary);
  const preStep = lines.indexOf("[harden-runner] pre-step");
  const agentStart = "2026-07-26T12:08:55.000Z";
  test.each([
    ["the pre step says", "2026-07-26T12:08:50.1234567Z", true],
    ["half a day is no matter", "2026-07-26T00:08:50.1234567Z", true],
    ["but not another year", "9999-07-26T12:08:50.1234567Z", false],
    ["nor another month", "2026-06-26T12:08:50.1234567Z", false],
    ["nor a day that is none", "2026-07-32T12:08:50.1234567Z", false],
    ["nor a day that the month has not", "2026-06-31T12:08:50.1234567Z", false],
    ["nor what is no date", "9999-99-99T99:99:99.9999999Z", false],
  ])("%s: %s", (_, at, isBelieved) => {
    const head = stampLines(lines.slice(0, preStep), start);
    const rest = lines.slice(preStep).map((line) => `${at} ${line}\n`);
    expect(observeText(head + rest.join(""))).toMatchObject({
      status: "recorded",
      at: isBelieved ? at : agentStart,
    });
    const cut = observeText(head + rest.slice(0, 12).join(""));
    expect(cut).toMatchObject({ status: "incomplete", at: isBelieved ? at : null });
  });
});

describe("size", () => {
  test("colours that never end are survived", () => {
    const line = `\u001b${";#".repeat(400_000)}`;
    const csi = `\u001b[${";".repeat(400_000)}\u0000`;
    const osc = "\u001b]".repeat(400_000);
    const log = buildJobLog({ ...ordinary, steps: [["[harden-runner] post-step", "log:", line, csi, osc]] });
    expect(observeText(log)).toMatchObject({ status: "recorded", lookalikes: 1 });
  });

  test("a line of many megabytes is survived", () => {
    const log = buildJobLog({ ...ordinary, steps: [["x".repeat(5_000_000)]] });
    expect(observeText(log).status).toBe("recorded");
  });

  test("a pre step ends after a thousand lines where no step's beginning shows its end", () => {
    const text = stampLines(
      buildLines(ordinary).filter((line) => !line.startsWith("##[group]Run ")),
      start,
    );
    const noise = "2026-07-26T12:09:00.0000000Z some output of a step\n";
    const initialized = text.indexOf("Initialized\n") + "Initialized\n".length;
    const reader = createJobLogReader();
    reader.push(Buffer.from(text.slice(0, initialized) + noise.repeat(500)));
    expect(reader.needsHead()).toBe(true);
    reader.push(Buffer.from(noise.repeat(500)));
    expect(reader.needsHead()).toBe(false);
    reader.push(Buffer.from(text.slice(initialized)));
    expect(reader.end().verdict.status).toBe("recorded");
  });

  test("memory does not grow with the log", () => {
    const text = buildJobLog(ordinary);
    const at = text.indexOf("Hello");
    const reader = createJobLogReader();
    reader.push(Buffer.from(text.slice(0, at)));
    const noise = Buffer.from("2026-07-26T12:09:00.0000000Z some output of a step\n".repeat(20_000));
    const before = process.memoryUsage.rss();
    for (let chunk = 0; chunk < 300; chunk += 1) reader.push(noise);
    const grown = process.memoryUsage.rss() - before;
    reader.push(Buffer.from(text.slice(at)));
    expect(reader.end().verdict.status).toBe("recorded");
    expect(grown).toBeLessThan(100_000_000);
  });
});
