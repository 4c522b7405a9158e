import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { itemsPerPage, listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import { OvertakenError } from "../files/commit.ts";
import { postComment } from "./comments.ts";
import { wish } from "./wish.ts";

/** A pull request from one of the repository's own branches. */
export interface PullRequest {
  readonly number: number;
  readonly nodeId: string;
  readonly isDraft: boolean;
  /** GitHub merges it as soon as its rules let it. */
  readonly mergesByItself: boolean;
  readonly state: "open" | "closed" | "merged";
  readonly isOwn: boolean;
  /** May have been edited by people. */
  readonly body: string | null;
  /** The commit that its branch was at when it was last open. */
  readonly head: string;
  /** The branch that it is to be merged into. */
  readonly into: string;
  readonly labels: readonly string[];
  /** ISO 8601 UTC; null where it was not merged. */
  readonly mergedAt: string | null;
}

/** The text of a pull request. */
export interface PullRequestText {
  readonly title: string;
  readonly body: string;
}

/** The newest hundred pull requests that came from a branch, newest first. */
export async function listPullRequests(
  octokit: Octokit,
  { id, owner, name: repo }: RepositoryNow,
  branch: string,
  botLogin: string,
): Promise<readonly PullRequest[]> {
  const answer = await octokit.rest.pulls.list({
    owner,
    repo,
    head: `${owner}:${branch}`,
    state: "all",
    sort: "created",
    direction: "desc",
    per_page: 100,
  });
  // The owner may have a fork with a branch of that name.
  return wholeAnswer(answer)
    .filter(({ head }) => head.repo?.id === id && head.ref === branch)
    .map(
      ({ number, node_id: nodeId, auto_merge: autoMerge, draft, state, merged_at: mergedAt, ...pull }) => ({
        number,
        nodeId,
        isDraft: draft === true,
        mergesByItself: autoMerge !== null,
        state: mergedAt !== null ? "merged" : state === "open" ? "open" : "closed",
        isOwn: pull.user?.login === botLogin,
        body: pull.body,
        head: pull.head.sha,
        into: pull.base.ref,
        labels: pull.labels.flatMap(({ name }) => name ?? []),
        mergedAt,
      }),
    );
}

/** How a pull request is presented, besides its text. */
export interface Presentation {
  readonly labels: readonly string[];
  /** Logins of people, and teams as `owner/team`. */
  readonly reviewers: readonly string[];
  /** Logins of people. */
  readonly assignees: readonly string[];
  readonly draft: boolean;
}

/**
 * Opens a pull request and returns its number. @throws OvertakenError where the branch has one by now, and what Octokit throws where GitHub
 * does not accept it: its words say why
 */
export async function openPullRequest(
  octokit: Octokit,
  { id, owner, name: repo, defaultBranch }: RepositoryNow,
  branch: string,
  { title, body }: PullRequestText,
  presentation: Presentation,
): Promise<number> {
  const number = await create(presentation.draft);
  await present(octokit, { owner, name: repo }, number, presentation);
  return number;

  async function create(draft: boolean): Promise<number> {
    try {
      const answer = await octokit.rest.pulls.create({
        owner,
        repo,
        head: branch,
        base: defaultBranch,
        title,
        body,
        maintainer_can_modify: false,
        draft,
      });
      return wholeAnswer(answer).number;
    } catch (error) {
      if (statusOf(error) !== 422) throw error;
      if (await isOpen())
        throw new OvertakenError("pull-request-exists", `there is a pull request from ${branch} by now`);
      // Not every plan has drafts.
      if (draft) return create(false);
      throw error;
    }
  }

  async function isOpen(): Promise<boolean> {
    const answer = await octokit.rest.pulls.list({ owner, repo, head: `${owner}:${branch}`, state: "open" });
    return wholeAnswer(answer).some(({ head }) => head.repo?.id === id && head.ref === branch);
  }
}

/**
 * Labels it, assigns it and asks for reviews. Each is a wish: a label or a reviewer that GitHub refuses leaves a pull request that is as good,
 * and one refused reviewer does not cost the others.
 */
async function present(
  octokit: Octokit,
  { owner, name: repo }: Pick<RepositoryNow, "owner" | "name">,
  number: number,
  { labels, reviewers, assignees }: Presentation,
): Promise<void> {
  await addLabels(octokit, { owner, name: repo }, number, labels);
  // GitHub leaves out whom it cannot assign.
  if (assignees.length > 0)
    await wish(
      octokit.rest.issues.addAssignees({ owner, repo, issue_number: number, assignees: [...assignees] }),
    );
  for (const reviewer of reviewers) {
    const asked = reviewerOf(reviewer, owner);
    if (asked !== null)
      await wish(octokit.rest.pulls.requestReviewers({ owner, repo, pull_number: number, ...asked }));
  }
}

/** Null for a team of another owner: GitHub takes the team's name alone, and would ask this owner's team of that name. */
function reviewerOf(
  reviewer: string,
  owner: string,
): { reviewers: [string] } | { team_reviewers: [string] } | null {
  const [first = "", team] = reviewer.split("/");
  if (team === undefined) return { reviewers: [first] };
  return first.toLowerCase() === owner.toLowerCase() ? { team_reviewers: [team] } : null;
}

/** Labels a pull request; a label that GitHub refuses, such as one that the App may not make, is missing, and no more. */
export async function addLabels(
  octokit: Octokit,
  { owner, name: repo }: Pick<RepositoryNow, "owner" | "name">,
  number: number,
  labels: readonly string[],
): Promise<void> {
  if (labels.length === 0) return;
  const add = (some: readonly string[]): Promise<boolean> =>
    wish(octokit.rest.issues.addLabels({ owner, repo, issue_number: number, labels: [...some] }));
  // GitHub refuses all for the sake of one.
  if ((await add(labels)) || labels.length === 1) return;
  for (const label of labels) await add([label]);
}

/** What of a pull request changes. */
export type PullRequestChange =
  | PullRequestText
  | { readonly into: string }
  | { readonly state: "closed"; readonly body: string };

/** Changes a pull request. */
export async function changePullRequest(
  octokit: Octokit,
  { owner, name: repo }: RepositoryNow,
  number: number,
  change: PullRequestChange,
): Promise<void> {
  const fields = "into" in change ? { base: change.into } : change;
  await octokit.rest.pulls.update({ owner, repo, pull_number: number, ...fields });
}

/** Whether anybody but the bot has reviewed a pull request; a comment on a line is a review too. */
export async function isReviewed(
  octokit: Octokit,
  { owner, name: repo }: RepositoryNow,
  number: number,
  botLogin: string,
): Promise<boolean> {
  const answer = await octokit.rest.pulls.listReviews({ owner, repo, pull_number: number, per_page: 100 });
  return wholeAnswer(answer).some(({ user }) => user?.login !== botLogin);
}

const mostPages = 20;

/** Something that the bot says once. `mark` is a hidden comment by which it knows its own words again. */
interface Saying {
  readonly mark: string;
  readonly text: string;
  readonly botLogin: string;
}

/**
 * Says something on a pull request, unless the bot has said it before. Under more than 2,000 comments it says nothing: whether it did
 * before cannot be told, and nobody would read it.
 */
export async function sayOnce(
  octokit: Octokit,
  repository: RepositoryNow,
  number: number,
  saying: Saying,
): Promise<void> {
  const known = await findSaid(octokit, repository, number, saying);
  if (known === "nothing") await postComment(octokit, repository, number, wordsOf(saying));
}

/** The same; what was said before is changed to what is to be said now. */
export async function sayAndKeep(
  octokit: Octokit,
  repository: RepositoryNow,
  number: number,
  saying: Saying,
): Promise<void> {
  const known = await findSaid(octokit, repository, number, saying);
  const body = wordsOf(saying);
  if (known === "nothing") await postComment(octokit, repository, number, body);
  else if (known !== "too-many" && known.body !== body) {
    const { owner, name: repo } = repository;
    await octokit.rest.issues.updateComment({ owner, repo, comment_id: known.id, body });
  }
}

function wordsOf({ text, mark }: Saying): string {
  return `${text.trimEnd()}\n\n${mark}\n`;
}

/** The bot's comment with a mark. */
async function findSaid(
  octokit: Octokit,
  { owner, name: repo }: RepositoryNow,
  number: number,
  { mark, botLogin }: Saying,
): Promise<{ readonly id: number; readonly body: string } | "nothing" | "too-many"> {
  const comments = listItems(
    async (page) =>
      wholeAnswer(await octokit.rest.issues.listComments({ owner, repo, issue_number: number, ...page })),
    mostPages,
  );
  let read = 0;
  for await (const { id, user, body } of comments) {
    if (user?.login === botLogin && body?.includes(mark) === true) return { id, body };
    read += 1;
  }
  return read < mostPages * itemsPerPage ? "nothing" : "too-many";
}
