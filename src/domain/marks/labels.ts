// By a label people find what the bot opened; the bot itself looks for a hidden mark first, and for the label of what an earlier version opened.

/** Of the pull requests that hurry: a job that blocks lacks something. */
export const repairLabel = "egress-repair";

/** Of the issue about jobs that are told to block and do not. */
export const unenforcedLabel = "egress-not-enforced";

/** Of the issue that says that the bot may not propose. */
export const notPermittedLabel = "egress-not-permitted";

/** Of the issues about policies of the Policy Store. */
export const policyLabel = "egress-policy";
