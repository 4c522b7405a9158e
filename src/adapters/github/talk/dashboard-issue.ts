import { dashboardMark } from "../../../domain/marks/dashboard.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { ifThere } from "../client/if-there.ts";
import { listItems } from "../client/list-items.ts";
import type { Octokit } from "../client/octokit.ts";
import { wholeAnswer } from "../client/whole-answer.ts";
import type { ReportIssue } from "./report-issue.ts";

/** The bot's dashboard in a repository. */
export interface DashboardIssue extends ReportIssue {
  readonly isOpen: boolean;
}

const mostPages = 5;

/**
 * Finds the dashboard: the issue of a number, if that is it, else the oldest of the bot's oldest 500 that has its mark. Null where there is none.
 * @throws what Octokit throws, a 410 where the repository has no issues, and CutAnswerError
 */
export async function findDashboard(
  octokit: Octokit,
  { owner, name: repo }: Pick<RepositoryNow, "owner" | "name">,
  { known, botLogin }: { readonly known: number | null; readonly botLogin: string },
): Promise<DashboardIssue | null> {
  if (known !== null) {
    const issue = await ifThere(async () =>
      wholeAnswer(await octokit.rest.issues.get({ owner, repo, issue_number: known })),
    );
    const found = issue === null ? null : read(issue, botLogin);
    if (found !== null) return found;
  }
  const listed = listItems(async (page) => {
    const wanted = {
      owner,
      repo,
      creator: botLogin,
      state: "all",
      sort: "created",
      direction: "asc",
    } as const;
    return wholeAnswer(await octokit.rest.issues.listForRepo({ ...wanted, ...page }));
  }, mostPages);
  for await (const issue of listed) {
    const found = read(issue, botLogin);
    if (found !== null) return found;
  }
  return null;
}

interface ApiIssue {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null;
  readonly state: string;
  readonly user: { readonly login: string } | null;
  readonly pull_request?: unknown;
}

function read(
  { number, title, body = null, state, user, pull_request: pull }: ApiIssue,
  botLogin: string,
): DashboardIssue | null {
  const isOwn = user?.login === botLogin && pull === undefined && (body ?? "").includes(dashboardMark);
  return isOwn ? { number, title, body, isOpen: state === "open" } : null;
}
