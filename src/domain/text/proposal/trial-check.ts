import type { TrialRow } from "../describe-trial.ts";
import { render } from "../render.ts";
import { type RunPageLink, sayInsights } from "../sentences/insights.ts";
import { cutList } from "./cut-list.ts";
import { sayRehearsal } from "./rehearsal.ts";

const mostRows = 100;
const mostRefused = 20;

/** The text of the check that tells how the rehearsal of the lists went. The summary is Markdown; `insights` and `runPage` are the pages about it. */
export function renderTrialCheck(
  rows: readonly TrialRow[],
  conclusion: "success" | "neutral" | "failure",
  insights: string | null,
  runPage: RunPageLink | null,
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
          ? `${nameEndpoints(refused)} refused`
          : `${nameJobs(failed)} failed, although nothing was refused`,
    neutral:
      tried === 0
        ? "Not rehearsed"
        : `Rehearsed in ${nameJobs(tried)}, ${nameEndpoints(refused)} refused${failed === 0 ? "" : `, ${nameJobs(failed)} failed as before`}`,
  };
  const shown = rows.slice(0, mostRows);
  return {
    title: titles[conclusion],
    summary: render("trial", {
      rows: shown.map((row) => ({
        jobId: row.jobId,
        rehearsal: sayRehearsal(row),
        refused: cutList([...row.refused, ...row.earlier], mostRefused),
      })),
      more: rows.length - shown.length,
      insights: sayInsights(insights, runPage),
    }).trimEnd(),
  };
}

function nameJobs(count: number): string {
  return count === 1 ? "1 job" : `${count} jobs`;
}

function nameEndpoints(count: number): string {
  return count === 1 ? "1 endpoint" : `${count} endpoints`;
}
