import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readDivergence } from "../../adapters/github/files/commit.ts";
import { readFileAt } from "../../adapters/github/files/workflow-files.ts";
import { readHead } from "../../adapters/github/repositories/repository.ts";
import { isReviewed, listPullRequests, type PullRequest } from "../../adapters/github/talk/pull-request.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import type { JobAssessment } from "../../domain/assessment/job-assessment.ts";
import type { Rules } from "../../domain/assessment/rules.ts";
import { readPolicies } from "../../domain/guard/guard-policy.ts";
import { branchOf } from "../../domain/marks/branch.ts";
import { type BranchState, mayTrim, type ProposalWorld } from "../../domain/proposal/plan.ts";
import { findProposed, type Proposal, selectInTurns } from "../../domain/proposal/select.ts";
import { nameLine } from "../../domain/run/file-line.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { isOtherMode } from "../../domain/settings/enforcers.ts";
import { type ParseResult, readableFile } from "../../domain/workflow/workflow-file.ts";
import { outsideOf } from "../enforce/outsides.ts";
import type { PolicyTools } from "../enforce/policy-store/policy-tools.ts";
import { type AssessedAt, assessFileAt } from "../look/assess-file.ts";
import type { FileNow } from "../look/file-now.ts";
import { findArrivals } from "../look/find-arrivals.ts";
import { workInTurns } from "../look/in-turns.ts";
import type { KnownRules, RulesStore } from "../look/read-rules.ts";
import { keepArrivals } from "./keep-entries.ts";
import { readDigests } from "./read-digests.ts";

/** How a workflow file and its proposal stand at one moment. */
export interface ProposalState extends AssessedAt {
  readonly repository: RepositoryNow;
  readonly path: string;
  /** Under what name things are kept about the file: its path or, on another branch than the default branch, as `nameLine` says. */
  readonly line: string;
  readonly branch: string;
  /** On the default branch. */
  readonly file: FileNow;
  /** The file as the branch has it; null where there is no branch, or no file there. */
  readonly branchParsed: ParseResult | null;
  readonly proposal: Proposal | null;
  /** The jobs that the open pull request switches. */
  readonly proposed: ReadonlySet<string>;
  readonly open: PullRequest | null;
  /** The bot's newest one that was merged. */
  readonly merged: PullRequest | null;
  readonly world: ProposalWorld;
  /** Whether resolvers were asked about the hosts that would be listed. */
  readonly isLookedUp: boolean;
}

/** A branch beside the default branch whose own file gets what it lacks; it is `defaultBranch` of the repository that is read. */
export interface OtherBranch {
  readonly name: string;
  readonly known: KnownRules;
}

interface Tools extends PolicyTools {
  readonly octokit: Octokit;
  readonly store: RulesStore &
    Pick<Store, "baselines" | "jobRecords" | "reports" | "proposedDigests" | "workflowTexts">;
  readonly botLogin: string;
  readonly resolveHosts: ResolveHosts | null;
}

/**
 * Reads everything else about a proposal from GitHub and the store, and asks resolvers about what would be listed.
 * @throws PolicyStoreError, ResolverDownError, and what GitHub or the store answered with
 */
export async function readProposalState(
  repository: RepositoryNow,
  file: FileNow,
  tools: Tools,
  other: OtherBranch | null = null,
): Promise<ProposalState> {
  const { octokit, botLogin, resolveHosts } = tools;
  const { path, head, text: fileText, parsed } = file;
  const line = nameLine({ path, branch: other?.name ?? null });
  const branch = branchOf(path, other?.name);
  const branchHead = await readHead(octokit, repository, branch);
  const pullRequests = await listPullRequests(octokit, repository, branch, botLogin);
  const open = pullRequests.find(({ state }) => state === "open") ?? null;
  const merged = pullRequests.find(({ state, isOwn }) => state === "merged" && isOwn) ?? null;

  const branchState = branchHead === null ? null : await readBranch(branchHead);
  const branchParsed = await parseBranch(branchState?.text ?? null);
  const [now, next] = [readableFile(parsed), readableFile(branchParsed)];
  // What a branch switches counts as proposed while its pull request is open.
  const isProposed = open !== null && branchState?.isOwn === true;
  const proposed = isProposed ? findProposed(next, now) : new Set<string>();
  const assessedAt = await assessFileAt({ repository, path, parsed }, tools, {
    ...(other === null ? { outside: "must-answer" } : { outside: "not-asked", line, known: other.known }),
    resolving: { resolveHosts, proposed, lookBack },
  });
  const proposal = await select(assessedAt);
  const digests = await readDigests(repository, pullRequests, proposal?.digest ?? null, tools);
  const world: ProposalWorld = {
    wanted: proposal === null ? null : { text: proposal.file.text, digest: proposal.digest },
    fileText,
    branch: branchState,
    pullRequests: pullRequests.map((pullRequest) => ({
      ...pullRequest,
      digest: digests.get(pullRequest.number) ?? null,
    })),
    isOtherMode:
      open !== null && isOtherMode(readPolicies(now), readPolicies(next), assessedAt.rules.settings.mode),
    isReviewed: open !== null && (await isReviewed(octokit, repository, open.number, botLogin)),
  };
  return {
    repository,
    path,
    line,
    branch,
    file,
    branchParsed,
    proposal,
    proposed,
    open,
    merged,
    world,
    isLookedUp: resolveHosts !== null,
    ...assessedAt,
  };

  /** What was found once is kept. */
  async function lookBack(
    jobs: readonly JobAssessment[],
    records: Rules["records"],
  ): Promise<Rules["records"]> {
    const found = await findArrivals(jobs, records, { octokit, repository });
    if (found !== records) await keepArrivals(repository.id, path, found, tools.store);
    return found;
  }

  /** Selects what is proposed, until it can be written as it is. @throws PolicyStoreError where it never can */
  async function select({ assessed, rules }: AssessedAt): Promise<Proposal | null> {
    if (now === null || assessed?.ok !== true) return null;
    const { jobs } = assessed;
    // On another branch nothing is proposed but what is missing.
    const candidates = other === null ? jobs : jobs.filter(({ repairs }) => repairs.length > 0);
    if (other !== null && candidates.length === 0) return null;
    const lastTrim = await tools.store.reports.readTrim(repository.id, line);
    const trims = mayTrim(lastTrim, open?.number ?? null, Date.now());
    let { enforcer } = rules;
    for (let attempt = 1; ; attempt += 1) {
      const by = { proposed, mayTrim: trims, enforcer };
      const selected = await workInTurns(selectInTurns({ path, file: now }, candidates, by));
      if (selected === null) return null;
      const { makeRoom } = outsideOf(rules.settings);
      const roomy = await makeRoom({ repository, path }, selected, { enforcer, attempt }, tools);
      if (roomy === null) return selected;
      enforcer = roomy;
    }
  }

  async function readBranch(sha: string): Promise<BranchState> {
    const text = await readAt(sha);
    const proposed = { botLogin, path, text };
    const { base, isOwn } = await readDivergence(octokit, repository, { base: head, head: sha }, proposed);
    return {
      head: sha,
      isOwn,
      text,
      baseText: base === head || base === null ? fileText : await readAt(base),
    };
  }

  function readAt(commit: string): Promise<string | null> {
    return readFileAt(octokit, tools.store.workflowTexts, repository, path, commit);
  }

  async function parseBranch(text: string | null): Promise<ParseResult | null> {
    if (text === null) return null;
    return text === fileText ? parsed : parseForeignWorkflow(text);
  }
}
