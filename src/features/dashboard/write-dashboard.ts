import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import { readRepository } from "../../adapters/github/repositories/repository.ts";
import { findDashboard } from "../../adapters/github/talk/dashboard-issue.ts";
import { listOpenProposals } from "../../adapters/github/talk/open-proposals.ts";
import {
  changeReportIssue,
  type IssueKind,
  openReportIssue,
} from "../../adapters/github/talk/report-issue.ts";
import type { DashboardTask } from "../../adapters/queue/tasks/dashboard.ts";
import type { Store } from "../../adapters/store/store.ts";
import { groupJobs } from "../../domain/assessment/group-jobs.ts";
import { dashboardLabel, dashboardMark } from "../../domain/marks/dashboard.ts";
import { issueAbout } from "../../domain/proposal/waiting.ts";
import { linkInsights } from "../../domain/run/insight-links.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { type DashboardView, renderDashboard } from "../../domain/text/dashboard.ts";
import { listHolds } from "../limits/list-holds.ts";
import type { LimitTools } from "../limits/open-in-turn.ts";
import { type IssueTurns, leaveIssue, openIssueInTurn } from "../limits/open-issue.ts";
import { readSettings } from "../look/read-settings.ts";
import { readStandings } from "../look/read-standings.ts";
import type { LookTools } from "../look/tools.ts";
import { listLately } from "./list-lately.ts";

export interface DashboardTools extends LookTools {
  readonly store: LookTools["store"] & Pick<Store, "dashboards" | "places" | "reports">;
  /** `<app slug>[bot]` */
  readonly botLogin: string;
  readonly limits: LimitTools;
  /** The origin of the insights pages, without a slash at the end; absent where there are none. */
  readonly pages?: string;
}

const issueKind: IssueKind = { label: dashboardLabel, mark: dashboardMark, wasUnmarked: false };

/**
 * Makes the dashboard of a repository say how everything stands. It is opened, when it is its turn, once something needs people or a pull
 * request was opened; one that people closed stays closed. Without the permission, or without issues in the repository, there is none.
 * @throws what GitHub or the store answered with
 */
export async function writeDashboard(task: DashboardTask, tools: DashboardTools): Promise<void> {
  const { octokit, store, botLogin } = tools;
  const repository = await readRepository(octokit, task.repository);
  if (repository === null || repository.isArchived) return;
  const { settings } = await readSettings(repository, tools);
  const turns: IssueTurns = {
    repository,
    named: task.repository,
    settings,
    limits: tools.limits,
  };
  const about = issueAbout.dashboard;
  if (!settings.dashboard) return leaveIssue(about, turns);
  await ifAllowed(async () => {
    const known = await store.dashboards.readIssue(repository.id);
    const issue = await findDashboard(octokit, repository, { known, botLogin });
    if (issue !== null && issue.number !== known)
      await store.dashboards.rememberIssue(repository.id, issue.number);
    // It may be that it was opened by a process that was broken off before it said so.
    if (issue !== null) await leaveIssue(about, turns);
    if (issue?.isOpen === false) return;
    const view = await look(repository, tools);
    const text = renderDashboard(view);
    if (issue !== null) return changeReportIssue(octokit, repository, issue, text, issueKind);
    if (view.open.size === 0 && view.grouped["needs-you"].length === 0) return leaveIssue(about, turns);
    // What an alarm tells comes first; a dashboard with something to review before one without.
    const rank = view.open.size > 0 ? 0.5 : 0;
    const number = await openIssueInTurn({ about, rank }, turns, () =>
      openReportIssue(octokit, repository, text, issueKind),
    );
    if (number !== null) await store.dashboards.rememberIssue(repository.id, number);
  });
}

async function look(repository: RepositoryNow, tools: DashboardTools): Promise<DashboardView> {
  const { octokit, store, botLogin } = tools;
  const { files, mistakes } = await readStandings(repository, tools);
  const proposals = await listOpenProposals(octokit, repository, botLogin);
  const open = new Map(proposals.map(({ path, number }) => [path, number]));
  return {
    files,
    grouped: groupJobs(files, open),
    open,
    holds: await listHolds(repository, store),
    alarms: await store.reports.listAlarmIssues(repository.id),
    mistakes,
    insights: linkInsights(tools.pages, repository, "", []),
    lately: await listLately(repository.id, Date.now(), store),
  };
}
