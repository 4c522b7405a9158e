import type { Repository } from "../../../domain/run/repository.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import { postComment } from "./comments.ts";

type Named = Pick<Repository, "owner" | "name">;

/** An open issue of the bot's. */
export interface ReportIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
}

/** The text of an issue. */
export interface IssueText {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** The oldest open issue with a label, and in its body a mark if one is given, that the bot has opened; null where there is none. @throws what Octokit throws, and CutAnswerError */
export async function findReportIssue(
  octokit: Octokit,
  { owner, name: repo }: Named,
  {
    label,
    botLogin,
    mark = "",
  }: { readonly label: string; readonly botLogin: string; readonly mark?: string },
): Promise<ReportIssue | null> {
  const answer = await octokit.rest.issues.listForRepo({
    owner,
    repo,
    labels: label,
    state: "open",
    sort: "created",
    direction: "asc",
    per_page: 100,
  });
  const own = wholeAnswer(answer).find(
    ({ user, body, pull_request: pullRequest }) =>
      user?.login === botLogin && pullRequest === undefined && (body ?? "").includes(mark),
  );
  return own === undefined ? null : { number: own.number, title: own.title, body: own.body ?? null };
}

/** Opens an issue with a label and returns its number. @throws what Octokit throws: a 410 where the repository has no issues */
export async function openReportIssue(
  octokit: Octokit,
  { owner, name: repo }: Named,
  { title, body }: IssueText,
  label: string,
): Promise<number> {
  // What got lost may be the answer only, and a second try would open a second one.
  const request = { retries: 0 };
  const answer = await octokit.rest.issues.create({ owner, repo, title, body, labels: [label], request });
  return wholeAnswer(answer).number;
}

/** Changes the text of an issue. @throws what Octokit throws */
export async function changeReportIssue(
  octokit: Octokit,
  { owner, name: repo }: Named,
  number: number,
  { title, body }: IssueText,
): Promise<void> {
  await octokit.rest.issues.update({ owner, repo, issue_number: number, title, body });
}

/** Closes an issue as done, with a last word. @throws what Octokit throws */
export async function closeReportIssue(
  octokit: Octokit,
  repository: Named,
  number: number,
  word: string,
): Promise<void> {
  const { owner, name: repo } = repository;
  await postComment(octokit, repository, number, word);
  await octokit.rest.issues.update({
    owner,
    repo,
    issue_number: number,
    state: "closed",
    state_reason: "completed",
  });
}
