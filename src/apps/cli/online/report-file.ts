import type { ResolveHosts } from "../../../adapters/dns/resolve-hosts.ts";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { readHead, readRepository } from "../../../adapters/github/repositories/repository.ts";
import type { JobAssessment } from "../../../domain/assessment/job-assessment.ts";
import { doubtOldRecords } from "../../../domain/baseline/recorded-by.ts";
import { formatVersion } from "../../../domain/harden-runner/version.ts";
import { isWanted } from "../../../domain/proposal/judge-place.ts";
import { selectProposal } from "../../../domain/proposal/select.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { sayReason } from "../../../domain/text/say-reason.ts";
import { assessFileAt } from "../../../features/look/assess-file.ts";
import { readFileNow } from "../../../features/look/file-now.ts";
import { describeRecommendation } from "../offline/describe-recommendation.ts";
import { paint, plain } from "../shared/terminal.ts";
import { formatDifference } from "../shared/unified-diff.ts";
import type { MemoryStore } from "./memory-store.ts";

/** How a workflow file stands after its runs were read. */
export interface FileReport {
  readonly path: string;
  /** The guarded jobs; none where the file cannot be read. */
  readonly jobs: readonly JobAssessment[];
  readonly problem: string | null;
  /** The unified difference that switches what is ready; empty for nothing. */
  readonly difference: string;
  /** Whether the settings let the repository get pull requests without being asked for. */
  readonly wanted: boolean;
}

/** A repository as it is at one commit of its default branch. */
export interface RepositoryAt {
  readonly now: RepositoryNow;
  readonly head: string;
}

/** Reads a repository as it is; null where it is gone or has nothing in it. @throws what GitHub answered with */
export async function readRepositoryAt(
  octokit: Octokit,
  repository: Repository,
): Promise<RepositoryAt | null> {
  const now = await readRepository(octokit, repository);
  const head = now === null ? null : await readHead(octokit, now, now.defaultBranch);
  return now === null || head === null ? null : { now, head };
}

/** Assesses a workflow file at a commit; null where there is none. @throws what GitHub answered with, ResolverDownError */
export async function readFileReport(
  { now, head }: RepositoryAt,
  path: string,
  tools: {
    readonly octokit: Octokit;
    readonly store: MemoryStore;
    readonly resolveHosts: ResolveHosts | null;
  },
): Promise<FileReport | null> {
  const { octokit, store, resolveHosts } = tools;
  const { text, parsed } = await readFileNow(now, path, head, tools);
  if (text === null || parsed === null) return null;
  if (!parsed.ok) {
    const { message, line, column } = parsed.problem;
    return {
      path,
      jobs: [],
      problem: `${path}:${line}:${column}: ${message}`,
      difference: "",
      wanted: false,
    };
  }
  const { assessed, rules } = await assessFileAt(
    { repository: now, path, parsed },
    { octokit, store, policyStore: null },
    // A list is shown as it would be in the file, wherever it is to be kept.
    { outside: "not-asked", resolving: { resolveHosts, proposed: new Set() } },
  );
  const jobs = assessed?.ok === true ? assessed.jobs : [];
  const proposal = selectProposal({ path, file: parsed.file }, jobs, {
    proposed: new Set(),
    mayTrim: true,
    enforcer: rules.enforcer,
  });
  return {
    path,
    jobs: jobs.filter(({ state }) => state !== "not-guarded"),
    problem: null,
    difference: formatDifference(path, text, proposal?.file.text ?? text),
    wanted: isWanted(rules.settings, now.name),
  };
}

/** The shape that other tools rely on. */
export function fileToJson({ path, jobs, difference, wanted }: FileReport) {
  return {
    path,
    jobs: jobs.map(({ jobId, state, reasons, recommendation }) => ({
      job: jobId,
      state,
      reasons,
      entries: (recommendation?.entries ?? []).map(({ text }) => text),
    })),
    difference,
    wanted,
  };
}

/** The report for people: each job with its list, and the difference. */
export function describeFile({ path, jobs, problem, difference }: FileReport): string {
  const parts = [paint("bold", plain(path)), "\n"];
  if (problem !== null) parts.push(plain(problem), "\n");
  for (const job of jobs) parts.push("\n", describeJob(job));
  return [...parts, "\n", difference, difference === "" ? "" : "\n"].join("");
}

function describeJob(job: JobAssessment): string {
  const { jobId, state, reasons, learned, recommendation, readiness } = job;
  if (learned === null || recommendation === null || readiness === null) {
    const why = reasons.map((reason) => plain(sayReason(reason))).join("; ");
    return `${paint("bold", plain(jobId))}\n  ${state}${why === "" ? "" : `: ${why}`}\n`;
  }
  const { baseline } = learned;
  const verdict = { ...readiness, reasons: state === "ready" ? [] : readiness.reasons };
  const { doubted: logs, version } = doubtOldRecords(baseline);
  const doubts = version === null ? null : { logs, version: formatVersion(version) };
  const text = describeRecommendation({ name: jobId, baseline, recommendation, readiness: verdict, doubts });
  return state === readiness.verdict
    ? text
    : `${text.trimEnd()}\n  ${state}: ${reasons.map((one) => plain(sayReason(one))).join("; ")}\n`;
}
