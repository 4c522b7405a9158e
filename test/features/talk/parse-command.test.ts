import fc from "fast-check";
import { expect, test } from "vitest";
import type { RunOutcome } from "../../../src/domain/run/outcome.ts";
import { tallyRuns } from "../../../src/domain/run/run-tally.ts";
import { parseCommand } from "../../../src/features/talk/parse-command.ts";

const ci = ".github/workflows/ci.yml";
const unnamed = { file: null, jobId: null };
const unknown = (word: string) => ({ kind: "unknown", word });
const invalid = (command: string, problem: string) => ({
  kind: "invalid",
  command,
  problem,
});

test.each<[string, object | null]>([
  ["/egress refresh", { kind: "refresh", job: unnamed }],
  ["/egress status", { kind: "status" }],
  ["/egress help", { kind: "help" }],
  ["/EGRESS \t Refresh  ", { kind: "refresh", job: unnamed }],
  ["/egress refresh please, and thank you", { kind: "refresh", job: unnamed }],
  ["/egress refresh\r\n/egress status", { kind: "refresh", job: unnamed }],
  ["/egress\u00a0status", { kind: "status" }],
  [`/egress help ${"<b>@all</b>".repeat(1_000)}`, { kind: "help" }],
  ["/egress", unknown("")],
  ["/egress\nrefresh", unknown("")],
  ["/egress refreshing", unknown("refreshing")],
  ["/egress constructor", unknown("constructor")],
  [`/egress ${"𝒳".repeat(100)}`, unknown("𝒳".repeat(40))],
  [
    "/egress allow API.Example.com. the mirror  of  us",
    { kind: "allow", job: unnamed, endpoint: "api.example.com:443", reason: "the mirror of us" },
  ],
  [
    "/EGRESS Allow a.example.com:8443 x\nnot this",
    { kind: "allow", job: unnamed, endpoint: "a.example.com:8443", reason: "x" },
  ],
  [
    "/egress allow cdn*.example.com x",
    { kind: "allow", job: unnamed, endpoint: "cdn*.example.com:443", reason: "x" },
  ],
  [
    `/egress allow a.example.com ${"x".repeat(300)}`,
    { kind: "allow", job: unnamed, endpoint: "a.example.com:443", reason: "x".repeat(300) },
  ],
  [`/egress allow a.example.com ${"x".repeat(301)}`, invalid("allow", "reason-too-long")],
  [`/egress allow a.example.com ${"x ".repeat(10_000)}`, invalid("allow", "reason-too-long")],
  ["/egress allow a.example.com", invalid("allow", "missing-reason")],
  ["/egress allow a.example.com\nbecause", invalid("allow", "missing-reason")],
  ["/egress allow", invalid("allow", "missing-host")],
  ["/egress allow https://a.example.com/x y", invalid("allow", "bad-port")],
  ["/egress allow a..example.com y", invalid("allow", "bad-host")],
  ["/egress allow a_b.example.com y", invalid("allow", "underscore")],
  ["/egress allow <b>.example.com y", invalid("allow", "bad-host")],
  ["/egress allow a.example.com:0 y", invalid("allow", "bad-port")],
  ["/egress allow a.example.com:65536 y", invalid("allow", "bad-port")],
  ["/egress allow a.example.com:53 y", invalid("allow", "not-tcp")],
  ["/egress allow a.example.com:123 y", invalid("allow", "not-tcp")],
  ["/egress allow 203.0.113.9 y", invalid("allow", "address")],
  ["/egress allow 203.0.113.9:443 y", invalid("allow", "address")],
  ["/egress allow [2001:db8::1]:443 y", invalid("allow", "address")],
  ["/egress allow hosted-compute-watchdog-prod-eus-01.githubapp.com y", invalid("allow", "runner-service")],
  ["/egress allow localhost y", invalid("allow", "private-name")],
  ["/egress allow db.internal y", invalid("allow", "private-name")],
  ["/egress allow *.db.internal y", invalid("allow", "private-name")],
  ["/egress allow *.*.example.com y", invalid("allow", "two-wildcards")],
  ["/egress allow *.com y", invalid("allow", "unsafe-pattern")],
  ["/egress allow *example.com y", invalid("allow", "unsafe-pattern")],
  ["/egress allow *.s3.amazonaws.com y", invalid("allow", "unsafe-pattern")],
  ["/egress allow *.blob.core.windows.net y", invalid("allow", "unsafe-pattern")],
  [
    "/egress deny *.blob.core.windows.net",
    { kind: "deny", job: unnamed, endpoint: "*.blob.core.windows.net:443", reason: "" },
  ],
  [
    "/egress deny a.example.com no more",
    { kind: "deny", job: unnamed, endpoint: "a.example.com:443", reason: "no more" },
  ],
  ["/egress deny 203.0.113.9", invalid("deny", "address")],
  [`/egress deny a.example.com ${"x".repeat(301)}`, invalid("deny", "reason-too-long")],
  [
    "/egress explain a.example.com",
    { kind: "explain", job: unnamed, query: { host: "a.example.com", port: null }, isEither: false },
  ],
  [
    "/egress explain A.example.com:80 ",
    { kind: "explain", job: unnamed, query: { host: "a.example.com", port: 80 }, isEither: false },
  ],
  [
    "/egress explain *.example.com",
    { kind: "explain", job: unnamed, query: { host: "*.example.com", port: null }, isEither: false },
  ],
  [
    "/egress explain 203.0.113.9",
    { kind: "explain", job: unnamed, query: { host: "203.0.113.9", port: null }, isEither: false },
  ],
  [
    "/egress explain 203.0.113.9:443",
    { kind: "explain", job: unnamed, query: { host: "203.0.113.9", port: 443 }, isEither: false },
  ],
  ["/egress explain 203.0.113.9:x", invalid("explain", "bad-port")],
  ["/egress explain 203.0.113.999", invalid("explain", "address")],
  ["/egress explain", { kind: "explain", job: unnamed, query: null, isEither: false }],
  [
    "/egress explain ci.yml:build",
    { kind: "explain", job: { file: ci, jobId: "build" }, query: null, isEither: false },
  ],
  [
    "/egress explain build",
    {
      kind: "explain",
      job: { file: null, jobId: "build" },
      query: { host: "build", port: null },
      isEither: true,
    },
  ],
  ["/egress explain a b", invalid("explain", "too-many-words")],
  ["/egress propose build", { kind: "propose", job: { file: null, jobId: "build" } }],
  ["/egress relearn ci.yml:build", { kind: "relearn", job: { file: ci, jobId: "build" } }],
  [`/egress ignore ${ci}:a-b_C`, { kind: "ignore", job: { file: ci, jobId: "a-b_C" } }],
  ["/egress propose", { kind: "propose", job: unnamed }],
  ["/egress propose ci.yml", { kind: "propose", job: { file: ci, jobId: null } }],
  ["/egress refresh ci.yml", { kind: "refresh", job: { file: ci, jobId: null } }],
  [
    "/egress allow ci.yml:build a.example.com x",
    { kind: "allow", job: { file: ci, jobId: "build" }, endpoint: "a.example.com:443", reason: "x" },
  ],
  [
    "/egress allow build a.example.com x",
    { kind: "allow", job: { file: null, jobId: "build" }, endpoint: "a.example.com:443", reason: "x" },
  ],
  [
    "/egress deny ci.yml a.example.com:80",
    { kind: "deny", job: { file: ci, jobId: null }, endpoint: "a.example.com:80", reason: "" },
  ],
  [
    "/egress explain ci.yml:build a.example.com",
    {
      kind: "explain",
      job: { file: ci, jobId: "build" },
      query: { host: "a.example.com", port: null },
      isEither: false,
    },
  ],
  ["/egress allow ci.yml:build", invalid("allow", "missing-host")],
  ["/egress propose the build", invalid("propose", "too-many-words")],
  ["/egress propose <b>", invalid("propose", "bad-job")],
  ["/egress propose 1build", invalid("propose", "bad-job")],
  ["/egress propose ci.txt:build", invalid("propose", "bad-job")],
  ["/egress propose ../../x.yml:build", invalid("propose", "bad-job")],
  ["/egress audit ci.yml:build", { kind: "audit", job: { file: ci, jobId: "build" } }],
  ["/egress ignore .github/workflows/sub/ci.yml:build", invalid("ignore", "bad-job")],
  ["/egress proposed build", unknown("proposed")],
  ["", null],
  ["refresh", null],
  ["/egressrefresh", null],
  ["//egress refresh", null],
  [" /egress refresh", null],
  ["    /egress refresh", null],
  ["\n/egress refresh", null],
  ["> /egress refresh", null],
  ["See /egress refresh", null],
  ["`/egress refresh`", null],
])("%j", (body, command) => {
  expect(parseCommand(body)).toEqual(command);
});

test("no tail changes a command", () => {
  const tail = fc.tuple(
    fc.constantFrom(" ", "\n", "\r\n", "\t"),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
  fc.assert(
    fc.property(tail, ([space, text]) => {
      expect(parseCommand(`/egress status${space}${text}`)).toEqual({ kind: "status" });
    }),
    { numRuns: 200, seed: 1 },
  );
});

test("any text gives a command whose parts are bounded", () => {
  const words = fc.constantFrom("allow", "deny", "explain", "propose", "ignore", "relearn", "audit");
  fc.assert(
    fc.property(words, fc.string({ unit: "binary", maxLength: 3_000 }), (word, text) => {
      const command = parseCommand(`/egress ${word} ${text}`);
      expect(JSON.stringify(command).length).toBeLessThan(4_000);
      if (command?.kind === "allow") expect(command.endpoint).toMatch(/^[a-z0-9.*-]+:\d+$/);
    }),
    { numRuns: 300, seed: 1 },
  );
});

test("runs are counted by what became of them and of their jobs", () => {
  const run = (runId: number, changes: Partial<RunOutcome>): RunOutcome => ({
    runId,
    attempt: 1,
    at: "2026-07-01T00:00:00Z",
    path: "ci.yml",
    event: "push",
    notLearned: null,
    jobs: [],
    ...changes,
  });
  const job = (result: "learned" | "incomplete" | "not-learned", reason: string | null) => ({
    name: "build",
    jobId: "build",
    result,
    reason,
  });
  const tallies = tallyRuns([
    run(9, { notLearned: "fork", path: "other.yml" }),
    run(8, { notLearned: "fork", attempt: 2 }),
    run(7, { jobs: [job("learned", null), job("learned", null), job("not-learned", "log-expired")] }),
    run(6, { jobs: [job("incomplete", "record-cut")] }),
    run(5, {}),
  ]);
  expect(
    tallies.map(({ result, reason, runs, paths, newest }) => [result, reason, runs, paths, newest]),
  ).toEqual([
    ["learned", null, 1, ["ci.yml"], { runId: 7, attempt: 1 }],
    ["incomplete", "record-cut", 1, ["ci.yml"], { runId: 6, attempt: 1 }],
    ["not-learned", "fork", 2, ["ci.yml", "other.yml"], { runId: 9, attempt: 1 }],
    ["not-learned", "log-expired", 1, ["ci.yml"], { runId: 7, attempt: 1 }],
    ["not-learned", "no-guarded-job-ran", 1, ["ci.yml"], { runId: 5, attempt: 1 }],
  ]);
});
