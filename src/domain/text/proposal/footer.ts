import { code } from "../escape.ts";
import { sayInsights } from "../sentences/insights.ts";
import type { ProposalView } from "./proposal-view.ts";

/** What people can answer to a pull request, in one line of Markdown. */
export function sayFooter(view: ProposalView): string {
  const insights = view.insights === null ? [] : [sayInsights(view.insights)];
  return [...listAnswers(view), ...insights, "More: `/egress help`"].join(" · ");
}

function listAnswers({
  switched,
  repaired,
  returned,
  trimmed,
  moved,
  inStore,
}: ProposalView): readonly string[] {
  const edited = [...repaired, ...returned, ...switched, ...trimmed, ...moved];
  const job = edited.length === 1 ? (edited[0]?.jobId ?? "JOB") : "JOB";
  if (edited.length === moved.length)
    return [
      "**Keep the version?** Close this; it is not proposed again for the same jobs",
      "**Never update it:** `harden-runner: hold` in `.github/egress-bot.yml`",
      "**Undo:** revert the merge",
    ];
  if (edited.length === returned.length)
    return [`**Undo:** ${code(`/egress propose ${job}`)}`, "Not interested? Close it"];
  if (edited.length === trimmed.length)
    return [
      "**Still needed?** `/egress allow HOST:PORT REASON`",
      "**Why here?** `/egress explain HOST`",
      "**Undo:** revert the merge",
      notInterested,
    ];
  const back = inStore ? "**Undo:** revert the merge" : `**Undo:** ${code(`/egress audit ${job}`)}`;
  const isRepair = repaired.length > 0;
  return [
    isRepair ? "**Not needed?** `/egress deny HOST`" : "**Wrong host?** `/egress deny HOST`",
    `**${isRepair ? "More missing" : "Missing"}?** \`/egress allow HOST:PORT REASON\``,
    "**Why here?** `/egress explain HOST`",
    isRepair && !inStore ? `**Block nothing for now:** ${code(`/egress audit ${job}`)}` : back,
    notInterested,
  ];
}

const notInterested = "Not interested? Close it; it comes back only if the list changes";
