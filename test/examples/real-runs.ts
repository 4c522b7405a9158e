import type { RunOptions } from "../fake-github/add-run.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { github, path } from "../features/propose/propose-setup.ts";
import { type GuardedJobOptions, guardAction, guardedJob } from "../support/guarded-job.ts";
import { called } from "../support/job-log-builder.ts";

/** The workflow file whose runs have logs. */
export const guardedWorkflow = `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ${guardAction}\n        with:\n          egress-policy: audit\n`;

/** Adds runs of the job `build` with logs, an hour apart and the first at 06:00 of 20 January or behind those that are there. */
export function addRuns(
  repository: FakeRepository,
  count: number,
  hosts: readonly string[],
  options: Partial<RunOptions> = {},
  job: Partial<GuardedJobOptions> = {},
): void {
  for (let index = 0; index < count; index += 1) {
    const place = repository.state.runs.length;
    const id = 9_001 + place;
    const start = new Date(Date.UTC(2026, 0, 20, 6 + place)).toISOString().replace(".000", "");
    const agent = hosts.map((host, at) =>
      called(host, `203.0.113.${at + 7}`, { after: 20 + at, process: "curl" }),
    );
    const log = { repository: `${repository.owner}/${repository.name}`, runId: id, agent };
    github.addRun({
      repository,
      path,
      id,
      createdAt: start,
      runStartedAt: start,
      actor: "mona",
      jobs: [guardedJob({ start, log, ...job })],
      ...options,
    });
  }
}
