// As people see them in the list of checks, and as branch protection names them.

/** Of the check on a pull request that gives steps to jobs that block. */
export const stepsCheckName = "egress";

/** Of the check that tells how the lists fared in their trial. */
export const trialCheckName = "egress-bot trial";

/** Of the check that tells whether every list is enforced. */
export const enforcementCheckName = "egress-bot enforcement";

/** Of the check that tells what is wrong with the settings. */
export const settingsCheckName = "egress-bot settings";
