import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { readRepository } from "../../../adapters/github/repositories/repository.ts";
import { listWorkflowRuns } from "../../../adapters/github/runs/list-runs.ts";
import type { Backfill } from "../../../adapters/queue/tasks/backfill.ts";
import type { BackfillPlan } from "../../../adapters/store/backfills.ts";
import type { Store } from "../../../adapters/store/store.ts";
import { defaultWindow } from "../../../domain/baseline/window.ts";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import { readSettings } from "../../look/read-settings.ts";
import { findGuardedWorkflows } from "../find-guarded-workflows.ts";
import { chooseRuns } from "./choose-runs.ts";

export interface PlanTools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "outcomes" | "looks" | "workflowTexts" | "settings">;
  /** Ms since 1970. */
  now(): number;
}

/** A plan with the workflow files whose runs are to be listed. */
export type NewPlan = Omit<BackfillPlan, "isFinished"> & { readonly paths: readonly string[] };

const day = 86_400_000;
const runsPerPage = 100;
// GitHub lists a thousand runs at most.
const mostPages = 10;

/** Sets out which workflow files to look at; null where there is nothing to look at. @throws what GitHub or the store answered with */
export async function makePlan(
  { repository: named, again }: Backfill,
  tools: PlanTools,
): Promise<NewPlan | null> {
  const now = await readRepository(tools.octokit, named);
  if (now === null || now.isArchived) return null;
  // The App is new here, or may do something that it could not do before.
  await tools.store.looks.forget(now.id);
  const { id, owner, name, defaultBranch } = now;
  const repository = { installationId: named.installationId, id, owner, name, defaultBranch };
  const { settings } = await readSettings(now, tools);
  const choice = { most: settings.backfill.runs, learnFrom: settings.learnFrom };
  const plan = { begunAt: tools.now(), repository, choice };
  const paths = await findGuardedWorkflows({ ...now, ...repository }, again, tools);
  return { ...plan, paths };
}

/**
 * Lists the runs of a workflow file that are to be learned, newest first: as many as the settings want, of the last 90 days, that can
 * teach something and are not known. @throws what GitHub or the store answered with
 */
export async function listPlannedRuns(
  { repository, choice }: Pick<BackfillPlan, "repository" | "choice">,
  path: string,
  again: string | null,
  { octokit, store, now }: PlanTools,
): Promise<readonly WorkflowRun[]> {
  const wanted = { ...choice, repository };
  const since = new Date(now() - defaultWindow.days * day).toISOString().slice(0, 10);
  const runs: WorkflowRun[] = [];
  for (let page = 1; page <= mostPages && choice.most > 0; page += 1) {
    const listed = await listWorkflowRuns(octokit, repository, { path, perPage: runsPerPage, page, since });
    runs.push(...listed.runs);
    if (listed.isLast || chooseRuns(runs, wanted).isFull) break;
  }
  const unknown: WorkflowRun[] = [];
  for (const run of chooseRuns(runs, wanted).chosen) {
    const isKnown = again === null && (await store.outcomes.has(repository.id, run.id, run.attempt));
    if (!isKnown) unknown.push(run);
  }
  return unknown;
}
