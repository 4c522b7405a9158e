/** Harden-Runner as workflow files name it, in lower case. Its name stands here alone. */
export const guardAction = "step-security/harden-runner";
