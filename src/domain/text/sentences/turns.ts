const now = "To open it now, comment `/egress propose JOB`";

/** What the pull request of a job that is ready waits for, by why it is held back. */
export const turnWords = {
  "not-wanted": `ready: the settings want no pull requests in this repository. ${now}`,
  "open-at-most": `ready: its pull request opens when an open one of this repository is merged or closed. ${now}`,
  "per-day": `ready: its pull request opens tomorrow, as only so many open in a repository a day. ${now}`,
  schedule: `ready: its pull request opens in the hours that the settings name. ${now}`,
  "owner-per-day": `ready: its pull request waits for its turn, as only so many open a day. ${now}`,
} as const;
