import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readDivergence } from "../../adapters/github/files/commit.ts";
import { readFile } from "../../adapters/github/files/repository-file.ts";
import { type RepositoryNow, readHead } from "../../adapters/github/repositories/repository.ts";
import { isReviewed, listPullRequests, type PullRequest } from "../../adapters/github/talk/pull-request.ts";
import { PolicyStoreError } from "../../adapters/policy-store/policy-store-error.ts";
import type { Store } from "../../adapters/store/store.ts";
import { branchOf } from "../../domain/marks/branch.ts";
import { readMarks } from "../../domain/marks/digest.ts";
import { type BranchState, mayTrim, type ProposalWorld } from "../../domain/proposal/plan.ts";
import {
  findProposed,
  type Proposal,
  selectProposal,
  usesPolicyStore,
} from "../../domain/proposal/select.ts";
import { type ParseResult, parseWorkflowFile, readableFile } from "../../domain/workflow/workflow-file.ts";
import { type AssessedAt, assessFileAt } from "../look/assess-file.ts";
import type { FileNow } from "../look/file-now.ts";
import type { RulesStore } from "../look/read-rules.ts";
import type { PolicyTools } from "../look/read-stored.ts";
import { chooseFreeNames } from "./policy-store/choose-free-names.ts";

/** How a workflow file and its proposal stand at one moment. */
export interface ProposalState extends AssessedAt {
  readonly repository: RepositoryNow;
  readonly path: string;
  readonly branch: string;
  /** On the default branch. */
  readonly file: FileNow;
  /** The file as the branch has it; null where there is no branch, or no file there. */
  readonly branchParsed: ParseResult | null;
  readonly proposal: Proposal | null;
  readonly open: PullRequest | null;
  /** The bot's newest one that was merged. */
  readonly merged: PullRequest | null;
  readonly world: ProposalWorld;
}

interface Tools extends PolicyTools {
  readonly octokit: Octokit;
  readonly store: RulesStore & Pick<Store, "baselines" | "reports">;
  readonly botLogin: string;
  readonly resolveHosts: ResolveHosts;
}

/**
 * Reads everything else about a proposal from GitHub and the store, and asks resolvers about what would be listed.
 * @throws PolicyStoreError, ResolverDownError, and what GitHub or the store answered with
 */
export async function readProposalState(
  repository: RepositoryNow,
  file: FileNow,
  tools: Tools,
): Promise<ProposalState> {
  const { octokit, botLogin, resolveHosts } = tools;
  const { path, head, text: fileText, parsed } = file;
  const branch = branchOf(path);
  const branchHead = await readHead(octokit, repository, branch);
  const pullRequests = await listPullRequests(octokit, repository, branch, botLogin);
  const open = pullRequests.find(({ state }) => state === "open") ?? null;
  const merged = pullRequests.find(({ state, isOwn }) => state === "merged" && isOwn) ?? null;

  const branchState = branchHead === null ? null : await readBranch(branchHead);
  const branchParsed = parseBranch(branchState?.text ?? null);
  const proposed = proposedIn(branchState);
  const assessedAt = await assessFileAt({ repository, path, parsed }, tools, {
    policyStore: "must-answer",
    resolving: { resolveHosts, proposed },
  });
  const proposal = await select(assessedAt);
  const world: ProposalWorld = {
    wanted: proposal === null ? null : { text: proposal.file.text, digest: proposal.digest },
    fileText,
    branch: branchState,
    pullRequests: pullRequests.map((pullRequest) => ({
      ...pullRequest,
      digest: readMarks(pullRequest.body).digest,
    })),
    isOtherMode: isOtherMode(assessedAt.rules.stored !== null),
    isReviewed: open !== null && (await isReviewed(octokit, repository, open.number, botLogin)),
  };
  return { repository, path, branch, file, branchParsed, proposal, open, merged, world, ...assessedAt };

  /** With names for new policies that nobody else has. @throws PolicyStoreError `conflict` where there are none */
  async function select({ assessed, rules: { stored } }: AssessedAt): Promise<Proposal | null> {
    const readable = readableFile(parsed);
    if (readable === null || assessed?.ok !== true) return null;
    const lastTrim = await tools.store.reports.readTrim(repository.id, path);
    const trims = mayTrim(lastTrim, open?.number ?? null);
    let { jobs } = assessed;
    let known = stored;
    for (let attempt = 1; ; attempt += 1) {
      const selected = selectProposal({ path, file: readable }, jobs, proposed, trims);
      const others =
        selected === null || known === null
          ? null
          : await chooseFreeNames(repository, path, selected, known, attempt, tools);
      if (others === null) return selected;
      if (attempt === mostAttempts)
        throw new PolicyStoreError("conflict", {
          owner: repository.owner,
          name: [...others.names.values()].join(" "),
        });
      known = others;
      jobs = jobs.map((job) => ({ ...job, policyName: others.names.get(job.jobId) ?? null }));
    }
  }

  function isOtherMode(isStored: boolean): boolean {
    if (open === null || branchState?.text == null || fileText === null) return false;
    const isBranchStored = usesPolicyStore(readableFile(branchParsed), readableFile(parsed));
    return isBranchStored !== null && isBranchStored !== isStored;
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

  function parseBranch(text: string | null): ParseResult | null {
    if (text === null) return null;
    return text === fileText ? parsed : parseWorkflowFile(text);
  }

  /** What a branch switches counts as proposed while its pull request is open. */
  function proposedIn(state: BranchState | null): ReadonlySet<string> {
    return open === null || state?.isOwn !== true || state.text === null || fileText === null
      ? new Set()
      : findProposed(readableFile(branchParsed), readableFile(parsed));
  }
}

/** Names that are tried for a policy. */
const mostAttempts = 4;
