import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { isAncestor } from "../../adapters/github/files/is-ancestor.ts";
import { readHead } from "../../adapters/github/repositories/repository.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { Repository } from "../../domain/run/repository.ts";

/**
 * Whether a commit is part of the default branch: not what a run says, which a tag or a branch of the same name would say too. Of a commit
 * that a push named no call is made, of another one a comparison, or two where the branch has moved unseen. What it is stays known.
 * @throws what GitHub or the store answered with
 */
export async function isContained(
  commit: string,
  repository: Repository,
  { octokit, store: { commits } }: { readonly octokit: Octokit; readonly store: Pick<Store, "commits"> },
): Promise<boolean> {
  const { id, defaultBranch: branch } = repository;
  if (await commits.has(id, branch, commit)) return true;
  if (await commits.isOutside(id, branch, commit)) return false;
  const known = await commits.readHead(id, branch);
  if (known !== null && (await isAncestor(octokit, repository, { commit, head: known }))) {
    await commits.note(id, branch, [commit, known]);
    return true;
  }
  const head = await readHead(octokit, repository, branch);
  const isIn =
    head !== null &&
    head !== known &&
    (head === commit || (await isAncestor(octokit, repository, { commit, head })));
  if (isIn) await commits.note(id, branch, [commit, head]);
  else await commits.noteOutside(id, branch, commit);
  return isIn;
}
