import { z } from "zod";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";

const query = `query ($id: ID!) {
  node(id: $id) { ... on PullRequest { editor { __typename login } } }
}`;

// REST does not tell who edited a text.
const answerSchema = z.object({
  node: z.object({ editor: z.object({ __typename: z.string(), login: z.string() }).nullable() }),
});

/**
 * Whether the text of a pull request is as the bot left it: nobody else was the last to edit it. False where GitHub does not tell.
 * @throws what is no refusal
 */
export async function isUneditedByOthers(
  octokit: Octokit,
  nodeId: string,
  botLogin: string,
): Promise<boolean> {
  const answer = answerSchema.safeParse(await ask(octokit, nodeId));
  if (!answer.success) return false;
  const { editor } = answer.data.node;
  if (editor === null) return true;
  // GraphQL names an App's bot without the end by which REST tells it from a person.
  return (editor.__typename === "Bot" ? `${editor.login}[bot]` : editor.login) === botLogin;
}

async function ask(octokit: Octokit, nodeId: string): Promise<unknown> {
  try {
    return await octokit.graphql(query, { id: nodeId });
  } catch (error) {
    // GraphQL refuses with a status of 200 and errors, REST with a status.
    if (error instanceof Error && error.name === "GraphqlResponseError") return null;
    if (statusOf(error) === 403) return null;
    throw error;
  }
}
