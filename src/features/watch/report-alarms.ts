import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readHead, readRepository } from "../../adapters/github/repositories/repository.ts";
import { putCheckRun } from "../../adapters/github/talk/put-check-run.ts";
import type { ReportTask } from "../../adapters/queue/tasks/report.ts";
import type { Store } from "../../adapters/store/store.ts";
import { groupAlarms } from "../../domain/alarm/group-alarms.ts";
import { enforcementCheckName } from "../../domain/marks/check-names.ts";
import { linkInsights } from "../../domain/run/insight-links.ts";
import { renderAlarmCheck } from "../../domain/text/alarms/alarm-list.ts";
import { linkRunPage } from "../../domain/text/run-link.ts";
import type { LimitTools } from "../limits/open-in-turn.ts";
import { readSettings } from "../look/read-settings.ts";
import { putAlarmIssues } from "./put-alarm-issues.ts";
import { readOwners } from "./read-owners.ts";

export interface ReportTools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "reports" | "settings">;
  /** `<app slug>[bot]` */
  readonly botLogin: string;
  /** Null where no issue waits for its turn. */
  readonly limits: LimitTools | null;
  /** The origin of the insights pages, without a slash at the end; absent where there are none. */
  readonly pages?: string;
}

/**
 * Makes the repository tell its alarms, as its settings want it told: by issues, which are closed once they are over, and by a check on the
 * default branch's newest commit. Without the permission, or without issues in the repository, they stay untold. May be repeated.
 * @throws what GitHub or the store answered with
 */
export async function reportAlarms({ repository: named }: ReportTask, tools: ReportTools): Promise<void> {
  const { octokit, store, botLogin } = tools;
  const repository = await readRepository(octokit, named);
  if (repository === null || repository.isArchived) return;
  const { settings } = await readSettings(repository, tools);
  if (settings.report === "none") return;
  const told = await store.reports.listTold(repository.id);
  const commit = await readHead(octokit, repository, repository.defaultBranch);
  const isByIssue = settings.report === "issue";
  const ownersOf = isByIssue ? await readOwners({ repository, commit }, settings, octokit) : () => [];
  const issues = isByIssue
    ? await putAlarmIssues(repository, groupAlarms(told), {
        octokit,
        botLogin,
        ownersOf,
        pages: tools.pages,
        turns: { repository, named, settings, limits: tools.limits },
      })
    : new Map<string, number>();
  await store.reports.rememberAlarmIssues(repository.id, issues);
  if (commit === null) return;
  const insights = linkInsights(tools.pages, repository, "", []);
  const runs = [...told.values()].flatMap((all) => all.map(({ run }) => run));
  const runPage = linkRunPage(tools.pages, repository, runs);
  const check = renderAlarmCheck(told, { page: repository.url, issues, insights, runPage });
  await ifAllowed(() => putCheckRun(octokit, repository, { name: enforcementCheckName, commit, ...check }));
}
