import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readDivergence } from "../../adapters/github/files/commit.ts";
import { readFile } from "../../adapters/github/files/repository-file.ts";
import { type RepositoryNow, readHead } from "../../adapters/github/repositories/repository.ts";
import { isReviewed, listPullRequests, type PullRequest } from "../../adapters/github/talk/pull-request.ts";
import { PolicyStoreError } from "../../adapters/policy-store/policy-store-error.ts";
import type { AssessedFile, Learned } from "../../domain/assessment/job-assessment.ts";
import type { LastTrim } from "../../domain/assessment/told.ts";
import { branchOf } from "../../domain/marks/branch.ts";
import { readMarks } from "../../domain/marks/digest.ts";
import { type BranchState, mayTrim, type ProposalWorld } from "../../domain/proposal/plan.ts";
import {
  findProposed,
  type Proposal,
  selectProposal,
  usesPolicyStore,
} from "../../domain/proposal/select.ts";
import { assessResolved } from "../look/assess-resolved.ts";
import type { RulesNow } from "../look/read-rules.ts";
import type { PolicyTools } from "../look/read-stored.ts";
import { chooseFreeNames } from "./policy-store/choose-free-names.ts";
import type { FileNow } from "./remember-jobs.ts";

/** How a workflow file and its proposal stand at one moment. */
export interface ProposalState {
  readonly repository: RepositoryNow;
  readonly path: string;
  readonly branch: string;
  /** The default branch's newest commit. */
  readonly head: string;
  /** Null where the default branch has no such file. */
  readonly assessed: AssessedFile | null;
  readonly proposal: Proposal | null;
  readonly open: PullRequest | null;
  /** The bot's newest one that was merged. */
  readonly merged: PullRequest | null;
  readonly rules: RulesNow;
  readonly world: ProposalWorld;
}

/**
 * Reads everything else about a proposal from GitHub, and asks resolvers about what would be listed. @throws ResolverDownError
 */
export async function readProposalState(
  repository: RepositoryNow,
  { path, head, text: fileText }: FileNow,
  learned: ReadonlyMap<string, Learned>,
  rules: RulesNow,
  lastTrim: LastTrim | null,
  tools: {
    readonly octokit: Octokit;
    readonly botLogin: string;
    readonly resolveHosts: ResolveHosts;
  } & PolicyTools,
): Promise<ProposalState> {
  const { octokit, botLogin } = tools;
  const branch = branchOf(path);
  const branchHead = await readHead(octokit, repository, branch);
  const pullRequests = await listPullRequests(octokit, repository, branch, botLogin);
  const open = pullRequests.find(({ state }) => state === "open") ?? null;
  const merged = pullRequests.find(({ state, isOwn }) => state === "merged" && isOwn) ?? null;

  const branchState = branchHead === null ? null : await readBranch(branchHead);
  const proposed = proposedIn(branchState);
  const { assessed, proposal } = await select();
  const world: ProposalWorld = {
    wanted: proposal === null ? null : { text: proposal.text, digest: proposal.digest },
    fileText,
    branch: branchState,
    pullRequests: pullRequests.map((pullRequest) => ({
      ...pullRequest,
      digest: readMarks(pullRequest.body).digest,
    })),
    isOtherMode: isOtherMode(branchState?.text ?? null),
    isReviewed: open !== null && (await isReviewed(octokit, repository, open.number, botLogin)),
  };
  return { repository, path, branch, head, assessed, proposal, open, merged, rules, world };

  /** With names for new policies that nobody else has. @throws PolicyStoreError `conflict` where there are none */
  async function select(): Promise<{ assessed: AssessedFile | null; proposal: Proposal | null }> {
    if (fileText === null) return { assessed: null, proposal: null };
    let { stored } = rules.rules;
    for (let attempt = 1; ; attempt += 1) {
      const judgedBy = { ...rules.rules, stored };
      const assessed = await assessResolved(
        { text: fileText, path, learned, rules: judgedBy, proposed },
        tools.resolveHosts,
      );
      if (!assessed.ok) return { assessed, proposal: null };
      const file = { text: fileText, path };
      const proposal = selectProposal(file, assessed.jobs, proposed, mayTrim(lastTrim, open?.number ?? null));
      const others =
        proposal === null || stored === null
          ? null
          : await chooseFreeNames(repository, path, proposal, stored, attempt, tools);
      if (others === null) return { assessed, proposal };
      if (attempt === mostAttempts)
        throw new PolicyStoreError("conflict", {
          owner: repository.owner,
          name: [...others.names.values()].join(" "),
        });
      stored = others;
    }
  }

  function isOtherMode(branchText: string | null): boolean {
    if (open === null || branchText === null || fileText === null) return false;
    const isStored = usesPolicyStore(branchText, fileText);
    return isStored !== null && isStored !== (rules.rules.stored !== null);
  }

  async function readBranch(sha: string): Promise<BranchState> {
    const { base, isOwn } = await readDivergence(octokit, repository, { base: head, head: sha }, botLogin);
    return {
      head: sha,
      isOwn,
      text: await readFile(octokit, repository, path, sha),
      baseText: base === head || base === null ? fileText : await readFile(octokit, repository, path, base),
    };
  }

  /** What a branch switches counts as proposed while its pull request is open. */
  function proposedIn(state: BranchState | null): ReadonlySet<string> {
    return open === null || state?.isOwn !== true || state.text === null || fileText === null
      ? new Set()
      : findProposed(state.text, fileText);
  }
}

/** Names that are tried for a policy. */
const mostAttempts = 4;
