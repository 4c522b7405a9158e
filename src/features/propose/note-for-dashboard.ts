import { groupJobs } from "../../domain/assessment/group-jobs.ts";
import type { AssessedFile } from "../../domain/assessment/job-assessment.ts";
import { nextDaily } from "../../domain/proposal/daily.ts";
import type { Repository } from "../../domain/run/repository.ts";
import type { Outcome } from "./apply-plan.ts";
import type { ProposeTools } from "./propose-tools.ts";

/**
 * Has the dashboard written at once where something of the file needs people that did not before, and else with the next day, so that what changes
 * all the time changes it once a day. @throws what the store or the queue answered with
 */
export async function noteForDashboard(
  repository: Repository,
  path: string,
  { assessed, outcome }: { readonly assessed: AssessedFile | null; readonly outcome: Outcome },
  { dashboard }: Pick<ProposeTools, "dashboard">,
): Promise<void> {
  if (dashboard === null) return;
  const { pullRequest } = outcome;
  const open = new Map(pullRequest === null ? [] : [[path, pullRequest]]);
  const grouped = groupJobs(assessed === null ? [] : [{ path, assessed }], open);
  const needs = grouped["needs-you"].map(({ job: { jobId, state } }) => `${jobId}: ${state}`);
  const isUnreadable = assessed?.ok === false;
  const all = isUnreadable ? [...needs, "unreadable"] : needs;
  if (await dashboard.store.rememberNeeds(repository.id, path, all))
    return dashboard.write({ repository, at: null });
  // Without a dashboard there is nothing to keep up to date.
  if ((await dashboard.store.readIssue(repository.id)) === null) return;
  await dashboard.write({ repository, at: nextDaily(repository.id, Date.now()) });
}
