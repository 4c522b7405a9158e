import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readJobLog } from "../../../src/adapters/github/runs/job-log.ts";
import { listRunJobs } from "../../../src/adapters/github/runs/run-jobs.ts";
import { hardenRunner } from "../../../src/domain/record/harden-runner/recorder.ts";
import type { Recorders } from "../../../src/domain/record/recorder.ts";
import { readWorkflowRun } from "../../../src/domain/run/workflow-run.ts";
import { listCandidates } from "../../../src/domain/workflow/jobs/job-candidates.ts";
import { parseWorkflowFile } from "../../../src/domain/workflow/workflow-file.ts";
import { findGuardedJobs, type GuardedJob } from "../../../src/features/learn/find-guarded-jobs.ts";
import { findPostStep } from "../../../src/features/learn/find-post-step.ts";
import { learnJob } from "../../../src/features/learn/learn-job.ts";
import { useFolder } from "../../support/cli.ts";
import { type FakeInstallation, startFakeInstallation } from "../../support/fake-installation.ts";
import { guardAction, guardedJob, guardedLog, postStepWindow } from "../../support/guarded-job.ts";
import { called } from "../../support/job-log-builder.ts";
import { endpointsOf } from "../../support/read.ts";
import { readOneLog } from "../../support/read-one-log.ts";
import { twoLineLog, twoLineRecorder } from "../../support/two-line-recorder.ts";

// The list as it is with one more line.
const recorders: Recorders = [hardenRunner, twoLineRecorder];
const start = "2026-07-26T12:08:47Z";
const path = ".github/workflows/ci.yml";
const twoLines = `${twoLineRecorder.action}@v1`;
const call = { host: "two.example.org", port: 443, address: "192.0.2.2", at: "2026-07-26T12:09:00Z" };
const folder = useFolder();

let fake: FakeInstallation;
beforeAll(async () => {
  fake = await startFakeInstallation();
});
afterAll(async () => {
  expect(fake.github.violations).toEqual([]);
  await fake.github.close();
});

let runs = 0;

/** Finds the jobs of a run with one job, whose steps use some actions, and which leaves some log. */
async function findJobs(uses: readonly string[], log: (run: { repository: string; id: number }) => string) {
  runs += 1;
  const id = 920_000 + runs;
  const name = `recorded-${runs}`;
  const steps = uses.map((action) => `      - uses: ${action}\n`).join("");
  const text = `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n${steps}      - run: echo "\${{ github.sha }}"\n`;
  const repository = fake.addRepository(name, { [path]: text });
  const rawLog = log({ repository: `octo-org/${name}`, id });
  const job = guardedJob({ start, guardStep: `Run ${uses[0]}`, rawLog });
  const added = fake.github.addRun({ id, repository, path, runStartedAt: start, jobs: [job] });
  const run = readWorkflowRun(fake.github.payloads.workflowRun(added, "completed").workflow_run);
  const parsed = parseWorkflowFile(text);
  if (run === null || !parsed.ok) throw new Error("the run or its file is none");
  const task = { repository: fake.describe(repository), run };
  const candidates = await listCandidates(
    { path, commit: run.headSha, file: parsed.file },
    { names: [`octo-org/${name}`], defaultBranch: "main", referencedWorkflows: [] },
    async () => null,
    recorders.map(({ action }) => action),
  );
  const listed = await listRunJobs(fake.octokit, task.repository, run);
  const found = findGuardedJobs(listed, candidates, recorders);
  return { task, found: found.filter((one): one is GuardedJob => "path" in one) };
}

function record(before: readonly string[] = []) {
  const recordAt = new Date(postStepWindow(start).from + 300).toISOString();
  return (run: { repository: string; id: number }) => twoLineLog(run, [call], { start, recordAt, before });
}

describe("a recorder that is one more line in the list", () => {
  test("teaches what its post step printed", async () => {
    const { task, found } = await findJobs([twoLines], record());
    const [job] = found;
    if (job === undefined) throw new Error("no job");
    const lesson = await learnJob(task, job, { octokit: fake.octokit, fetch }, async () => new Map());
    expect(lesson).toMatchObject({ result: "learned", reason: null });
    const { endpoints, runs: learned, steps } = lesson.baseline ?? {};
    expect([...(endpoints?.keys() ?? [])]).toEqual(["two.example.org:443"]);
    expect([...(endpoints?.values() ?? [])].map((one) => [...one.steps])).toEqual([["Install"]]);
    expect([...(learned?.keys() ?? [])]).toEqual([`${task.run.id}/1`]);
    expect([...(steps?.keys() ?? [])]).toContain(`Run ${twoLineRecorder.action}`);
  });

  test("is believed only as far as the time of that step goes", async () => {
    const early = (run: { repository: string; id: number }) =>
      twoLineLog(run, [call], { start, recordAt: start });
    const { task, found } = await findJobs([twoLines], early);
    const [job] = found;
    if (job === undefined) throw new Error("no job");
    const lesson = await learnJob(task, job, { octokit: fake.octokit, fetch }, async () => new Map());
    expect(lesson).toMatchObject({ result: "not-learned", reason: "no-agent-log" });
  });

  test("has only the tail of a long log read, and tells the addresses", async () => {
    const lines = Array<string>(20_000).fill("the quick brown fox jumps over the lazy dog ".repeat(3));
    const { task, found } = await findJobs([twoLines], record(lines));
    const [job] = found;
    const step = job === undefined ? "no job" : findPostStep(job);
    if (typeof step === "string") throw new Error(step);
    const result = await readJobLog(fake.octokit, task.repository, step, { fetch });
    if (result.kind !== "read") throw new Error(result.reason);
    expect(endpointsOf(result.record.observation)).toEqual(["two.example.org:443"]);
    expect(result.record.addressesOf((host) => host === "two.example.org", null)).toEqual(["192.0.2.2"]);
    expect(result.logBytes).toBeGreaterThan(2_000_000);
    expect(result.bytes).toBeLessThan(0.05 * result.logBytes);
  });

  test("leaves a job to the one that stands before it in the list", async () => {
    const agent = [called("github.com", "140.82.112.3")];
    const { found } = await findJobs([guardAction, twoLines], (run) =>
      guardedLog(start, { repository: run.repository, runId: run.id, agent }),
    );
    expect(found.map(({ recorder }) => recorder)).toEqual([hardenRunner]);
  });

  test("is read from a downloaded log", async () => {
    const log = folder.write("two-lines.txt", record()({ repository: "octo-org/repo", id: 7 }));
    expect(await readOneLog(log, recorders)).toMatchObject({ status: "recorded", runId: 7 });
    expect(await readOneLog(log)).toMatchObject({ status: "not-recorded", reason: "no-harden-runner" });
  });
});
