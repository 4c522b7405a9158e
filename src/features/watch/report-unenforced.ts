import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import {
  type RepositoryNow,
  readHead,
  readRepository,
} from "../../adapters/github/repositories/repository.ts";
import { putCheckRun } from "../../adapters/github/talk/put-check-run.ts";
import {
  changeReportIssue,
  closeReportIssue,
  findReportIssue,
  type IssueKind,
  openReportIssue,
} from "../../adapters/github/talk/report-issue.ts";
import type { ReportTask } from "../../adapters/queue/tasks/report.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { UnenforcedJob } from "../../domain/assessment/told.ts";
import { enforcementCheckName } from "../../domain/marks/check-names.ts";
import { unenforcedIssueMark } from "../../domain/marks/hidden-marks.ts";
import { unenforcedLabel } from "../../domain/marks/labels.ts";
import { renderAllEnforced, renderEnforcedAgain, renderUnenforced } from "../../domain/text/unenforced.ts";
import { readSettings } from "../look/read-settings.ts";

export interface ReportTools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "reports" | "settings">;
  /** `<app slug>[bot]` */
  readonly botLogin: string;
}

const issueKind: IssueKind = { label: unenforcedLabel, mark: unenforcedIssueMark, wasUnmarked: true };

type Unenforced = ReadonlyMap<string, readonly UnenforcedJob[]>;

/**
 * Makes the repository tell which of its jobs are not held to their lists, as its settings want it told: by one issue, which is closed
 * once all are, and by a check on the default branch's newest commit. Without the permission, or without issues in the repository, it
 * stays untold. May be repeated. @throws what GitHub or the store answered with
 */
export async function reportUnenforced({ repository: named }: ReportTask, tools: ReportTools): Promise<void> {
  const { octokit, store } = tools;
  const repository = await readRepository(octokit, named);
  if (repository === null || repository.isArchived) return;
  const { settings } = await readSettings(repository, tools);
  if (settings.report === "none") return;
  const unenforced = await store.reports.listUnenforced(repository.id);
  await ifAllowed(() => reportByCheck(repository, unenforced, octokit));
  if (settings.report === "issue") await ifAllowed(() => reportByIssue(repository, unenforced, tools));
}

async function reportByIssue(
  repository: RepositoryNow,
  unenforced: Unenforced,
  { octokit, botLogin }: ReportTools,
): Promise<void> {
  const known = await findReportIssue(octokit, repository, { ...issueKind, botLogin });
  if (unenforced.size === 0) {
    if (known !== null) await closeReportIssue(octokit, repository, known.number, renderEnforcedAgain());
    return;
  }
  const text = renderUnenforced(unenforced, repository.url);
  if (known === null) await openReportIssue(octokit, repository, text, issueKind);
  else await changeReportIssue(octokit, repository, known, text, issueKind);
}

async function reportByCheck(
  repository: RepositoryNow,
  unenforced: Unenforced,
  octokit: Octokit,
): Promise<void> {
  const commit = await readHead(octokit, repository, repository.defaultBranch);
  if (commit === null) return;
  const conclusion = unenforced.size === 0 ? "success" : "failure";
  const { title, body } =
    unenforced.size === 0 ? renderAllEnforced() : renderUnenforced(unenforced, repository.url);
  await putCheckRun(octokit, repository, {
    name: enforcementCheckName,
    commit,
    conclusion,
    title,
    summary: body,
  });
}
