// By a label the bot and people find what it opened: under a new name the bot would open it a second time.

/** Of the pull requests that hurry: a job that blocks lacks something. */
export const repairLabel = "egress-repair";

/** Of the issue about jobs that are told to block and do not. */
export const unenforcedLabel = "egress-not-enforced";

/** Of the issue that says that the bot may not propose. */
export const notPermittedLabel = "egress-not-permitted";

/** Of the issues about policies of the Policy Store. */
export const policyLabel = "egress-policy";
