import { describe, expect, test } from "vitest";
import { type Enforcer, readGuards, type Wanted } from "../../../../src/domain/guard/enforcer.ts";
import type { Policy } from "../../../../src/domain/guard/policy.ts";
import { createStoreEnforcer } from "../../../../src/domain/guard/policy-store/store-enforcer.ts";
import { stepEnforcer } from "../../../../src/domain/guard/workflow-step/step-enforcer.ts";
import { chooseTarget } from "../../../../src/domain/harden-runner/choose-target.ts";
import { finish } from "../../../../src/shared/turns.ts";
import { readWorkflowFile } from "../../../support/workflow-file.ts";

const path = ".github/workflows/ci.yml";
const policy: Policy = {
  egressPolicy: "block",
  entries: ["a.example.com:443"],
  disableTelemetry: false,
  disableSudo: false,
  disableFileMonitoring: false,
};

/** A file whose jobs are `plain`, which names no policy, and `asking`, which does. */
function fileWith(plain: string, asking = "egress-policy: audit, policy: mine") {
  const job = (id: string, inputs: string) =>
    `  ${id}:\n    permissions: {contents: read}\n    steps:\n      - uses: step-security/harden-runner@v2\n        with: {${inputs}}\n`;
  return readWorkflowFile(`on: push\njobs:\n${job("plain", plain)}${job("asking", asking)}`);
}

const store = createStoreEnforcer({
  guards: new Map([["asking", { name: "mine", scope: "job", policy, written: null, isOurs: true }]]),
  names: new Map([["plain", "egress-bot.r.ci.yml.plain"]]),
});

describe("what guards do now", () => {
  test.each<[string, Enforcer, string, readonly string[]]>([
    ["the Policy Store", store, "block", ["a.example.com:443"]],
    ["the workflow step", stepEnforcer, "other", []],
  ])("%s", (_, enforcer, does, entries) => {
    const guards = readGuards(fileWith("egress-policy: audit"), enforcer);
    expect(guards.get("plain")).toMatchObject({ policy: "audit", entries: [] });
    expect(guards.get("asking")).toMatchObject({ policy: does, entries });
  });

  test("a list of its own stands above the stored one, and keeps the guard from being changed", () => {
    const file = fileWith("", 'policy: mine, allowed-endpoints: "b.example.com:443"');
    const guard = readGuards(file, store).get("asking");
    expect(guard).toMatchObject({ policy: "block", entries: ["b.example.com:443"] });
    expect(guard && store.findObstacle(guard, "asking")?.code).toBe("own-list");
    expect(guard && stepEnforcer.findObstacle(guard, "asking")?.code).toBe("policy-store");
  });
});

test.each<[string, Enforcer, Wanted, string, readonly string[]]>([
  [
    "a list goes into the step",
    stepEnforcer,
    { kind: "switch", entries: ["b.example.com:443"] },
    'egress-policy: block, allowed-endpoints: "b.example.com:443"',
    [],
  ],
  [
    "a list goes into the store",
    store,
    { kind: "switch", entries: ["b.example.com:443"] },
    "egress-policy: audit, policy: egress-bot.r.ci.yml.plain",
    ["egress-bot.r.ci.yml.plain"],
  ],
  [
    "what lacks comes into the step",
    store,
    { kind: "repair", entries: ["b.example.com:443"] },
    'egress-policy: block, allowed-endpoints: "b.example.com:443"',
    [],
  ],
])("%s", (_, enforcer, wanted, step, policies) => {
  const applied = finish(
    enforcer.apply(fileWith("egress-policy: audit"), new Map([["plain", wanted]]), { path }),
  );
  expect(applied.changed).toEqual(["plain"]);
  expect(applied.file.text).toContain(`with: {${step}}`);
  expect([...applied.policies.keys()]).toEqual(policies);
  for (const one of applied.policies.values())
    expect(one).toMatchObject({
      jobId: "plain",
      policy: { egressPolicy: "block", entries: ["b.example.com:443"] },
    });
});

test.each<[string, string, readonly string[], readonly string[]]>([
  [
    "what a comment says in the list",
    ">\n            github.com:443\n            # Azure Wire Server IP\n            a_b.example.com # see pypi.org\n",
    ["github.com:443", "a_b.example.com:443", "b.example.com:443"],
    [],
  ],
  [
    "what turns off all blocking",
    ">\n            168.63.129.16:80\n            github.com postgres:5432\n            https://pypi.org\n",
    ["github.com:443", "b.example.com:443"],
    ["168.63.129.16:80", "postgres:5432", "https://pypi.org"],
  ],
  [
    "what has no effect",
    ">\n            *.example.org:443 *.example.org:80\n            a.example.org:https\n",
    ["*.example.org:443", "b.example.com:443"],
    ["*.example.org:80", "a.example.org:https"],
  ],
  [
    "what line ends glue together, but for them",
    "|\n            github.com:443\n            GitLab.com\n",
    ["github.com:443", "gitlab.com:443", "b.example.com:443"],
    [],
  ],
  [
    "a pattern in place of the port that an exact entry hides",
    ">\n            *.example.com:443\n            b.example.com:80\n",
    ["*.example.com:443", "b.example.com:80", "b.example.com:443"],
    [],
  ],
])("a policy does not get %s", (_, list, entries, named) => {
  const step = `      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: audit\n          allowed-endpoints: ${list}`;
  const file = readWorkflowFile(
    `on: push\njobs:\n  plain:\n    permissions: {contents: read}\n    steps:\n${step}`,
  );
  const wanted: Wanted = { kind: "switch", entries: ["b.example.com:443"] };
  const { policies, notes } = finish(store.apply(file, new Map([["plain", wanted]]), { path }));
  expect([...policies.values()].map((one) => one.policy.entries)).toEqual([entries]);
  expect(notes).toHaveLength(named.length > 0 ? 1 : 0);
  for (const entry of named) expect(notes[0]?.message).toContain(JSON.stringify(entry));
});

test("a policy whose pattern would count by chance is refused", () => {
  const file = fileWith('egress-policy: audit, allowed-endpoints: "*.example.com:80"');
  const wanted: Wanted = { kind: "switch", entries: ["a*.com:443"] };
  const applied = finish(store.apply(file, new Map([["plain", wanted]]), { path }));
  expect(applied).toMatchObject({ changed: [], refused: [{ job: "plain", code: "by-chance-pattern" }] });
  expect(applied.policies.size).toBe(0);
});

test("a guard that asks the store is not changed in the file", () => {
  expect([store.isInFile("asking"), store.isInFile("plain"), stepEnforcer.isInFile("asking")]).toEqual([
    false,
    true,
    true,
  ]);
});

test.each<[string, Enforcer, readonly string[]]>([
  ["the Policy Store", store, ["plain", "asking"]],
  ["the workflow step", stepEnforcer, ["plain", "asking"]],
])("%s moves a step to another release, with its switch or alone", (_, enforcer, changed) => {
  const pin = chooseTarget(Number.POSITIVE_INFINITY);
  if (pin === null) throw new Error("there is no release to move to");
  const before = fileWith("egress-policy: audit").text.replaceAll("@v2\n", "@v2.20.0\n");
  const wanted = new Map<string, Wanted>([
    ["plain", { kind: "switch", entries: ["b.example.com:443"], pin }],
    ["asking", { kind: "move", pin }],
  ]);
  const applied = finish(enforcer.apply(readWorkflowFile(before), wanted, { path }));
  expect(applied).toMatchObject({ changed, refused: [] });
  expect(applied.file.text.match(/@v2\.21\.1/g)).toHaveLength(2);
  const [plain = "", asking] = applied.file.text.split("  asking:");
  expect(plain).toMatch(
    enforcer === store ? /policy: egress-bot\.r\.ci\.yml\.plain/ : /egress-policy: block/,
  );
  expect(asking).toBe(before.replaceAll("@v2.20.0", "@v2.21.1").split("  asking:")[1]);
});
