import { describeJobs } from "../proposal/job-rows.ts";
import { render } from "../views.ts";
import type { ProposeResult } from "./propose.ts";
import { explainReason } from "./reason-words.ts";
import type { Refreshed } from "./refresh.ts";
import { renderBounded } from "./render-bounded.ts";

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
      return false;
  }
}

/** The answer to `/egress refresh`: Markdown that says what changed on which pull request, and how the jobs stand. */
export function reportRefresh(refreshed: Refreshed, path: string, askedOn: number): string {
  const { newRuns, goneRuns, result } = refreshed;
  const { action, pullRequest, added, removed, jobs } = result;
  const tallies = refreshed.tallies.map(({ result: fate, reason, here, elsewhere }) => ({
    runs: here + elsewhere,
    fate,
    reason,
    words: explainReason(reason ?? ""),
  }));
  return renderBounded((most) =>
    render("answer", {
      kind: "refreshed",
      path,
      newRuns,
      goneRuns,
      tallies,
      action,
      // Another than the one that was asked on is named.
      other: pullRequest === null || pullRequest === askedOn ? null : pullRequest,
      changes: [
        { what: "Added", count: added.length, entries: added.slice(0, most) },
        { what: "Removed", count: removed.length, entries: removed.slice(0, most) },
      ],
      jobs: describeJobs(jobs, most),
      moreJobs: Math.max(0, jobs.length - most),
    }),
  );
}
