import { defineCommand } from "../question/define-command.ts";
import { decisionMistakes, readDecision } from "../question/read-decision.ts";

/** Has a host listed. */
export const allow = defineCommand({
  name: "allow",
  usage: "HOST[:PORT] REASON",
  help: "lists a host whether it was called or not, or confirms a pattern such as `cdn*.example.com`",
  place: "proposal",
  read: (words) => readDecision("allow", words),
  mistakes: decisionMistakes,
  async run(word, { path, question, tools }) {
    const { decideEndpoint } = await import("../work/decide-endpoint.ts");
    return decideEndpoint("allow", word, path, question, tools);
  },
});
