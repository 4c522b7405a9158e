import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";

const toDraft = `mutation ($input: ConvertPullRequestToDraftInput!) {
  convertPullRequestToDraft(input: $input) { clientMutationId }
}`;

const toReady = `mutation ($input: MarkPullRequestReadyForReviewInput!) {
  markPullRequestReadyForReview(input: $input) { clientMutationId }
}`;

/** Turns a pull request into a draft, or a draft into one that is ready for review. Whether GitHub did: not every plan has drafts. @throws what is no refusal */
export async function turnDraft(
  octokit: Octokit,
  nodeId: string,
  { isDraft }: { readonly isDraft: boolean },
): Promise<boolean> {
  try {
    await octokit.graphql(isDraft ? toDraft : toReady, { input: { pullRequestId: nodeId } });
    return true;
  } catch (error) {
    // GraphQL refuses with a status of 200 and errors, REST with a status.
    if (error instanceof Error && error.name === "GraphqlResponseError") return false;
    if (statusOf(error) === 403) return false;
    throw error;
  }
}
