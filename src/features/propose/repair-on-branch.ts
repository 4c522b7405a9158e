import { readHead, readRepository } from "../../adapters/github/repositories/repository.ts";
import { matchesBranch } from "../../domain/run/branch-pattern.ts";
import { nameLine } from "../../domain/run/file-line.ts";
import type { Repository } from "../../domain/run/repository.ts";
import { readFileNow } from "../look/file-now.ts";
import { readSettings } from "../look/read-settings.ts";
import { applyPlanIfPermitted } from "./apply-if-permitted.ts";
import { keepLook } from "./keep-look.ts";
import type { ProposeTools } from "./propose-tools.ts";
import { readProposalState } from "./read-proposal-state.ts";
import type { ProposeResult } from "./result.ts";
import { takeBackNotPermitted } from "./tell-not-permitted.ts";

const nothing: ProposeResult = {
  action: "none",
  pullRequest: null,
  added: [],
  removed: [],
  jobs: [],
  policyChanges: [],
};

/**
 * Makes the pull request to a branch beside the default branch what block mode refused the jobs of its own workflow file: nothing else is
 * proposed there. Does nothing for a branch that the settings do not name any more.
 * @throws OvertakenError, ResolverDownError, and what GitHub or the store answered with
 */
export async function repairOnBranch(
  named: Repository,
  { path, branch }: { readonly path: string; readonly branch: string },
  tools: ProposeTools,
): Promise<ProposeResult> {
  const { octokit, store } = tools;
  const line = nameLine({ path, branch });
  const look = await store.looks.begin(named.id, line);
  const repository = await readRepository(octokit, named);
  if (repository === null || repository.isArchived || branch === repository.defaultBranch) return nothing;
  const now = await readSettings(repository, tools);
  if (!now.settings.branches.some((pattern) => matchesBranch(pattern, branch))) return nothing;
  const head = await readHead(octokit, repository, branch);
  if (head === null) return nothing;
  const file = await readFileNow(repository, path, head, tools);
  const state = await readProposalState({ ...repository, defaultBranch: branch }, file, tools, {
    name: branch,
    known: {
      // What is kept in the Policy Store is not the branch's own.
      settings: { ...now.settings, mode: "inline" },
      mistakes: [],
      decisions: await store.decisions.read(repository.id, path),
      records: new Map(),
    },
  });
  const before = await store.proposals.read(named.id, state.line);
  const { action, pullRequest, added, removed } = await applyPlanIfPermitted(named, state, tools);
  if (before?.action === "not-permitted" && action !== "not-permitted")
    await takeBackNotPermitted(state, tools, {
      repository,
      named,
      settings: now.settings,
      limits: tools.limits,
    });
  const [digest, at] = [state.world.wanted?.digest ?? null, new Date().toISOString()];
  await store.proposals.remember(named.id, state.line, { action, pullRequest, digest, at });
  await keepLook(state, { name: look, action, now: Date.now() }, tools);
  return { ...nothing, action, pullRequest, added, removed };
}
