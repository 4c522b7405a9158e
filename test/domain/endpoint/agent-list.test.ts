import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  type AgentAnswer,
  askAgentList,
  readAgentEntry,
  readAgentList,
  splitAgentList,
} from "../../../src/domain/endpoint/agent-list.ts";
import { findFatal } from "../../../src/domain/endpoint/fatal-entry.ts";

/** What the agent itself answered; its header says how it is to be read. */
interface Fixture {
  readonly hosts: readonly string[];
  readonly lists: readonly (readonly [list: string, state: string, questions: string])[];
}

const { hosts, lists } = JSON.parse(
  readFileSync(new URL("../../fixtures/agent-lists.json", import.meta.url), "utf8"),
) as Fixture;

const implicit = [
  "*.actions.githubusercontent.com:443",
  "productionresultssa*.blob.core.windows.net:443",
  "codeload.github.com:443",
  "actions-results-receiver-production.githubapp.com:443",
];
const telemetry = ["agent.api.stepsecurity.io:443", "prod.app-api.stepsecurity.io:443"];

const answers: Readonly<Record<string, AgentAnswer>> = {
  E: "allowed",
  e: "refused",
  W: "allowed",
  v: "by-chance",
  w: "refused",
  n: "refused",
  i: "refused",
};

test("the agent itself reads 10,000 lists so", () => {
  const differences: string[] = [];
  let asked = 0;
  for (const [value, state, questions] of lists) {
    const list = readAgentList(
      splitAgentList(value),
      state.endsWith("!") ? implicit : [...implicit, ...telemetry],
    );
    for (const question of questions.split(" ")) {
      const [, host, port, answer] = /^(\d+):(-?\d+)(\w)$/.exec(question) ?? [];
      if (answer === undefined) continue;
      asked += 1;
      const call = { host: hosts[Number(host)] ?? "", port: Number(port) };
      if (askAgentList(list, call) !== answers[answer])
        differences.push(`${JSON.stringify(value)} ${question}`);
    }
  }
  expect(differences).toEqual([]);
  expect(asked).toBeGreaterThan(20_000);
  expect(lists).toHaveLength(10_000);
});

test("and turns all enforcement off for the same lists", () => {
  // In the fixture a name whose label is `dead` does not resolve; in the world only DNS can say that.
  const isDead = (piece: string): boolean => readAgentEntry(piece).name.split(".").includes("dead");
  const differences = lists.filter(([value, state]) => {
    const fatal = splitAgentList(value).some(
      (piece) => findFatal(readAgentEntry(piece)) !== null || (isDead(piece) && !piece.includes("*")),
    );
    return fatal === state.startsWith("e");
  });
  expect(differences.map(([value, state]) => [value, state])).toEqual([]);
});

test.each([
  ["localhost", "never-resolves"],
  ["postgres:5432", "never-resolves"],
  ["10.0.0.1:443", "never-resolves"],
  ["https://pypi.org", "never-resolves"],
  ["#", "never-resolves"],
  ["a.org,b.org", "never-resolves"],
  ["metadata.google.internal:80", "internal-name"],
  ["a.org\nb.org:443", "control-character"],
  ["a.org:70000", "port-out-of-range"],
  ["a.org:443\nb.org:443", null],
  ["my_bucket.example.org", null],
  ["**:443", null],
  ["*.internal:443", null],
])("%j turns enforcement off: %s", (piece, fatal) => {
  expect(findFatal(readAgentEntry(piece))).toBe(fatal);
});

test.each([
  [
    "an exact entry hides a pattern",
    "archive.example.org:80 *.example.org:443",
    "archive.example.org",
    443,
    "refused",
  ],
  [
    "of two ports of a pattern the first counts",
    "*.example.org:80 *.example.org:443",
    "a.example.org",
    443,
    "refused",
  ],
  ["two patterns, one by chance", "*.example.org:80 a*.example.org:443", "ab.example.org", 443, "by-chance"],
  ["two patterns of one port", "*.example.org:443 a*.example.org:443", "ab.example.org", 443, "allowed"],
  ["case counts", "GitHub.com:443", "github.com", 443, "refused"],
  ["a final dot does not", "github.com.:443", "github.com", 443, "allowed"],
  ["a port that is no number is 0", "github.com:https", "github.com", 443, "refused"],
  ["line ends do not divide", "a.org:443\nb.org:443", "b.org", 443, "refused"],
  ["a pattern is not its parent", "*.example.org", "example.org", 443, "refused"],
] as const)("%s", (_, value, host, port, answer) => {
  expect(askAgentList(readAgentList(splitAgentList(value)), { host, port })).toBe(answer);
});
