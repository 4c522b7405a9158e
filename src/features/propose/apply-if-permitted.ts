import { listOpenProposals } from "../../adapters/github/talk/open-proposals.ts";
import { confidenceOf } from "../../domain/proposal/confidence.ts";
import { type Plan, planProposal } from "../../domain/proposal/plan.ts";
import type { Repository } from "../../domain/run/repository.ts";
import type { NotPermitted } from "../../domain/text/not-permitted.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";
import { openInTurn, stopWaiting, type ToOpen } from "../limits/open-in-turn.ts";
import { applyPlan, type Outcome } from "./apply-plan.ts";
import type { ProposeTools } from "./propose-tools.ts";
import type { ProposalState } from "./read-proposal-state.ts";
import { readNotPermitted, tellNotPermitted } from "./tell-not-permitted.ts";

/**
 * Carries out what is planned, when it is its turn. That GitHub does not let the bot is for people to know, and no reason to try again and
 * again.
 */
export async function applyPlanIfPermitted(
  named: Repository,
  state: ProposalState,
  tools: ProposeTools,
): Promise<Outcome> {
  const { repository, proposal, line, rules } = state;
  const { limits, octokit, botLogin } = tools;
  const plan = planProposal(state.world);
  if (plan.kind !== "open" || proposal === null || limits === null) {
    if (limits !== null) await stopWaiting({ repository, named, kind: "pull-request", about: line }, limits);
    return apply(named, state, plan, tools);
  }
  const toOpen: ToOpen = {
    repository,
    named,
    settings: rules.settings,
    kind: "pull-request",
    about: line,
    rank: confidenceOf(proposal),
    isProposal: true,
    isUrgent: proposal.repaired.length > 0 || proposal.returned.length > 0,
    countOpen: async () => (await listOpenProposals(octokit, repository, botLogin)).length,
    tryAgain: () => limits.again({ repository: named, path: line }),
  };
  const opened = await openInTurn(toOpen, limits, async () => {
    const result = await apply(named, state, plan, tools);
    return { result, isOpened: result.action === "opened" };
  });
  return "hold" in opened ? { ...nothing, action: "held-back" } : opened.result;
}

const nothing: Omit<Outcome, "action"> = {
  pullRequest: null,
  added: [],
  removed: [],
  edited: [],
  openFile: null,
  makesRoom: false,
};

async function apply(
  named: Repository,
  state: ProposalState,
  plan: Plan,
  tools: ProposeTools,
): Promise<Outcome> {
  const { repository, rules } = state;
  // Somebody's branch without a pull request on which it could be said.
  if (plan.kind === "hands-off" && plan.pullRequest === null && tools.report !== null)
    return endNotPermitted({ code: "branch-taken", wanted: null });
  try {
    return await applyPlan(state, plan, tools);
  } catch (error) {
    const why = readNotPermitted(error);
    if (why === null || tools.report === null) throw error;
    return endNotPermitted(why);
  }

  async function endNotPermitted(why: NotPermitted): Promise<Outcome> {
    const turns = { repository, named, settings: rules.settings, limits: tools.limits };
    await tellNotPermitted(state, why, tools, turns);
    return {
      ...nothing,
      action: "not-permitted",
      pullRequest: state.open?.number ?? null,
      openFile: state.open === null ? null : readableFile(state.branchParsed),
    };
  }
}
