import { defineDecisionCommand } from "./define-decision-command.ts";

/** Keeps a host out of the list. */
export const deny = defineDecisionCommand({
  name: "deny",
  usage: "[FILE] HOST[:PORT] [REASON]",
  help: "keeps a host out of the list of every job of the file, even if runs call it",
});
