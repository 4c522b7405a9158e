import type { Repository } from "../../../domain/run/repository.ts";
import { listItems } from "../client/list-items.ts";
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

/** By what an issue of the bot's is known again, whatever becomes of its title and its labels. */
export interface IssueKind {
  /** For people. */
  readonly label: string;
  /** A hidden comment in the body, or the beginning of one. */
  readonly mark: string;
  /** An earlier version wrote no mark, and the label alone told. */
  readonly wasUnmarked: boolean;
}

const mostPages = 5;

/**
 * The oldest open issue of a kind that the bot has opened, among its oldest 500; null where there is none. Somebody may have taken the
 * label off. @throws what Octokit throws, and CutAnswerError
 */
export async function findReportIssue(
  octokit: Octokit,
  { owner, name: repo }: Named,
  { label, mark, wasUnmarked, botLogin }: IssueKind & { readonly botLogin: string },
): Promise<ReportIssue | null> {
  const listed = listItems(async (page) => {
    const wanted = {
      owner,
      repo,
      creator: botLogin,
      state: "open",
      sort: "created",
      direction: "asc",
    } as const;
    return wholeAnswer(await octokit.rest.issues.listForRepo({ ...wanted, ...page }));
  }, mostPages);
  for await (const { number, title, user, body = null, labels, pull_request: pullRequest } of listed) {
    if (user?.login !== botLogin || pullRequest !== undefined) continue;
    const isLabelled = wasUnmarked && labels.some((one) => nameOf(one) === label);
    if (isLabelled || (body ?? "").includes(mark)) return { number, title, body };
  }
  return null;
}

function nameOf(label: string | { readonly name?: string }): string | undefined {
  return typeof label === "string" ? label : label.name;
}

/** Opens an issue of a kind and returns its number. @throws what Octokit throws: a 410 where the repository has no issues */
export async function openReportIssue(
  octokit: Octokit,
  repository: Named,
  { title, body }: IssueText,
  { label, mark }: IssueKind,
): Promise<number> {
  return openIssue(octokit, repository, { title, body: markBody(body, mark) }, [label]);
}

/** Opens an issue and returns its number. @throws what Octokit throws: a 410 where the repository has no issues */
export async function openIssue(
  octokit: Octokit,
  { owner, name: repo }: Named,
  { title, body }: IssueText,
  labels: readonly string[],
): Promise<number> {
  const answer = await octokit.rest.issues.create({
    owner,
    repo,
    title,
    body,
    labels: [...labels],
    // What got lost may be the answer only, and a second try would open a second one.
    request: { retries: 0 },
  });
  return wholeAnswer(answer).number;
}

/** Makes an issue of a kind say something, if it says something else. @throws what Octokit throws */
export async function changeReportIssue(
  octokit: Octokit,
  { owner, name: repo }: Named,
  known: ReportIssue,
  text: IssueText,
  { mark }: IssueKind,
): Promise<void> {
  const { title } = text;
  const body = markBody(text.body, mark);
  if (known.title === title && known.body?.trimEnd() === body.trimEnd()) return;
  await octokit.rest.issues.update({ owner, repo, issue_number: known.number, title, body });
}

function markBody(body: string, mark: string): string {
  return body.includes(mark) ? body : `${body.trimEnd()}\n\n${mark}\n`;
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
