import { alarmLabel } from "../../../domain/marks/labels.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import { ifAllowed } from "../client/if-allowed.ts";
import { listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import { postComment } from "./comments.ts";
import type { IssueText } from "./report-issue.ts";

type Named = Pick<Repository, "owner" | "name">;

/** An issue of the bot's. */
export interface OwnIssue extends IssueText {
  readonly number: number;
  readonly isOpen: boolean;
  readonly labels: readonly string[];
}

const mostOpenPages = 5;
const mostClosedPages = 2;

/**
 * The bot's open issues, the oldest 500 whatever labels they have, and of those that are closed the newest 200 with the label of alarms.
 * @throws what Octokit throws, a 410 where the repository has no issues, and CutAnswerError
 */
export async function listAlarmIssues(
  octokit: Octokit,
  { owner, name: repo }: Named,
  botLogin: string,
): Promise<readonly OwnIssue[]> {
  const mine = { owner, repo, creator: botLogin, sort: "created" } as const;
  const wanted = [
    { ...mine, state: "open", direction: "asc", mostPages: mostOpenPages },
    { ...mine, state: "closed", direction: "desc", labels: alarmLabel, mostPages: mostClosedPages },
  ] as const;
  const found: OwnIssue[] = [];
  for (const { mostPages, ...query } of wanted) {
    const listed = listItems(
      async (page) => wholeAnswer(await octokit.rest.issues.listForRepo({ ...query, ...page })),
      mostPages,
    );
    for await (const { number, title, user, body, state, labels, pull_request: pullRequest } of listed) {
      if (user?.login !== botLogin || pullRequest !== undefined) continue;
      const names = labels.flatMap((one) => (typeof one === "string" ? one : (one.name ?? [])));
      found.push({ number, title, body: body ?? "", isOpen: state === "open", labels: names });
    }
  }
  return found;
}

/** Makes an issue say something and be open or closed, if it is not so already. @throws what Octokit throws */
export async function changeAlarmIssue(
  octokit: Octokit,
  { owner, name: repo }: Named,
  known: OwnIssue,
  { title, body, isOpen }: IssueText & { readonly isOpen: boolean },
): Promise<void> {
  const isSame = known.title === title && known.body.trimEnd() === body.trimEnd() && known.isOpen === isOpen;
  if (isSame) return;
  const turned = isOpen
    ? ({ state: "open", state_reason: "reopened" } as const)
    : ({ state: "closed", state_reason: "completed" } as const);
  await octokit.rest.issues.update({
    owner,
    repo,
    issue_number: known.number,
    title,
    body,
    ...(known.isOpen !== isOpen && turned),
  });
}

/** Gives an issue labels that it lacks. @throws what Octokit throws */
export async function labelAlarmIssue(
  octokit: Octokit,
  { owner, name: repo }: Named,
  known: OwnIssue,
  labels: readonly string[],
): Promise<void> {
  const missing = labels.filter((label) => !known.labels.includes(label));
  if (missing.length === 0) return;
  await octokit.rest.issues.addLabels({ owner, repo, issue_number: known.number, labels: missing });
}

/** Comments on an issue; nothing where it is locked. @throws what else Octokit throws */
export async function commentOnAlarm(
  octokit: Octokit,
  repository: Named,
  number: number,
  text: string,
): Promise<void> {
  await ifAllowed(() => postComment(octokit, repository, number, text));
}
