import { defineDecisionCommand } from "./define-decision-command.ts";

/** Has a host listed. */
export const allow = defineDecisionCommand({
  name: "allow",
  usage: "[FILE:JOB] HOST[:PORT] REASON",
  help: "adds a host to the list, even if no run called it, or confirms a pattern such as `cdn*.example.com`",
});
