/** By what the guard step of a job that blocks has come to hold it no more, or not all of it. */
export const weakenedGuardWords = {
  "guard-gone": "its Harden-Runner step is gone",
  "guard-moved": "steps run before its Harden-Runner step, which are not held to the list",
  "guard-conditional": "its Harden-Runner step runs under a condition, or may fail",
} as const;

/** How that is undone. */
export const restoreGuard =
  "put the step back where it was, or comment `/egress ignore JOB` if it is meant so";
