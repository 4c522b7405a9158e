import { renderBounded } from "../../../domain/text/fit.ts";
import { render } from "../../../domain/text/render.ts";
import { explainReason } from "../../../domain/text/sentences/lessons.ts";
import type { ProposeResult } from "../../propose/result.ts";
import { describeResult } from "./describe-result.ts";
import type { Refreshed } from "./refresh-file.ts";

/** Whether a refresh could do what it was asked for. */
export function isDone({ action }: ProposeResult): boolean {
  switch (action) {
    case "none":
    case "opened":
    case "updated":
    case "unchanged":
    case "closed":
      return true;
    case "hands-off":
    case "rejected":
    case "no-file":
    case "archived":
    case "held-back":
    case "not-permitted":
      return false;
  }
}

/** The answer to `/egress refresh`: Markdown that says what changed on which pull request, and how the jobs stand. */
export function reportRefresh(refreshed: Refreshed, path: string, askedOn: number | null): string {
  const { newRuns, goneRuns, result } = refreshed;
  const tallies = refreshed.tallies.map(({ result: fate, reason, runs }) => ({
    runs,
    fate,
    reason,
    words: explainReason(reason ?? ""),
  }));
  return renderBounded((most) =>
    render("answer", {
      kind: "refreshed",
      newRuns,
      goneRuns,
      tallies,
      ...describeResult(result, path, askedOn, most),
    }),
  );
}
