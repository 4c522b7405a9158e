import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { createBranch, createCommit, moveBranch } from "../../adapters/github/files/commit.ts";
import { readMode } from "../../adapters/github/files/repository-file.ts";
import type { BranchState, BranchWrite } from "../../domain/proposal/plan.ts";
import type { Proposal } from "../../domain/proposal/select.ts";
import type { ProposalState } from "./read-proposal-state.ts";

/** Puts the wanted file on the branch. False where there is no plain file to replace, but for example a link. @throws OvertakenError */
export async function writeBranch(
  { repository, branch, path, file: { head }, world }: ProposalState,
  { file: { text } }: Proposal,
  write: BranchWrite,
  message: string,
  octokit: Octokit,
): Promise<boolean> {
  const mode = await readMode(octokit, repository, path, head);
  if (mode === null) return false;
  const { base, parents } = ancestorsOf(write, head, world.branch);
  const commit = await createCommit(octokit, repository, { message, base, parents, path, mode, text });
  if (world.branch === null) await createBranch(octokit, repository, branch, commit);
  else {
    const before = world.branch.head;
    await moveBranch(octokit, repository, { branch, before, after: commit, force: write === "replace" });
  }
  return true;
}

function ancestorsOf(
  write: BranchWrite,
  head: string,
  branch: BranchState | null,
): { readonly base: string; readonly parents: readonly string[] } {
  if (branch === null || write === "create" || write === "replace") return { base: head, parents: [head] };
  return write === "append"
    ? { base: branch.head, parents: [branch.head] }
    : { base: head, parents: [branch.head, head] };
}
