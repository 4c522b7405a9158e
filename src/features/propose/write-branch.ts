import type { Octokit } from "../../adapters/github/client/octokit.ts";
import {
  createBranch,
  createCommit,
  ForbiddenByRulesError,
  moveBranch,
} from "../../adapters/github/files/commit.ts";
import { readMode } from "../../adapters/github/files/repository-file.ts";
import { type BranchState, type BranchWrite, writeOnTop } from "../../domain/proposal/plan.ts";
import type { Proposal } from "../../domain/proposal/select.ts";
import type { ProposalState } from "./read-proposal-state.ts";

/**
 * Puts the wanted file on the branch: on top of it where the rules let nobody rewrite it. False where there is no plain file to replace, but
 * for example a link. @throws OvertakenError
 */
export async function writeBranch(
  { repository, branch, path, file: { head }, world }: ProposalState,
  { file: { text } }: Proposal,
  write: BranchWrite,
  message: string,
  octokit: Octokit,
): Promise<boolean> {
  const mode = await readMode(octokit, repository, path, head);
  if (mode === null) return false;
  const before = world.branch;
  const commit = (how: BranchWrite): Promise<string> => {
    const { base, parents } = ancestorsOf(how, head, before);
    return createCommit(octokit, repository, { message, base, parents, path, mode, text });
  };
  if (before === null) {
    await createBranch(octokit, repository, branch, await commit("create"));
    return true;
  }
  const move = async (how: BranchWrite): Promise<void> => {
    const after = await commit(how);
    await moveBranch(octokit, repository, { branch, before: before.head, after, force: how === "replace" });
  };
  try {
    await move(write);
  } catch (error) {
    if (write !== "replace" || !(error instanceof ForbiddenByRulesError)) throw error;
    await move(writeOnTop(before, world.fileText));
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
