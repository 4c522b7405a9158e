import type { SurveyRow } from "./survey-rows.ts";

/** What a reader without the App has to know of reasons that name a comment as the next step; null where none does. Plain Markdown. */
export function noteComments(rows: readonly SurveyRow[]): string | null {
  if (!rows.some(({ why }) => why.includes("`/egress "))) return null;
  return "comments such as `/egress propose` work only where the App is installed; without it, `egress enforce --force` switches a job that is not ready";
}
