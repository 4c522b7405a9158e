import { expect, test } from "vitest";
import { readPolicies } from "../../../src/domain/guard/guard-policy.ts";
import { findSwitched, isOtherMode } from "../../../src/domain/settings/enforcers.ts";
import { readWorkflowFile } from "../../support/workflow-file.ts";

/** A workflow file with a job for each list of inputs. */
function guards(...jobs: readonly string[]) {
  const texts = jobs.map(
    (inputs, at) =>
      `  job${at}:\n    steps:\n      - uses: step-security/harden-runner@v2\n        with: {${inputs}}\n`,
  );
  return readPolicies(readWorkflowFile(`jobs:\n${texts.join("")}`));
}

const [audit, block, stored] = [
  "egress-policy: audit",
  "egress-policy: block",
  "egress-policy: audit, policy: mine",
];

test.each([
  ["nothing", [audit, block, stored], [audit, block, stored], {}, { inline: false, "policy-store": false }],
  ["a list in the file", [audit], [block], { inline: ["job0"] }, { inline: false, "policy-store": true }],
  [
    "a stored policy",
    [audit],
    [stored],
    { "policy-store": ["job0"] },
    { inline: true, "policy-store": false },
  ],
  [
    "a stored policy in place of a list",
    [block],
    [stored],
    { "policy-store": ["job0"] },
    { inline: true, "policy-store": false },
  ],
  ["a list in place of a stored policy", [stored], [block], {}, { inline: false, "policy-store": false }],
  ["a way back", [block], [audit], {}, { inline: false, "policy-store": false }],
  ["a job that is new", [audit], [audit, block], {}, { inline: false, "policy-store": false }],
  [
    "both",
    [audit, audit],
    [block, stored],
    { inline: ["job0"], "policy-store": ["job1"] },
    { inline: true, "policy-store": false },
  ],
] as const)("what a branch switches: %s", (_, before, after, switched, isOther) => {
  const [old, next] = [guards(...before), guards(...after)];
  expect(Object.fromEntries(findSwitched(old, next))).toEqual(switched);
  expect({
    inline: isOtherMode(old, next, "inline"),
    "policy-store": isOtherMode(old, next, "policy-store"),
  }).toEqual(isOther);
});
