import { expect, test } from "vitest";
import { baselineOf, factsOfLogAlone } from "../../../src/domain/baseline/baseline.ts";
import { findOwnDns, type OwnDns } from "../../../src/domain/recommendation/own-dns.ts";
import { learn } from "../../support/baseline-builder.ts";
import { buildJobLog, called } from "../../support/job-log-builder.ts";
import { observeText } from "../../support/read.ts";

const dns = (address: string, process: string, port = 53) => called("", address, { port, process });

test.each<[string, Parameters<typeof dns>[], readonly OwnDns[]]>([
  ["none", [], []],
  ["the runner's own", [["168.63.129.16", "systemd-resolved"]], []],
  ["a public one asked by the runner's resolver", [["8.8.8.8", "systemd-resolved"]], []],
  ["a private one", [["10.0.0.2", "dig"]], []],
  ["no DNS", [["8.8.8.8", "curl", 443]], []],
  [
    "public ones asked by the job",
    [
      ["8.8.8.8", "buildkitd"],
      ["1.1.1.1", "buildkitd"],
      ["8.8.8.8", "systemd-resolved"],
    ],
    [
      { address: "1.1.1.1:53", processes: ["buildkitd"] },
      { address: "8.8.8.8:53", processes: ["buildkitd"] },
    ],
  ],
  ["one asked within a container", [["9.9.9.9", ""]], [{ address: "9.9.9.9:53", processes: [] }]],
])("DNS servers of a job's own: %s", (_, calls, expected) => {
  const observation = observeText(buildJobLog({ agent: calls.map((call) => dns(...call)) }));
  const baseline = baselineOf(observation, factsOfLogAlone) ?? learn([]);
  expect(findOwnDns(baseline)).toEqual(expected);
});
