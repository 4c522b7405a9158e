/** What a pull request that waits for a review does for a job: the end of a sentence about the pull request. */
export const reviewWords = {
  ready: "which switches it to block mode",
  returning: "which returns it to audit mode",
  outdated: "which updates Harden-Runner",
  repair: "which adds what block mode refused",
} as const;

/** What there is to be known about a job, where its reasons do not say it. */
export const standingWords = {
  notOpen:
    "ready: its pull request opens with the next run, unless you closed one with the same list. To open it now, comment `/egress propose JOB`",
  more: (count: number): string => `${count} more ${count === 1 ? "check" : "checks"}`,
} as const;
