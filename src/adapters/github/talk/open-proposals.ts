import { pathOfBranch } from "../../../domain/marks/branch.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A pull request of the bot's that waits for people. */
export interface OpenProposal {
  readonly number: number;
  /** The workflow file. */
  readonly path: string;
  readonly title: string;
  readonly url: string;
  /** ISO 8601 UTC. */
  readonly openedAt: string;
  /** The commit at its head. */
  readonly head: string;
}

/** Lists the bot's open pull requests, of the newest hundred of the repository, the oldest first. @throws what Octokit throws, and CutAnswerError */
export async function listOpenProposals(
  octokit: Octokit,
  { id, owner, name: repo }: RepositoryNow,
  botLogin: string,
): Promise<readonly OpenProposal[]> {
  const answer = await octokit.rest.pulls.list({
    owner,
    repo,
    state: "open",
    sort: "created",
    direction: "desc",
    per_page: 100,
  });
  return wholeAnswer(answer)
    .filter(({ user, head }) => user?.login === botLogin && head.repo?.id === id)
    .flatMap(({ number, title, html_url: url, created_at: openedAt, head }) => {
      const path = pathOfBranch(head.ref);
      return path === null ? [] : [{ number, path, title, url, openedAt, head: head.sha }];
    })
    .reverse();
}
