import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { itemsPerPage } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import { wish } from "./wish.ts";

type Named = Pick<RepositoryNow, "owner" | "name">;

/** That somebody approved a pull request. */
export interface Approval {
  readonly id: number;
  readonly by: { readonly id: number; readonly login: string };
  /** The commit that was approved. */
  readonly commit: string | null;
}

const mostPages = 20;

/**
 * The approvals of a pull request that hold: what somebody said last, comments apart. Not whole above 2,000 reviews, which strangers may
 * leave. @throws what Octokit throws, and CutAnswerError
 */
export async function listApprovals(
  octokit: Octokit,
  { owner, name: repo }: Named,
  number: number,
): Promise<{ readonly approvals: readonly Approval[]; readonly isWhole: boolean }> {
  const last = new Map<number, Approval | null>();
  let isWhole = false;
  for (let page = 1; page <= mostPages && !isWhole; page += 1) {
    const answer = await octokit.rest.pulls.listReviews({
      owner,
      repo,
      pull_number: number,
      per_page: itemsPerPage,
      page,
    });
    const reviews = wholeAnswer(answer);
    for (const { id, user, state, commit_id: commit } of reviews)
      if (user !== null && state !== "COMMENTED")
        last.set(
          user.id,
          state === "APPROVED" ? { id, by: { id: user.id, login: user.login }, commit } : null,
        );
    isWhole = reviews.length < itemsPerPage;
  }
  return { approvals: [...last.values()].filter((approval) => approval !== null), isWhole };
}

/** Takes an approval away, with a word why. Whether GitHub did: rules may say who may. @throws what is no refusal */
export function dismissApproval(
  octokit: Octokit,
  { owner, name: repo }: Named,
  number: number,
  { id }: Approval,
  message: string,
): Promise<boolean> {
  return wish(octokit.rest.pulls.dismissReview({ owner, repo, pull_number: number, review_id: id, message }));
}

const disable = `mutation ($input: DisablePullRequestAutoMergeInput!) {
  disablePullRequestAutoMerge(input: $input) { clientMutationId }
}`;

/** Switches the merge off that comes by itself. Whether GitHub did. @throws what is no refusal */
export async function stopAutoMerge(octokit: Octokit, nodeId: string): Promise<boolean> {
  try {
    await octokit.graphql(disable, { input: { pullRequestId: nodeId } });
    return true;
  } catch (error) {
    // GraphQL refuses with a status of 200 and errors, REST with a status.
    if (error instanceof Error && error.name === "GraphqlResponseError") return false;
    if (statusOf(error) === 403) return false;
    throw error;
  }
}

/** Whether more than one person may write to a repository, as far as GitHub tells; true where it does not. @throws what is no refusal */
export async function hasSeveralWriters(octokit: Octokit, { owner, name: repo }: Named): Promise<boolean> {
  let several = true;
  await wish(
    octokit.rest.repos
      .listCollaborators({ owner, repo, permission: "push", per_page: itemsPerPage })
      .then((answer) => {
        several = wholeAnswer(answer).filter(({ type }) => type === "User").length > 1;
      }),
  );
  return several;
}
