import { readFile } from "../../adapters/github/files/repository-file.ts";
import { listOpenProposals, type OpenProposal } from "../../adapters/github/talk/open-proposals.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import type { JobAssessment, JobState, Obstacle } from "../../domain/assessment/job-assessment.ts";
import { readKnownTimes } from "../../domain/baseline/known-times.ts";
import { findProposed } from "../../domain/proposal/select.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";
import { readStandings } from "./read-standings.ts";
import type { LookTools } from "./tools.ts";

/** A job of a repository, as an organisation wants to see it. */
export interface JobStatus {
  readonly path: string;
  readonly jobId: string;
  /** As assessed, or `proposed` where an open pull request switches it. */
  readonly state: JobState | "proposed";
  readonly reasons: readonly Obstacle[];
}

/** Something that block mode refused a job, and what is to be done about it. */
export interface MissStatus {
  readonly path: string;
  readonly jobId: string;
  readonly endpoint: string;
  readonly verdict: string;
  readonly runs: number;
  readonly failed: number;
  /** When the first of these runs began, ISO 8601 UTC; null where that is not known. */
  readonly since: string | null;
}

/** How a repository stands. All names are foreign. */
export interface RepositoryStatus {
  /** `owner/name` */
  readonly repository: string;
  readonly jobs: readonly JobStatus[];
  /** The oldest first. */
  readonly misses: readonly MissStatus[];
  readonly proposals: readonly OpenProposal[];
  /** Workflow files that cannot be read. */
  readonly problems: readonly { readonly path: string; readonly message: string }[];
}

/** Reads how the jobs of a repository stand, and what waits for people there. @throws what GitHub or the store answered with */
export async function readRepositoryStatus(
  repository: RepositoryNow,
  tools: LookTools & { readonly botLogin: string },
): Promise<RepositoryStatus> {
  const { octokit, botLogin } = tools;
  const { files } = await readStandings(repository, tools);
  const proposals = await listOpenProposals(octokit, repository, botLogin);
  const jobs: JobStatus[] = [];
  const misses: MissStatus[] = [];
  for (const { path, file, assessed } of files) {
    if (!assessed.ok) continue;
    const open = proposals.find((one) => one.path === path);
    const branchText = open === undefined ? null : await readFile(octokit, repository, path, open.head);
    const proposed =
      branchText === null
        ? new Set()
        : findProposed(readableFile(await parseForeignWorkflow(branchText)), file);
    for (const job of assessed.jobs) {
      const { jobId, reasons } = job;
      jobs.push({ path, jobId, state: proposed.has(jobId) ? "proposed" : job.state, reasons });
      misses.push(...listMisses(path, job));
    }
  }
  return {
    repository: `${repository.owner}/${repository.name}`,
    jobs,
    misses: misses.sort((a, b) => ((a.since ?? "") < (b.since ?? "") ? -1 : 1)),
    proposals,
    problems: files.flatMap(({ path, assessed }) =>
      assessed.ok ? [] : [{ path, message: assessed.problem.message }],
    ),
  };
}

/** What somebody denied is refused as it should be. */
function listMisses(path: string, { jobId, misses, learned }: JobAssessment): readonly MissStatus[] {
  const { baseline, trial, unproven = [] } = learned ?? {};
  const times = new Map(
    [baseline, trial, ...unproven].flatMap((one) => (one === undefined ? [] : readKnownTimes(one))),
  );
  return misses
    .filter(({ verdict }) => verdict !== "denied")
    .map(({ endpoint, verdict, runs, failed }) => {
      const [since = null] = [...runs].flatMap((run) => times.get(run) ?? []).sort();
      return { path, jobId, endpoint, verdict, runs: runs.size, failed: failed.size, since };
    });
}
