/** By what the guard step of a job that blocks has come to hold it no more, or not all of it. */
export const weakenedGuardWords = {
  "guard-gone": "its Harden-Runner step is gone",
  "guard-moved": "steps run before its Harden-Runner step, and the list does not apply to them",
  "guard-conditional":
    "its Harden-Runner step has an `if` or `continue-on-error`, so a run may go on without it",
} as const;

/** How that is undone. */
export const restoreGuard = "put the Harden-Runner step back as it was";
