import { defineCommand } from "../question/define-command.ts";
import { decisionMistakes, readDecision } from "../question/read-decision.ts";

/** Keeps a host out of the list. */
export const deny = defineCommand({
  name: "deny",
  usage: "HOST[:PORT] [REASON]",
  help: "keeps a host out of the list though it was called",
  place: "proposal",
  read: (words) => readDecision("deny", words),
  mistakes: decisionMistakes,
  async run(word, { path, question, tools }) {
    const { decideEndpoint } = await import("../work/decide-endpoint.ts");
    return decideEndpoint("deny", word, path, question, tools);
  },
});
