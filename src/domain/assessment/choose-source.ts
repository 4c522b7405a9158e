import { type Baseline, emptyBaseline, mergeBaselines } from "../baseline/baseline.ts";
import { listCompleteRuns } from "../baseline/complete-runs.ts";
import { defaultWindow, hasTaught, withinWindow } from "../baseline/window.ts";
import type { Learned } from "./job-assessment.ts";

/** What was learned of a job from runs of the default branch and from those of pull requests; null where it is not wanted. */
export interface Sources {
  readonly defaultBranch: Baseline | null;
  readonly pullRequests: Baseline | null;
}

/** By what is chosen. */
interface Choice {
  /** So many complete runs of the default branch are enough, however many pull requests had. */
  readonly enough: number;
  /** What is open was proposed from pull requests. It is not to be closed because the default branch has enough by now. */
  readonly isProposedFromPullRequests: boolean;
}

/**
 * Chooses by whose runs a job is judged; null where there are none. The default branch counts alone once it has enough complete runs, or no
 * fewer than pull requests. Until then the runs of both count together: one run, which somebody dispatched, must not throw away
 * what hundreds have taught.
 */
export function chooseSource(
  { defaultBranch, pullRequests }: Sources,
  { enough, isProposedFromPullRequests }: Choice,
): Pick<Learned, "baseline" | "source" | "defaultBranchRuns"> | null {
  const [own, others] = [defaultBranch ?? emptyBaseline, pullRequests ?? emptyBaseline];
  if (hasTaught(others) ? isAlone() : own.runs.size > 0) return { baseline: own, source: "default-branch" };
  const baseline = withinWindow(mergeBaselines(own, others), defaultWindow);
  if (baseline.runs.size === 0) return null;
  const defaultBranchRuns = [...own.runs.keys()].filter((key) => baseline.runs.has(key)).length;
  return { baseline, source: "pull-request", defaultBranchRuns };

  function isAlone(): boolean {
    if (isProposedFromPullRequests || !hasTaught(own)) return false;
    const complete = listCompleteRuns(own).length;
    return complete >= Math.max(1, enough) || complete >= listCompleteRuns(others).length;
  }
}
