// By a label people find what the bot opened; the bot itself looks for a hidden mark first, and for the label of what an earlier version opened.

/** Of the pull requests that hurry: a job that blocks lacks something. */
export const repairLabel = "egress-repair";

/** Of all issues about alarms, and what each kind has besides. */
export const alarmLabel = "egress-alarm";
export const alarmLabels = {
  refused: "egress-refused",
  forged: "egress-forged",
  "not-enforced": "egress-not-enforced",
  failing: "egress-failing",
} as const;

/** Of the issue that says that the bot may not propose. */
export const notPermittedLabel = "egress-not-permitted";

/** Of the issues about policies of the Policy Store. */
export const policyLabel = "egress-policy";
