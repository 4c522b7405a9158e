import { type CommandKind, defineCommand } from "../question/define-command.ts";
import { decisionMistakes, type EndpointWord, readDecision } from "../question/read-decision.ts";
import { askWhich } from "../question/which-job.ts";

/** Makes a kind of command that says something about an endpoint. */
export function defineDecisionCommand<Name extends "allow" | "deny">(statement: {
  readonly name: Name;
  readonly usage: string;
  readonly help: string;
}): CommandKind<Name, EndpointWord, keyof typeof decisionMistakes> {
  const { name } = statement;
  return defineCommand({
    ...statement,
    read: (words) => readDecision(name, words),
    mistakes: decisionMistakes,
    async run(word: EndpointWord, { here, question, tools }) {
      const { resolveFile } = await import("../question/resolve-job.ts");
      const place = await resolveFile(word.job, here, question, tools);
      const { endpoint, reason } = word;
      if ("problem" in place)
        return askWhich(place, ({ file, jobId }) => {
          // What is denied is denied to the whole file.
          const where = name === "allow" ? `${file}:${jobId}` : file;
          return `/egress ${name} ${where} ${endpoint} ${reason}`.trimEnd();
        });
      const { decideEndpoint } = await import("../work/decide-endpoint.ts");
      return decideEndpoint(name, { endpoint, reason }, place, question, tools);
    },
  });
}
