import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A remark at one place of a file. Shown as it is written, so nothing in it is escaped. */
export interface Annotation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly title: string;
  readonly message: string;
}

/** A finished check of a commit. */
export interface CheckRun {
  readonly name: string;
  readonly commit: string;
  readonly conclusion: "success" | "neutral" | "failure";
  readonly title: string;
  /** Markdown. */
  readonly summary: string;
  readonly annotations: readonly Annotation[];
}

/**
 * What an App's newest check of a name on a commit says; null where there is none. A workflow's job is a check too, and may have the same
 * name. @throws what Octokit throws, and CutAnswerError
 */
export async function readCheckRun(
  octokit: Octokit,
  { owner, name: repo }: { readonly owner: string; readonly name: string },
  { commit, name, appId }: { readonly commit: string; readonly name: string; readonly appId: number },
): Promise<{ readonly conclusion: string | null; readonly summary: string | null } | null> {
  const answer = await octokit.rest.checks.listForRef({
    owner,
    repo,
    ref: commit,
    check_name: name,
    app_id: appId,
    filter: "latest",
    per_page: 1,
  });
  const [check] = wholeAnswer(answer).check_runs;
  return check === undefined ? null : { conclusion: check.conclusion, summary: check.output.summary };
}

/** GitHub's own limit to one call. */
const mostAnnotations = 50;

/** Puts a check on a commit, with the first 50 annotations. @throws what Octokit throws: a 403 without the permission `checks` */
export async function createCheckRun(
  octokit: Octokit,
  { owner, name: repo }: { readonly owner: string; readonly name: string },
  { name, commit, conclusion, title, summary, annotations }: CheckRun,
): Promise<void> {
  await octokit.rest.checks.create({
    owner,
    repo,
    name,
    head_sha: commit,
    status: "completed",
    conclusion,
    output: {
      title,
      summary,
      annotations: annotations.slice(0, mostAnnotations).map(({ path, line, column, ...text }) => ({
        path,
        start_line: line,
        end_line: line,
        start_column: column,
        end_column: column,
        annotation_level: "failure" as const,
        ...text,
      })),
    },
  });
}
