import { type FileEntry, readFiles } from "../git/files.ts";
import { mergeFiles } from "../git/merge.ts";
import { ApiError } from "../http/api-error.ts";
import { createWebCommit } from "./commits.ts";
import { close } from "./follow-branch.ts";
import { setRef } from "./refs.ts";
import type { PullIssue, Repository } from "./repository.ts";
import type { Actor, World } from "./world.ts";

export type MergeMethod = "merge" | "squash" | "rebase";

export interface Merge {
  readonly issue: PullIssue;
  readonly method: MergeMethod;
  readonly title?: string | undefined;
  readonly message?: string | undefined;
  /** The head that the caller has seen. */
  readonly sha?: string | undefined;
}

/** Merges a pull request and returns the new commit's id. @throws ApiError 405, 409 as GitHub does */
export function mergePull(world: World, repository: Repository, actor: Actor, merge: Merge): string {
  const { issue, method } = merge;
  const { pull } = issue;
  if (merge.sha !== undefined && merge.sha !== pull.headSha) {
    throw new ApiError(409, "Head branch was modified. Review and try the merge again.");
  }
  if (issue.state !== "open" || pull.draft) throw new ApiError(405, "Pull Request is not mergeable");
  const files = mergeFiles(repository.objects, pull.baseSha, pull.headSha);
  if (files === null) throw new ApiError(405, "Pull Request has merge conflicts");
  const title =
    merge.title ??
    (method !== "merge"
      ? `${issue.title} (#${issue.number})`
      : `Merge pull request #${issue.number} from ${repository.owner.login}/${pull.headRef}`);
  const { sha } = createWebCommit(world, repository, actor.account, {
    message: `${title}\n\n${merge.message ?? issue.title}`,
    files,
    // Of a branch with one commit a rebase makes one commit too.
    parents: method === "merge" ? [pull.baseSha, pull.headSha] : [pull.baseSha],
  });
  pull.mergedAt = world.clock.now();
  pull.mergedBy = actor.account;
  pull.mergeCommit = sha;
  close(world, repository, actor, issue);
  setRef(world, repository, actor, { name: `refs/heads/${pull.baseRef}`, sha });
  return sha;
}

/** The files of a commit by path. */
export function filesAt({ objects }: Repository, sha: string): Map<string, FileEntry> {
  const commit = objects.commit(sha);
  return commit === undefined ? new Map() : readFiles(objects, commit.tree);
}
