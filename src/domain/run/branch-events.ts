/**
 * Events whose runs take the workflow and the code from the branch they name, and that only people with write access can cause. A run after
 * another (`workflow_run`) is often there to go on with what a fork's pull request left, a comment's to run a pull request, an issue's to
 * work on the text of a stranger: what these call, others may choose.
 */
export const branchEvents = [
  "push",
  "schedule",
  "workflow_dispatch",
  "repository_dispatch",
  "branch_protection_rule",
  "label",
  "milestone",
  "public",
] as const;
