import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { ForbiddenByRulesError, moveBranch } from "../../adapters/github/files/commit.ts";
import { turnDraft } from "../../adapters/github/talk/drafts.ts";
import {
  addLabels,
  changePullRequest,
  openPullRequest,
  sayOnce,
} from "../../adapters/github/talk/pull-request.ts";
import type { PolicyStore } from "../../adapters/policy-store/client.ts";
import type { Store } from "../../adapters/store/store.ts";
import { type Doubt, noDoubt } from "../../domain/assessment/told.ts";
import type { Policy } from "../../domain/guard/policy.ts";
import { isSameBody, markBody, readMarks, unmarkBody } from "../../domain/marks/digest.ts";
import { handsOffMark, markClosed } from "../../domain/marks/hidden-marks.ts";
import { repairLabel } from "../../domain/marks/labels.ts";
import { isAppLogin, markCommit } from "../../domain/marks/own-commit.ts";
import { judgeDraft } from "../../domain/proposal/judge-draft.ts";
import type { Plan } from "../../domain/proposal/plan.ts";
import type { PolicyChange } from "../../domain/proposal/policy-changes.ts";
import { compareProposed, type Proposal } from "../../domain/proposal/select.ts";
import { enforcers } from "../../domain/settings/enforcers.ts";
import { renderClosed, renderHandsOff } from "../../domain/text/closing-comments.ts";
import { isDoubtful } from "../../domain/text/proposal/alerts.ts";
import { renderBody } from "../../domain/text/proposal/body.ts";
import { renderCommitMessage } from "../../domain/text/proposal/commit-message.ts";
import type { ProposalView } from "../../domain/text/proposal/proposal-view.ts";
import { renderTitle } from "../../domain/text/proposal/title.ts";
import { readableFile, type WorkflowFile } from "../../domain/workflow/workflow-file.ts";
import { outsideOf } from "../enforce/outsides.ts";
import { workInTurns } from "../look/in-turns.ts";
import { readTrials } from "../watch/read-trials.ts";
import { reportTrial } from "../watch/report-trial.ts";
import { describeProposal } from "./describe-proposal.ts";
import { checkGrown, checkNotGrown, noteGrowth, withdrawApprovals } from "./guard-approval.ts";
import { keepProposedEntries } from "./keep-entries.ts";
import { readCallers } from "./read-callers.ts";
import type { ProposalState } from "./read-proposal-state.ts";
import type { ProposeAction } from "./result.ts";
import { writeBranch } from "./write-branch.ts";

/** What came of a plan. */
export interface Outcome {
  readonly action: ProposeAction;
  readonly pullRequest: number | null;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The stored policies of the pull request that people changed, and that were left so. */
  readonly edited: readonly PolicyChange[];
  /** The file as what is open has it, which may name stored policies; null where nothing is open, or the file cannot be read. */
  readonly openFile: WorkflowFile | null;
  /** It was closed for another one that is to be opened. */
  readonly makesRoom: boolean;
}

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "jobRecords" | "reports" | "policies" | "proposedDigests" | "workflowTexts">;
  readonly botLogin: string;
  readonly policyStore: PolicyStore | null;
  readonly pages?: string;
}

/** Makes GitHub what the plan says. Broken off anywhere, the next plan takes up from there. @throws OvertakenError */
export async function applyPlan(state: ProposalState, plan: Plan, tools: Tools): Promise<Outcome> {
  const { octokit, botLogin } = tools;
  const { repository, branch, proposal, open } = state;
  switch (plan.kind) {
    case "none":
      if (plan.leftover !== null) await deleteBranch(plan.leftover);
      return without(state.world.fileText === null ? "no-file" : "none", null);
    case "rejected":
      return without("rejected", plan.pullRequest);
    case "hands-off":
      // A commit on top of what grew after an approval approves nothing.
      await checkGrown(state, tools);
      // A person knows what they pushed, and needs no word about it in their own name.
      if (plan.pullRequest !== null && isAppLogin(botLogin))
        await say(plan.pullRequest, handsOffMark, renderHandsOff(branch, open?.isOwn === true));
      return { ...without("hands-off", plan.pullRequest), openFile: readableFile(state.branchParsed) };
    case "close":
      // Said first: once the pull request is closed, nothing leads back here.
      await say(
        plan.pullRequest,
        markClosed(open?.head),
        renderClosed(
          state.path,
          state.assessed,
          plan.why === "moot" ? null : enforcers[state.rules.settings.mode].place,
        ),
      );
      // Before it is closed: what was closed while something was proposed was rejected.
      await tools.store.proposedDigests.remember(repository.id, plan.pullRequest, null);
      await changePullRequest(octokit, repository, plan.pullRequest, {
        state: "closed",
        body: unmarkBody(open?.body ?? null),
      });
      if (plan.branch !== null) await deleteBranch(plan.branch);
      return { ...without("closed", plan.pullRequest), makesRoom: plan.why === "other-mode" };
    case "open":
    case "update":
      return proposal === null ? without("none", null) : bringUpToDate(state, proposal, plan, tools);
  }

  async function say(pullRequest: number, mark: string, text: string): Promise<void> {
    await sayOnce(octokit, repository, pullRequest, { mark, text, botLogin });
  }

  /** Where the rules keep the branch, it stays, and the next proposal goes on from it. */
  async function deleteBranch(before: string): Promise<void> {
    try {
      await moveBranch(octokit, repository, { branch, before, after: null, force: true });
    } catch (error) {
      if (!(error instanceof ForbiddenByRulesError)) throw error;
    }
  }
}

async function bringUpToDate(
  state: ProposalState,
  proposal: Proposal,
  plan: Extract<Plan, { kind: "open" | "update" }>,
  tools: Tools,
): Promise<Outcome> {
  const { octokit, store } = tools;
  const { repository, line, branch, open, world } = state;
  const jobs = [...proposal.repaired, ...proposal.switched, ...proposal.trimmed].map(({ jobId }) => jobId);
  const { settings } = state.rules;
  const commit = plan.write === null ? (world.branch?.head ?? null) : null;
  const trials = await readTrials(state, proposal, commit, octokit);
  const callers = await readCallers(state, proposal, tools);
  const view = await workInTurns(describeProposal(state, proposal, trials, callers, tools.pages));
  const before = readableFile((plan.kind === "open" ? null : state.branchParsed) ?? state.file.parsed);
  const compared = compareProposed(before, proposal, await readStored(state, store));
  if (plan.write !== null)
    await noteGrowth(
      state,
      proposal,
      compareProposed(before, { ...proposal, policies: new Map() }).added,
      tools,
    );
  // Nothing names a policy that is not there.
  const edited = await outsideOf(settings).write(state, proposal, tools, (added) =>
    noteGrowth(state, proposal, added, tools),
  );
  if (
    plan.write !== null &&
    !(await writeBranch(state, proposal, plan.write, messageFor(view, proposal, tools.botLogin), octokit))
  )
    return without("no-file", null);
  const digest = world.wanted?.digest ?? null;
  const text = { title: renderTitle(view), body: markBody(renderBody(view), digest) };
  const changes = { ...compared, edited, openFile: proposal.file, makesRoom: false };
  const needed = proposal.repaired.length > 0 ? [repairLabel] : [];
  if (plan.kind === "open") {
    const labels = [...new Set([...settings.pullRequest.labels, ...needed])];
    const presentation = { ...settings.pullRequest, labels };
    const pullRequest = await openPullRequest(octokit, repository, branch, text, presentation);
    await rememberOpen(pullRequest, noDoubt);
    return { action: "opened", pullRequest, ...changes };
  }
  const { pullRequest } = plan;
  const turn = judgeDraft(await readDoubt(pullRequest), {
    isDoubtful: isDoubtful(view),
    isDraft: open?.isDraft === true,
  });
  await rememberOpen(pullRequest, turn.doubt);
  const [old, next] = [readMarks(open?.body ?? null), readMarks(text.body)];
  if (!isSameBody(open?.body ?? null, text.body))
    await changePullRequest(octokit, repository, pullRequest, text);
  if (open !== null && turn.to !== null)
    await turnDraft(octokit, open.nodeId, { isDraft: turn.to === "draft" });
  const lacking = needed.filter((label) => open?.labels.includes(label) === false);
  await addLabels(octokit, repository, pullRequest, lacking);
  await withdrawApprovals(state, proposal, tools);
  if (!(await checkGrown(state, tools))) await checkNotGrown(state, tools);
  const { pages } = tools;
  if (commit !== null)
    await reportTrial(repository, trials, commit, { octokit, insights: view.insights, pages });
  if (open !== null && open.into !== repository.defaultBranch)
    await changePullRequest(octokit, repository, pullRequest, { into: repository.defaultBranch });
  const isNew = plan.write !== null || old.digest !== next.digest;
  return { action: isNew ? "updated" : "unchanged", pullRequest, ...changes };

  async function readDoubt(number: number): Promise<Doubt> {
    const known = await store.reports.readProposed(repository.id, line);
    return known?.pullRequest === number ? known.doubt : noDoubt;
  }

  async function rememberOpen(number: number, doubt: Doubt): Promise<void> {
    await store.reports.rememberProposed(repository.id, line, { pullRequest: number, jobs, doubt });
    await store.proposedDigests.remember(repository.id, number, digest);
    const entries = new Map([
      ...proposal.lists,
      ...proposal.repaired.map(({ jobId, repairs }) => [jobId, repairs] as const),
    ]);
    await keepProposedEntries(repository.id, { ...state.file, path: line }, entries, store);
    await noteTrim(number);
  }

  /** Notes when people were asked about what is not used. A question that something urgent took the place of was not asked. */
  async function noteTrim(number: number): Promise<void> {
    const { reports } = store;
    const isTrim = proposal.trimmed.some(({ unused }) => unused.length > 0);
    const wasTrim = (await reports.readTrim(repository.id, line))?.pullRequest === number;
    const at = new Date().toISOString();
    if (isTrim && !wasTrim) await reports.rememberTrim(repository.id, line, { pullRequest: number, at });
    if (!isTrim && wasTrim) await reports.forgetTrim(repository.id, line);
  }
}

/** The policies outside the file as the bot wrote them last, by name. */
async function readStored(
  { repository, path }: ProposalState,
  { policies }: Pick<Store, "policies">,
): Promise<ReadonlyMap<string, Pick<Policy, "entries">>> {
  const records = await policies.read(repository.id, path);
  return new Map([...records].map(([name, { written }]) => [name, written]));
}

function messageFor(view: ProposalView, { file }: Proposal, botLogin: string): string {
  const message = renderCommitMessage(view);
  return isAppLogin(botLogin) ? message : markCommit(message, file.text);
}

function without(action: ProposeAction, pullRequest: number | null): Outcome {
  return { action, pullRequest, added: [], removed: [], edited: [], openFile: null, makesRoom: false };
}
