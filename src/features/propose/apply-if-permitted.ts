import { planProposal } from "../../domain/proposal/plan.ts";
import type { NotPermitted } from "../../domain/text/not-permitted.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";
import { applyPlan, type Outcome } from "./apply-plan.ts";
import type { ProposeTools } from "./propose-tools.ts";
import type { ProposalState } from "./read-proposal-state.ts";
import { readNotPermitted, tellNotPermitted } from "./tell-not-permitted.ts";

/** Carries out what is planned. That GitHub does not let the bot is for people to know, and no reason to try again and again. */
export async function applyPlanIfPermitted(state: ProposalState, tools: ProposeTools): Promise<Outcome> {
  const plan = planProposal(state.world);
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
    await tellNotPermitted(state, why, tools);
    return {
      action: "not-permitted",
      pullRequest: state.open?.number ?? null,
      added: [],
      removed: [],
      edited: [],
      openFile: state.open === null ? null : readableFile(state.branchParsed),
      makesRoom: false,
    };
  }
}
