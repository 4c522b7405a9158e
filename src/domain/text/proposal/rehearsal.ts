import type { TrialRow } from "../describe-trial.ts";
import { escapeSentence } from "../escape.ts";

/** Says how the rehearsal of a job's list went, in one line of Markdown. */
export function sayRehearsal(row: TrialRow): string {
  const run = row.run === null ? "" : ` ([run ${escapeSentence(row.run.id)}](${row.run.url}))`;
  if (row.why !== null) return sayNotTried(row.why, run);
  const ending = row.ending === "" ? "" : ` ${capitalise(escapeSentence(row.ending, 400))}.`;
  const count = `${countOf(row.called, "endpoint")} called, ${row.refused.length} refused${run}.`;
  if (row.isEnforced === null)
    return `⚠️ It is not known whether this pull request's own run was enforced${run}.${ending}`;
  if (!row.isEnforced) {
    const causes = row.causes.map((cause) => escapeSentence(cause, 300)).join("; ");
    return `❌ **This pull request's own run was not enforced**${run}: ${causes}.${ending}`;
  }
  const mark = row.isBad ? "❌" : row.refused.length > 0 || row.ending !== "" ? "⚠️" : "✅";
  return `${mark} This pull request's own run was enforced: ${count}${ending}`;
}

function sayNotTried(why: NonNullable<TrialRow["why"]>, run: string): string {
  switch (why) {
    case "no-trigger":
      return "Not possible: this workflow does not run on pull requests.";
    case "not-begun":
      return "Not yet: no run of this pull request has executed the job so far.";
    case "waits-for-approval":
      return `Waiting: approve the workflow runs of this pull request to start it${run}.`;
    case "running":
      return `Running${run}.`;
    case "left-out":
      return `⚠️ This pull request's own run did not execute the job, or left no record of it${run}.`;
  }
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function countOf(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
