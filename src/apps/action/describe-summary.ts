import { fileNameOf } from "../../domain/run/file-name.ts";
import { code, escapeCell, escapeText } from "../../domain/text/escape.ts";
import { noteComments } from "../cli/online/comments-note.ts";
import type { OpenedProposal } from "../cli/online/open-proposals.ts";
import type { RepositoryReport } from "../cli/online/read-reports.ts";
import { surveyRows } from "../cli/online/survey-rows.ts";

/** Longer texts in a cell are cut. */
const longestWhy = 500;

/** What the page of the run says: how each job stands, each list, each difference, and what became of the pull requests. */
export function describeSummary(report: RepositoryReport, opened: readonly OpenedProposal[] | null): string {
  const { repository, files } = report;
  const rows = surveyRows(report);
  const parts = [`## Egress of ${escapeText(`${repository.owner}/${repository.name}`, 150)}`, ""];
  if (rows.length === 0) {
    parts.push(
      "No workflow file has a step that uses Harden-Runner. Add one in `egress-policy: audit` to every job that is to be learned.",
    );
    return `${parts.join("\n")}\n`;
  }
  const ready = rows.filter(({ state }) => state === "ready").length;
  parts.push(
    `**${ready} of ${rows.length} guarded ${rows.length === 1 ? "job is" : "jobs are"} ready to block.**${opened === null ? " Nothing was written." : ""}`,
    "",
    "| Job | State | Endpoints | What is missing |",
    "|---|---|---|---|",
    ...rows.map(
      ({ path, job, state, endpoints, why }) =>
        `| ${code(`${fileNameOf(path)}:${job}`)} | ${state} | ${endpoints.length} | ${escapeCell(why, longestWhy)} |`,
    ),
    "",
  );
  const note = noteComments(rows);
  if (note !== null) parts.push(`${note.charAt(0).toUpperCase()}${note.slice(1)}.`, "");
  for (const { path, action, pullRequest } of opened ?? [])
    parts.push(`- ${code(path)}: ${action}${pullRequest === null ? "" : ` #${pullRequest}`}`);
  for (const { path, job, endpoints } of rows)
    if (endpoints.length > 0)
      parts.push("", ...fold(`List of ${code(`${fileNameOf(path)}:${job}`)}`, "", endpoints.join("\n")));
  for (const { path, difference } of files)
    if (difference !== "") parts.push("", ...fold(`Change of ${code(path)}`, "diff", difference.trimEnd()));
  return `${parts.join("\n")}\n`;
}

/** A text behind a line that opens it, as it is. */
function fold(title: string, language: string, text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return [`<details><summary>${title}</summary>`, "", fence + language, text, fence, "", "</details>"];
}
