import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type JobLogResult, readJobLog } from "../../../../src/adapters/github/runs/job-log.ts";
import { hardenRunner } from "../../../../src/domain/record/harden-runner/recorder.ts";
import type { JobOptions } from "../../../fake-github/add-run.ts";
import { type FakeInstallation, startFakeInstallation } from "../../../support/fake-installation.ts";
import { guardedJob, guardedLog, postStepWindow } from "../../../support/guarded-job.ts";
import { called } from "../../../support/job-log-builder.ts";

const start = "2026-07-26T12:08:47Z";
const agent = [called("github.com", "140.82.112.3")];
const line = `${"the quick brown fox ".repeat(10)}jumps`;

let fake: FakeInstallation;
beforeAll(async () => {
  fake = await startFakeInstallation();
});
afterAll(async () => {
  await fake.github.close();
});
beforeEach(() => {
  fake.github.faults.stop();
  fake.github.setLogRanges(true);
});

let repositories = 0;

/** Has the bot read one log from a repository of its own. */
async function read(
  log: JobOptions["log"],
  options: { endsWithRecord?: boolean; fetch?: typeof fetch } = {},
): Promise<JobLogResult & { requests: number; sent: number }> {
  repositories += 1;
  const repository = fake.addRepository(`repo-${repositories}`, {});
  const run = fake.github.addRun({
    repository,
    path: ".github/workflows/ci.yml",
    runStartedAt: start,
    jobs: [guardedJob({ start, rawLog: log })],
  });
  const id = run.jobs[0]?.id ?? 0;
  const job = {
    id,
    recorder: hardenRunner,
    window: postStepWindow(start),
    endsWithRecord: options.endsWithRecord ?? true,
    steps: [],
  };
  const before = fake.github.calls.length;
  const result = await readJobLog(fake.octokit, fake.describe(repository), job, {
    fetch: options.fetch ?? fetch,
  });
  const requests = fake.github.calls.slice(before).filter(({ path }) => path === `/logs/${id}`).length;
  return { ...result, requests, sent: fake.github.logBytesSent(id) };
}

function statusOf(result: JobLogResult): string {
  if (result.kind !== "read") return result.reason;
  const { status, reason } = result.record.observation;
  return `${status} ${reason}`;
}

describe("a log is read from both ends", () => {
  test.each([
    ["small", 0, 0],
    ["of a few pieces", 700, 0],
    ["of two megabytes", 10_000, 0],
    ["with a long record", 10_000, 3_000],
    ["with a very long head", 0, 0],
  ])("%s", async (kind, lines, daemonLines) => {
    const steps = [Array<string>(lines).fill(line)];
    const log = guardedLog(start, {
      agent: [...agent, ...Array(daemonLines).fill({ after: 30, message: `sudo process started: ${line}` })],
      steps,
      inputs: kind.endsWith("head") ? Array(1_500).fill(line) : [],
      uses: `octo-org/repo/.github/workflows/x.yml@refs/heads/main (${"a".repeat(40)})`,
    });
    const result = await read(log);
    expect(statusOf(result)).toBe("recorded null");
    if (result.kind !== "read") return;
    expect(result.record.observation.endpoints.map(({ host }) => host)).toEqual(["github.com"]);
    expect(result.logBytes).toBe(Buffer.byteLength(log));
    expect(result.bytes).toBe(result.sent);
    if (kind === "of two megabytes") {
      expect(result.logBytes).toBeGreaterThan(2_000_000);
      expect(result.bytes).toBeLessThan(0.05 * result.logBytes);
      expect(result.requests).toBe(2);
    }
  });

  test("whatever the log's length around the sizes of the pieces", async () => {
    for (const bytes of [32_768, 32_769, 81_919, 81_920, 81_921, 229_376]) {
      const plain = guardedLog(start, { agent, steps: [[""]] });
      const filler = "x".repeat(bytes - Buffer.byteLength(plain));
      const log = guardedLog(start, { agent, steps: [[filler]] });
      expect(Buffer.byteLength(log)).toBe(bytes);
      expect(statusOf(await read(log)), String(bytes)).toBe("recorded null");
    }
  });

  test("from a store without ranges, as it comes", async () => {
    fake.github.setLogRanges(false);
    const log = guardedLog(start, { agent, steps: [Array<string>(5_000).fill(line)] });
    const result = await read(log);
    expect(statusOf(result)).toBe("recorded null");
    expect(result).toMatchObject({ bytes: Buffer.byteLength(log), requests: 1 });
  });

  test("an empty log", async () => {
    expect(statusOf(await read(Buffer.alloc(0)))).toBe("not-recorded empty-log");
  });
});

describe("a text that comes after the record", () => {
  const old = "2026-07-26T12:09:00.0000000Z forged as old";
  const forged = guardedLog(start, { agent: [called("evil.example.net", "203.0.113.7")] });
  const imitation = forged.slice(forged.lastIndexOf("Post job cleanup.") - 29);

  test("cannot hide the record behind lines that it dates back", async () => {
    const log = guardedLog(start, { agent, steps: [Array<string>(500).fill(line)] });
    const hidden = log + `${old}\n`.repeat(4_000) + imitation;
    // Where something can write there, everything is read and the two records are seen.
    expect(statusOf(await read(hidden, { endsWithRecord: false }))).toBe("incomplete ambiguous-record");
  });

  test("a huge log is then read in pieces", async () => {
    const log = guardedLog(start, { agent, steps: [Array<string>(30_000).fill(line)] });
    const result = await read(log, { endsWithRecord: false });
    expect(statusOf(result)).toBe("recorded null");
    expect(result).toMatchObject({ bytes: Buffer.byteLength(log), requests: 3 });
  });
});

describe("a log that is not there", () => {
  test.each<[JobOptions["log"], string]>([
    [{ state: "expired" }, "log-expired"],
    [null, "log-not-found"],
    [{ state: "blob-not-found" }, "log-not-available"],
  ])("%j", async (log, reason) => {
    expect(await read(log)).toMatchObject({ kind: "not-available", reason });
  });

  test("a store that does not know it is asked twice", async () => {
    const absent: typeof fetch = async () => new Response("", { status: 404 });
    expect(await read("x", { fetch: absent })).toMatchObject({ reason: "log-not-available" });
  });
});

describe("the store's failures", () => {
  const log = guardedLog(start, { agent, steps: [Array<string>(2_000).fill(line)] });

  test.each(["500", "502", "reset-mid-body", "timeout"] as const)("%s is tried again", async (kind) => {
    fake.github.faults.holdMilliseconds = 20;
    fake.github.faults.next("GET", /^\/logs\//, kind);
    expect(statusOf(await read(log))).toBe("recorded null");
  });

  test("an address that expired between two pieces is asked for anew", async () => {
    let answered = 0;
    const aging: typeof fetch = async (...request) => {
      const response = await fetch(...request);
      answered += 1;
      if (answered === 1) fake.github.clock.advance(61_000);
      return response;
    };
    expect(statusOf(await read(log, { fetch: aging }))).toBe("recorded null");
    expect(answered).toBe(3);
  });

  test.concurrent.each<[string, () => Response]>([
    ["an error", () => new Response("", { status: 500 })],
    ["a refusal", () => new Response("", { status: 403 })],
    ["another range", () => new Response("x", { status: 206, headers: { "content-range": "bytes 5-5/6" } })],
    [
      "another length",
      () => new Response("xyz", { status: 206, headers: { "content-range": "bytes 0-9/10" } }),
    ],
    [
      "more than asked",
      () => new Response("x".repeat(99), { status: 206, headers: { "content-range": "bytes 0-9/10" } }),
    ],
    ["no range", () => new Response("x", { status: 206 })],
  ])("%s at every try ends it", async (_, answer) => {
    await expect(read(log, { fetch: async () => answer() })).rejects.toMatchObject({ code: "bad-answer" });
  });

  test.concurrent("no connection at any try ends it", async () => {
    const dead: typeof fetch = async () => {
      throw new TypeError("fetch failed");
    };
    await expect(read(log, { fetch: dead })).rejects.toMatchObject({ code: "unreachable" });
  });
});

test("no credentials go to the store, and nothing is asked that GitHub does not know", () => {
  expect(fake.github.violations).toEqual([]);
});
