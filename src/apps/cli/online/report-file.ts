import type { ResolveHosts } from "../../../adapters/dns/resolve-hosts.ts";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { readFile } from "../../../adapters/github/files/repository-file.ts";
import { readHead, readRepository } from "../../../adapters/github/repositories/repository.ts";
import type { JobAssessment } from "../../../domain/assessment/job-assessment.ts";
import { defaultRules, type Rules } from "../../../domain/assessment/rules.ts";
import { selectProposal } from "../../../domain/proposal/select.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import { sayReason } from "../../../domain/text/say-reason.ts";
import { assessResolved } from "../../../features/look/assess-resolved.ts";
import { readLearned } from "../../../features/look/read-learned.ts";
import { readSettings } from "../../../features/look/read-settings.ts";
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
}

/** Assesses a workflow file on the default branch; null where there is none. @throws what GitHub answered with, ResolverDownError */
export async function readFileReport(
  repository: Repository,
  path: string,
  tools: { readonly octokit: Octokit; readonly store: MemoryStore; readonly resolveHosts: ResolveHosts },
): Promise<FileReport | null> {
  const { octokit, store } = tools;
  const now = await readRepository(octokit, repository);
  const head = now === null ? null : await readHead(octokit, now, now.defaultBranch);
  const text = now === null || head === null ? null : await readFile(octokit, now, path, head);
  if (now === null || text === null) return null;
  // A list is shown as it would be in the file, wherever it is to be kept.
  const { settings } = await readSettings(now, tools);
  const rules: Rules = { ...defaultRules, settings };
  const learned = await readLearned(store, now.id, path, rules.settings);
  const assessed = await assessResolved(
    { text, path, learned, rules, proposed: new Set() },
    tools.resolveHosts,
  );
  if (!assessed.ok) {
    const { message, line, column } = assessed.problem;
    return { path, jobs: [], problem: `${path}:${line}:${column}: ${message}`, difference: "" };
  }
  const proposal = selectProposal({ text, path }, assessed.jobs, new Set(), true);
  return {
    path,
    jobs: assessed.jobs.filter(({ state }) => state !== "not-guarded"),
    problem: null,
    difference: formatDifference(path, text, proposal?.text ?? text),
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
  const text = describeRecommendation({ name: jobId, baseline, recommendation, readiness: verdict });
  return state === readiness.verdict
    ? text
    : `${text.trimEnd()}\n  ${state}: ${reasons.map((one) => plain(sayReason(one))).join("; ")}\n`;
}
