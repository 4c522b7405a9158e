import type { Repository } from "../../../domain/run/repository.ts";
import { itemsPerPage } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";

/** A pull request in which something happened. */
export interface ChangedPull {
  readonly number: number;
  readonly isOpen: boolean;
  /** The account that has the repository. */
  readonly ownerId: number;
  readonly head: { readonly sha: string; readonly ref: string; readonly repositoryId: number | null };
}

/**
 * Reads the pull requests in which something happened since a time, ms since 1970, among a hundred, the last change first. Pages count
 * from 1. @throws what Octokit throws, and CutAnswerError
 */
export async function readChangedPulls(
  octokit: Octokit,
  { owner, name }: Pick<Repository, "owner" | "name">,
  since: number,
  page: number,
): Promise<{ readonly pulls: readonly ChangedPull[]; readonly isLast: boolean }> {
  const answer = await octokit.rest.pulls.list({
    owner,
    repo: name,
    state: "all",
    sort: "updated",
    direction: "desc",
    per_page: itemsPerPage,
    page,
  });
  const listed = wholeAnswer(answer);
  const changed = listed.filter(({ updated_at: at }) => Date.parse(at) >= since);
  const pulls = changed.map(({ number, state, head, base }) => ({
    number,
    isOpen: state === "open",
    ownerId: base.repo.owner.id,
    head: { sha: head.sha, ref: head.ref, repositoryId: head.repo?.id ?? null },
  }));
  return { pulls, isLast: changed.length < itemsPerPage };
}
