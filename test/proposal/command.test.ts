import fc from "fast-check";
import { expect, test } from "vitest";
import { type Command, parseCommand } from "../../src/proposal/command.ts";
import { tallyRuns } from "../../src/proposal/run-tally.ts";
import type { RunOutcome } from "../../src/store/outcome.ts";

const unknown = (word: string): Command => ({ kind: "unknown", word });

test.each<[string, Command | null]>([
  ["/egress refresh", { kind: "refresh" }],
  ["/egress status", { kind: "status" }],
  ["/egress help", { kind: "help" }],
  ["/EGRESS \t Refresh  ", { kind: "refresh" }],
  ["/egress refresh please, and thank you", { kind: "refresh" }],
  ["/egress refresh\r\n/egress status", { kind: "refresh" }],
  ["/egress\u00a0status", { kind: "status" }],
  [`/egress help ${"<b>@all</b>".repeat(1_000)}`, { kind: "help" }],
  ["/egress", unknown("")],
  ["/egress\nrefresh", unknown("")],
  ["/egress refreshing", unknown("refreshing")],
  ["/egress constructor", unknown("constructor")],
  ["/egress allow evil.example.com", unknown("allow")],
  [`/egress ${"𝒳".repeat(100)}`, unknown("𝒳".repeat(40))],
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
  const tallies = tallyRuns(
    [
      run(9, { notLearned: "fork", path: "other.yml" }),
      run(8, { notLearned: "fork", attempt: 2 }),
      run(7, { jobs: [job("learned", null), job("learned", null), job("not-learned", "log-expired")] }),
      run(6, { jobs: [job("incomplete", "record-cut")] }),
      run(5, {}),
    ],
    "ci.yml",
  );
  expect(
    tallies.map(({ result, reason, here, elsewhere, newest }) => [result, reason, here, elsewhere, newest]),
  ).toEqual([
    ["learned", null, 1, 0, { runId: 7, attempt: 1 }],
    ["incomplete", "record-cut", 1, 0, { runId: 6, attempt: 1 }],
    ["not-learned", "fork", 1, 1, { runId: 9, attempt: 1 }],
    ["not-learned", "log-expired", 1, 0, { runId: 7, attempt: 1 }],
    ["not-learned", "no-guarded-job-ran", 1, 0, { runId: 5, attempt: 1 }],
  ]);
});
