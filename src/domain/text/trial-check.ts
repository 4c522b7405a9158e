import type { TrialRow } from "./describe-trial.ts";
import { render } from "./render.ts";

const mostRows = 100;

/** The text of the check that tells how the lists fared in their trial. The summary is Markdown. */
export function renderTrialCheck(
  rows: readonly TrialRow[],
  conclusion: "success" | "neutral" | "failure",
): { readonly title: string; readonly summary: string } {
  const tried = rows.filter(({ kind }) => kind === "tried").length;
  const refused = rows.reduce((sum, row) => sum + row.refused.length, 0);
  const unenforced = rows.filter(({ isEnforced }) => isEnforced === false).length;
  const failed = rows.filter(({ hasFailed }) => hasFailed).length;
  const titles = {
    success: `Enforced in ${nameJobs(tried)}, nothing refused`,
    failure:
      unenforced > 0
        ? `Not enforced in ${nameJobs(unenforced)}`
        : refused > 0
          ? `Refused ${refused} ${refused === 1 ? "endpoint" : "endpoints"}`
          : `Failed in ${nameJobs(failed)}, though nothing was refused`,
    neutral:
      tried === 0
        ? "Not tried"
        : `Tried in ${nameJobs(tried)}, refused ${refused}${failed === 0 ? "" : `, failed in ${nameJobs(failed)} as before`}`,
  };
  const shown = rows.slice(0, mostRows);
  return {
    title: titles[conclusion],
    summary: render("trial", { rows: shown, more: rows.length - shown.length }).trimEnd(),
  };
}

function nameJobs(count: number): string {
  return count === 1 ? "1 job" : `${count} jobs`;
}
