const now = "To open it now, comment `/egress propose JOB`";

/** What the pull request of a job that is ready waits for, by why it is held back. */
export const turnWords = {
  "not-wanted": `ready: the settings turn off pull requests in this repository. ${now}`,
  "open-at-most": `ready: its pull request opens when another one in this repository is merged or closed. ${now}`,
  "per-day": `ready: its pull request opens tomorrow, because the daily limit of this repository is reached. ${now}`,
  schedule: `ready: its pull request opens in the hours that the settings allow. ${now}`,
  "owner-per-day": `ready: its pull request waits for its turn, because the daily limit of this owner is reached. ${now}`,
} as const;
