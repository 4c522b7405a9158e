/**
 * Whose baseline: a job id of a workflow file. What runs of the default branch taught and what pull requests of the same
 * repository taught are kept apart: the second counts only while there is too little of the first. What runs of forks and bots called is
 * kept to be shown, and never taught from. What the bot's own pull requests called while their lists were tried tells what these lack.
 */
export interface JobKey {
  readonly repositoryId: number;
  /** The workflow file that holds the job's steps, `.github/workflows/ci.yml`. */
  readonly path: string;
  readonly jobId: string;
  readonly source: "default-branch" | "pull-request" | "trial" | "untrusted";
}
