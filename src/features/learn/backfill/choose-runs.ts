import { judgeRun, type Trust } from "../../../domain/run/trust.ts";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import type { Settings } from "../../../domain/settings/settings.ts";

type Source = Settings["learnFrom"][number];

/** Whether the commit is part of the default branch is seen when the run is learned. */
function sourceOf(trust: Trust): Source | null {
  if (trust.kind === "by-commit") return trust.isLikely ? "default-branch" : null;
  return trust.kind === "trusted" ? "pull-requests" : null;
}

/** Which runs to look back at: a repository as it is now, and how many at most. */
export interface RunChoice {
  readonly repository: { readonly id: number; readonly defaultBranch: string };
  readonly learnFrom: readonly Source[];
  readonly most: number;
}

/**
 * Chooses the runs of a workflow that can teach something, the newest first and each once. What pull requests teach counts only for
 * jobs that never run on the default branch, so their runs take the places that its runs leave.
 */
export function chooseRuns(
  runs: readonly WorkflowRun[],
  { repository, learnFrom, most }: RunChoice,
): { readonly chosen: readonly WorkflowRun[]; readonly isFull: boolean } {
  const bySource: Record<Source, WorkflowRun[]> = { "default-branch": [], "pull-requests": [] };
  for (const run of new Map(runs.map((one) => [one.id, one])).values()) {
    const trust = judgeRun(run, repository, null);
    const source = sourceOf(trust);
    if (source !== null && learnFrom.includes(source)) bySource[source].push(run);
  }
  const preferred = bySource["default-branch"].slice(0, most);
  const others = bySource["pull-requests"].slice(0, most - preferred.length);
  const chosen = [...preferred, ...others].sort(
    (a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt) || b.id - a.id,
  );
  const isFull = learnFrom.includes("default-branch") ? preferred.length >= most : others.length >= most;
  return { chosen, isFull };
}
