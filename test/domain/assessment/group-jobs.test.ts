import { expect, test } from "vitest";
import { type GroupedJobs, groupJobs, type JobGroup } from "../../../src/domain/assessment/group-jobs.ts";
import type { JobAssessment, JobState } from "../../../src/domain/assessment/job-assessment.ts";
import type { MissVerdict } from "../../../src/domain/baseline/misses.ts";

const path = ".github/workflows/ci.yml";

function job(state: JobState, changes: Partial<JobAssessment> = {}): JobAssessment {
  return {
    jobId: "build",
    state,
    reasons: [],
    overridden: [],
    decision: null,
    unguardedLegs: [],
    learned: null,
    recommendation: null,
    readiness: null,
    enforcement: null,
    trouble: null,
    unenforced: [],
    misses: [],
    repairs: [],
    unused: [],
    denied: [],
    pin: null,
    ...changes,
  };
}

function groupOf(one: JobAssessment, pullRequest: number | null): string {
  const open = new Map(pullRequest === null ? [] : [[path, pullRequest] as const]);
  const grouped: GroupedJobs = groupJobs([{ path, assessed: { ok: true, jobs: [one] } }], open);
  const [found = "none"] = (Object.keys(grouped) as JobGroup[]).filter((group) => grouped[group].length > 0);
  return found;
}

const missed = (verdict: MissVerdict): Partial<JobAssessment> => ({
  misses: [
    {
      endpoint: "a.example.com:443",
      verdict,
      runs: new Set(),
      failed: new Set(),
      steps: [],
      processes: [],
      changed: [],
    },
  ] as unknown as JobAssessment["misses"],
});
const reason = (code: string) => ({ code, message: "x" });

test.each<[JobState, Partial<JobAssessment>, string, string]>([
  ["enforced", {}, "blocking", "blocking"],
  ["unproven", {}, "blocking", "blocking"],
  ["enforced", missed("denied"), "blocking", "blocking"],
  ["enforced", missed("asked"), "needs-you", "needs-you"],
  ["enforced", missed("suspicious"), "needs-you", "needs-you"],
  ["unproven", missed("unproven"), "needs-you", "needs-you"],
  ["failing", {}, "needs-you", "needs-you"],
  ["not-enforced", {}, "needs-you", "needs-you"],
  ["missing", {}, "needs-you", "needs-you"],
  ["refused", {}, "needs-you", "needs-you"],
  ["held", { reasons: [reason("step-never-executed")] }, "needs-you", "needs-you"],
  ["held", { reasons: [reason("windows-runner")] }, "left-alone", "left-alone"],
  ["held", { reasons: [reason("windows-runner"), reason("infrequent")] }, "needs-you", "needs-you"],
  ["ready", {}, "waiting", "needs-you"],
  ["returning", {}, "waiting", "needs-you"],
  ["outdated", {}, "waiting", "needs-you"],
  ["learning", {}, "waiting", "waiting"],
  ["settling", {}, "waiting", "waiting"],
  ["ignored", {}, "left-alone", "left-alone"],
  ["unguardable", {}, "left-alone", "left-alone"],
  ["not-guarded", { reasons: [reason("guard-gone")] }, "needs-you", "needs-you"],
  ["not-guarded", {}, "left-alone", "left-alone"],
])("%s %j is %s, and with an open pull request %s", (state, changes, without, withOpen) => {
  expect(groupOf(job(state, changes), null)).toBe(without);
  expect(groupOf(job(state, changes), 12)).toBe(withOpen);
});

test("each job is in one group, in the order of the files", () => {
  const files = ["a.yml", "b.yml"].map((name) => ({
    path: `.github/workflows/${name}`,
    assessed: { ok: true, jobs: [job("learning"), job("enforced"), job("learning")] } as const,
  }));
  const broken = {
    path,
    assessed: { ok: false, problem: { code: "syntax-error", message: "x", line: 1, column: 1 } },
  } as const;
  const grouped = groupJobs([...files, broken], new Map());
  expect(grouped.waiting.map((one) => one.path)).toEqual([0, 0, 1, 1].map((index) => files[index]?.path));
  expect(grouped.blocking).toHaveLength(2);
  expect([...grouped["needs-you"], ...grouped["left-alone"]]).toEqual([]);
});
