import type { Repository } from "../../domain/run/repository.ts";
import type { WorkflowRun } from "../../domain/run/workflow-run.ts";

/** Learn what the jobs of one attempt of a workflow run called. */
export interface LearnRun {
  readonly repository: Repository;
  readonly run: WorkflowRun;
}

/** Make the pull request of one workflow file what the baselines of its jobs ask for. */
export interface Propose {
  readonly repository: Repository;
  /** The workflow file, `.github/workflows/ci.yml`. */
  readonly path: string;
}

/** Answer a command in a comment on a pull request. */
export interface AnswerComment {
  readonly repository: Repository;
  readonly pullRequest: number;
  readonly commentId: number;
  /** The login of who wrote it. */
  readonly author: string;
  /** The comment's text as written, at most 65,536 characters. Hostile. */
  readonly body: string;
}

/** Learn from runs that were over before the App came, or once more. */
export interface Backfill {
  /** What tells of a new repository does not name its default branch. */
  readonly repository: Omit<Repository, "defaultBranch">;
  /** The one workflow file whose runs are learned again, whether they were learned before or not; null for all that is new. */
  readonly again: string | null;
}

/** Look whether the settings of a repository, or those of its owner, can be read, and say so. */
export interface CheckSettings {
  readonly repository: Repository;
}

/** Look whether a pull request gives a job that blocks a step that its list does not know, and say so. */
export interface CheckPullRequest {
  readonly repository: Repository;
  readonly pullRequest: number;
  /** The commit at its head. */
  readonly head: string;
}

/** Tell in a repository which of its jobs are not held to their lists. */
export interface ReportTask {
  readonly repository: Repository;
}

/** Delete what was learned about a repository. */
export interface Forget {
  readonly repositoryId: number;
}
