import { expect, test } from "vitest";
import { assessFile } from "../../../src/domain/assessment/assess.ts";
import type { JobAssessment } from "../../../src/domain/assessment/job-assessment.ts";
import { defaultRules } from "../../../src/domain/assessment/rules.ts";
import { stepEnforcer } from "../../../src/domain/guard/workflow-step/step-enforcer.ts";
import {
  compareProposed,
  findProposed,
  readKept,
  selectProposal,
} from "../../../src/domain/proposal/select.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";
import { readWorkflowFile } from "../../support/workflow-file.ts";

const path = ".github/workflows/ci.yml";

function job(id: string, policy: string, list: readonly string[] = []): string {
  const entries = list.length === 0 ? "" : `          allowed-endpoints: ${list.join(" ")}\n`;
  return `  ${id}:\n    steps:\n      - uses: step-security/harden-runner@v2\n        with:\n          egress-policy: ${policy}\n${entries}`;
}

function fileOf(...jobs: readonly string[]): string {
  return `jobs:\n${jobs.join("")}`;
}

const quiet: readonly Run[] = Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] }));
const settling: readonly Run[] = [...quiet, { calls: ["b.example.com"] }];

function assess(text: string, runs: Readonly<Record<string, readonly Run[]>>): readonly JobAssessment[] {
  const learned = Object.entries(runs).map(
    ([id, list]) => [id, { baseline: learn(list), source: "default-branch" }] as const,
  );
  const assessed = assessFile(parseWorkflowFile(text), path, new Map(learned), defaultRules);
  return assessed.ok ? assessed.jobs : [];
}

const options = { mayTrim: true, enforcer: stepEnforcer };
const text = fileOf(job("one", "audit"), job("two", "audit"), job("three", "block"));

test("what is ready is switched, what settles only where it was proposed", () => {
  const jobs = assess(text, { one: quiet, two: settling });
  const fresh = selectProposal({ path, file: readWorkflowFile(text) }, jobs, {
    ...options,
    proposed: new Set(),
  });
  expect(fresh?.lists).toEqual(new Map([["one", ["a.example.com:443"]]]));
  expect(fresh?.others.map(({ jobId }) => jobId)).toEqual(["two", "three"]);
  const open = selectProposal({ path, file: readWorkflowFile(text) }, jobs, {
    ...options,
    proposed: new Set(["two", "three"]),
  });
  expect(open?.lists.get("two")).toEqual(["a.example.com:443", "b.example.com:443"]);
  expect(findProposed(open?.file ?? null, readWorkflowFile(text))).toEqual(new Set(["one", "two"]));
});

test.each([
  ["learning", quiet.slice(0, 5)],
  ["held", [...quiet, { addresses: ["203.0.113.7:443"] }]],
])("a proposed job that is %s now is not kept", (state, runs) => {
  const jobs = assess(text, { one: runs });
  expect(jobs[0]?.state).toBe(state);
  expect(
    selectProposal({ path, file: readWorkflowFile(text) }, jobs, { ...options, proposed: new Set(["one"]) }),
  ).toBeNull();
});

test("a job that settles and cannot be edited any more is told as refused", () => {
  const odd = fileOf(job("one", "audit"), job("two", "${{ x }}"));
  const jobs = assess(odd, { one: quiet, two: settling });
  const proposal = selectProposal({ path, file: readWorkflowFile(odd) }, jobs, {
    ...options,
    proposed: new Set(["two"]),
  });
  expect(proposal?.switched.map(({ jobId }) => jobId)).toEqual(["one"]);
  expect(proposal?.others).toMatchObject([
    { jobId: "two", state: "refused", reasons: [{ code: "expression" }] },
  ]);
});

test("lists are compared job by job", () => {
  const before = fileOf(job("one", "audit", ["a:443", "b:443"]), job("two", "audit", ["c:443"]));
  const after = fileOf(job("one", "block", ["b:443", "c:443"]), job("two", "block", ["c:443", "a:443"]));
  const proposal = { file: readWorkflowFile(after), policies: new Map() };
  expect(compareProposed(readWorkflowFile(before), proposal)).toEqual({
    added: ["a:443", "c:443"],
    removed: ["a:443"],
  });
  expect(compareProposed(null, proposal).removed).toEqual([]);
});

test("what the file names and nobody asked for is kept, compared as the agent does", () => {
  const file = fileOf(job("one", "audit", ["a.example.com", "B.example.com", "old.example.com:8443"]));
  expect(
    readKept(readWorkflowFile(file), new Map([["one", ["a.example.com:443", "b.example.com:443"]]])),
  ).toEqual(new Map([["one", ["B.example.com", "old.example.com:8443"]]]));
});

const oldStep = (id: string, policy: string, list: readonly string[] = []): string =>
  job(id, policy, list).replace("@v2", "@v2.13.0");

test("a step that only gets another release joins what is switched, and waits for what is urgent", () => {
  const select = (of: string, jobs: readonly JobAssessment[]) =>
    selectProposal({ path, file: readWorkflowFile(of) }, jobs, { ...options, proposed: new Set() });
  const both = fileOf(job("one", "audit"), oldStep("two", "audit"));
  const joined = select(both, assess(both, { one: quiet, two: quiet }));
  expect(joined?.switched.map(({ jobId }) => jobId)).toEqual(["one"]);
  expect(joined?.moved.map(({ jobId }) => jobId)).toEqual(["two"]);
  expect(joined?.file.text).toBe(
    both
      .replace(
        "egress-policy: audit",
        "egress-policy: block\n          allowed-endpoints: >\n            a.example.com:443",
      )
      .replace("@v2.13.0", "@v2.21.1"),
  );
  const alone = fileOf(oldStep("two", "audit"));
  const moved = select(alone, assess(alone, { two: quiet }));
  expect(moved?.file.text).toBe(alone.replace("@v2.13.0", "@v2.21.1"));
  expect(moved?.lists).toEqual(new Map());
  expect(moved?.digest).not.toBe(joined?.digest);
  const urgent = fileOf(job("one", "block", ["b.example.com:443"]), oldStep("two", "audit"));
  const failing: Run = { calls: ["b.example.com"], refused: ["a.example.com"], failed: true };
  const repaired = select(urgent, assess(urgent, { one: [failing], two: quiet }));
  expect(repaired?.repaired.map(({ jobId }) => jobId)).toEqual(["one"]);
  expect(repaired?.moved).toEqual([]);
});
