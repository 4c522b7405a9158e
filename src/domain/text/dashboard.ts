import type { AlarmIssues } from "../alarm/group-alarms.ts";
import type { GroupedJobs } from "../assessment/group-jobs.ts";
import type { AssessedFile } from "../assessment/job-assessment.ts";
import type { TickCommand } from "../marks/boxes.ts";
import type { Hold } from "../proposal/waiting.ts";
import { fileNameOf } from "../run/file-name.ts";
import type { Mistake } from "../settings/settings-text.ts";
import { renderBoxes } from "./boxes.ts";
import { renderBounded } from "./fit.ts";
import { render } from "./render.ts";
import { sayInsights } from "./sentences/insights.ts";
import { sayMistake } from "./settings-check.ts";
import { describeGroups } from "./standings.ts";

/** How a repository stands, as its dashboard shows it. All names are foreign. */
export interface DashboardView {
  readonly files: readonly { readonly path: string; readonly assessed: AssessedFile }[];
  readonly grouped: GroupedJobs;
  /** The bot's open pull requests, by workflow file. */
  readonly open: ReadonlyMap<string, number>;
  /** What the pull requests that wait wait for, by workflow file. */
  readonly holds: ReadonlyMap<string, Hold["why"]>;
  /** The open issues about alarms. */
  readonly alarms: AlarmIssues;
  readonly mistakes: readonly (Mistake & { readonly file: "repository" | "owner" })[];
  /** The newest first. */
  readonly lately: readonly LateChange[];
  /** The insights page of the repository; null where there are none. */
  readonly insights: string | null;
}

/** Something that became of a job lately. */
export interface LateChange {
  readonly path: string;
  readonly jobId: string;
  readonly what: "blocks" | "returned";
  /** ISO 8601 UTC. */
  readonly at: string;
}

const mostBoxes = 20;

/** The dashboard's title and its text, Markdown. */
export function renderDashboard(view: DashboardView): { readonly title: string; readonly body: string } {
  const { files, grouped, holds, alarms, mistakes, lately } = view;
  const problems = files.flatMap(({ path, assessed }) =>
    assessed.ok ? [] : [{ path, ...assessed.problem }],
  );
  const body = renderBounded((most) =>
    render("dashboard", {
      insights: sayInsights(view.insights),
      needs: grouped["needs-you"].length + problems.length,
      blocking: grouped.blocking.length,
      waiting: grouped.waiting.length,
      groups: describeGroups(grouped, most, { holds, issues: alarms }),
      problems: problems.slice(0, most),
      moreProblems: Math.max(0, problems.length - most),
      boxes: renderBoxes(listBoxes(view).slice(0, mostBoxes)),
      mistakes: mistakes.slice(0, most).map(sayMistake),
      lately: lately.slice(0, most).map(({ path, jobId, what, at }) => ({
        file: fileNameOf(path),
        jobId,
        what,
        on: at.slice(0, 10),
      })),
    }),
  );
  return { title: "Egress dashboard", body };
}

/** A box for each pull request that is ready and not open, and for each job that people left alone. */
function listBoxes({ grouped, open }: DashboardView): readonly TickCommand[] {
  const ready = grouped.waiting.filter(({ path, job }) => job.state === "ready" && !open.has(path));
  const ignored = grouped["left-alone"].filter(({ job }) => job.state === "ignored");
  return [...ready, ...ignored].map(({ path, job }) => ({ kind: "propose", path, jobId: job.jobId }));
}
