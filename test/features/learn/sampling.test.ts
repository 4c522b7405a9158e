import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../../src/adapters/store/store.ts";
import { type Baseline, emptyBaseline } from "../../../src/domain/baseline/baseline.ts";
import { judgeRun } from "../../../src/domain/run/trust.ts";
import type { WorkflowRun } from "../../../src/domain/run/workflow-run.ts";
import { type JobCandidate, listCandidates } from "../../../src/domain/workflow/jobs/job-candidates.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { maySkip, noteProof, type ShownJob } from "../../../src/features/learn/may-skip.ts";
import { guardAction } from "../../support/guarded-job.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";
import { learnRunTask } from "../../support/tasks.ts";

let redis: TestRedis;
let store: Store;
let repositories = 100;

beforeAll(async () => {
  redis = await startTestRedis();
  store = openStore(redis.redis);
});
afterAll(() => redis.stop());

const [first, second, third] = ["a", "b", "c"].map((letter) => letter.repeat(40)) as [string, string, string];
const hour = 3_600_000;
const never = () => false;
const proof: Baseline = {
  ...emptyBaseline,
  enforcement: new Map([["enforced build", new Set(["100/1"])]]),
} as Baseline;

/** A repository with the push of `first`, and the run that proved its job by that commit at time 0. */
async function settle(lesson: Baseline | null = proof): Promise<number> {
  const id = ++repositories;
  await store.samples.notePush(id, { before: "0".repeat(40), head: first, isHarmless: true });
  await note(id, {}, lesson);
  return id;
}

function taskOf(id: number, change: Partial<WorkflowRun>) {
  const task = learnRunTask({ repositoryId: id });
  return { ...task, run: { ...task.run, headSha: first, referencedWorkflows: [], ...change } };
}

/** All jobs that a workflow file can have, each guarded with a policy. */
function candidatesOf(jobs: Readonly<Record<string, "audit" | "block">>): Promise<readonly JobCandidate[]> {
  const texts = Object.entries(jobs).map(
    ([id, policy]) =>
      `  ${id}:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${guardAction}\n        with: {egress-policy: ${policy}}\n`,
  );
  const parsed = parseWorkflowFile(`on: push\njobs:\n${texts.join("")}`);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return listCandidates(
    { path: ".github/workflows/ci.yml", commit: first, file: parsed.file },
    { names: ["octo-org/octo-repo"], defaultBranch: "main", referencedWorkflows: [] },
    async () => null,
    ["step-security/harden-runner"],
  );
}

/** A run that was read, of a file that guards one job, or these. */
async function note(
  id: number,
  change: Partial<WorkflowRun>,
  lesson: Baseline | null,
  at = 0,
  file: Parameters<typeof candidatesOf>[0] = { build: "block" },
  jobIds: readonly string[] = ["build"],
): Promise<void> {
  const task = taskOf(id, change);
  const shown: readonly ShownJob[] = jobIds.map((jobId) => ({ jobId, baseline: lesson }));
  const trust = judgeRun(task.run, task.repository, null);
  await noteProof(task, trust, { shown, candidates: await candidatesOf(file) }, store, at);
}

function skips(id: number, change: Partial<WorkflowRun> = {}, now = hour, draw = never): Promise<boolean> {
  const task = taskOf(id, change);
  return maySkip(task, judgeRun(task.run, task.repository, null), store, { draw, now });
}

describe("a run", () => {
  test("of a job that was proved to block need not be read, unless chance wants it", async () => {
    const id = await settle();
    expect(await skips(id)).toBe(true);
    expect(await skips(id, {}, hour, () => true)).toBe(false);
  });

  test.each<readonly [string, Partial<WorkflowRun>]>([
    ["that failed", { conclusion: "failure" }],
    ["that was cancelled", { conclusion: "cancelled" }],
    ["that was run again", { attempt: 2 }],
    ["of a pull request", { event: "pull_request", headBranch: "topic", intoBranches: ["main"] }],
    ["of another branch", { headBranch: "topic" }],
    ["of a merge queue", { event: "merge_group", headBranch: "gh-readonly-queue/main/pr-1-aaa" }],
    ["of another workflow file", { path: ".github/workflows/other.yml" }],
    ["of a commit of whose push nobody told", { headSha: "d".repeat(40) }],
    [
      "that calls a workflow",
      { referencedWorkflows: [{ path: "o/r/.github/workflows/x.yml@main", sha: second }] },
    ],
  ])("%s is read", async (_, change) => {
    expect(await skips(await settle(), change)).toBe(false);
  });

  const audited = { ...proof, enforcement: new Map([["audit build", new Set(["100/1"])]]) } as Baseline;
  const lost = {
    ...proof,
    enforcement: new Map([["agent-timed-out build", new Set(["100/1"])]]),
  } as Baseline;
  const failed = {
    ...proof,
    enforcement: new Map([...proof.enforcement, ["failed build", new Set(["100/1"])]]),
  } as Baseline;
  test.each<readonly [string, Baseline | null]>([
    ["only recorded", audited],
    ["did not enforce", lost],
    ["failed in a leg", failed],
    ["showed nothing", emptyBaseline],
    ["could not be learned", null],
    [
      "was refused something",
      { ...proof, endpoints: new Map([["a.example.org:443 refused", {}]]) } as unknown as Baseline,
    ],
  ])("after one that %s is read", async (_, lesson) => {
    expect(await skips(await settle(lesson))).toBe(false);
    // Also where an earlier one was a proof.
    const id = await settle();
    await note(id, {}, lesson);
    expect(await skips(id)).toBe(false);
  });

  test("after a day is read", async () => {
    expect(await skips(await settle(), {}, 25 * hour)).toBe(false);
  });

  const rest = [{}, proof] as const;
  test("of a file with a job in audit mode is read, though that job ran in none of those that were read", async () => {
    const id = await settle();
    await note(id, ...rest, 0, { build: "block", nightly: "audit" });
    expect(await skips(id)).toBe(false);
  });

  test("of a file with a job that was never proved is read until one proved it, and after a day again", async () => {
    const id = await settle();
    const file = { build: "block", nightly: "block" } as const;
    await note(id, ...rest, 0, file);
    expect(await skips(id)).toBe(false);
    await note(id, ...rest, hour, file, ["nightly"]);
    expect(await skips(id)).toBe(true);
    await note(id, ...rest, 20 * hour, file);
    expect(await skips(id, {}, 24 * hour)).toBe(true);
    expect(await skips(id, {}, 25 * hour)).toBe(false);
  });

  test("of a file that lost the job which nobody proved need not be read", async () => {
    const id = await settle();
    await note(id, ...rest, 0, { build: "block", nightly: "block" });
    await note(id, ...rest);
    expect(await skips(id)).toBe(true);
  });
});

describe("after a push", () => {
  const pushes = [
    ["that can change nothing", { before: first, head: second, isHarmless: true }, true],
    ["that may change what jobs call", { before: first, head: second, isHarmless: false }, false],
    ["before which another one got lost", { before: third, head: second, isHarmless: true }, false],
  ] as const;
  for (const [what, push, expected] of pushes)
    test(`${what} a run is ${expected ? "sampled" : "read"}`, async () => {
      const id = await settle();
      await store.samples.notePush(id, push);
      expect(await skips(id, { headSha: second })).toBe(expected);
      // A run of the commit before proves nothing about what was pushed.
      await note(id, {}, proof);
      expect(await skips(id, { headSha: second })).toBe(expected);
      await note(id, { headSha: second }, proof);
      expect(await skips(id, { headSha: second })).toBe(true);
    });
});

test("whatever chance says, at most 19 runs in a row are not read", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 20, maxLength: 60 }), async (draws) => {
      const id = await settle();
      let row = 0;
      for (const draw of draws) {
        const isSkipped = await skips(id, {}, hour, () => draw);
        row = isSkipped ? row + 1 : 0;
        expect(row).toBeLessThan(20);
        if (!isSkipped) await note(id, {}, proof, hour);
      }
    }),
    { numRuns: 30 },
  );
});
