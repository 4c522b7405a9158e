import { render } from "../../domain/text/render.ts";
import { sayUsage } from "./commands/help.ts";
import type { CommandFacts, Mistake } from "./question/define-command.ts";
import type { Answer } from "./question/question.ts";

const mostKnown = 20;

/** Says why a command cannot be obeyed, and what is expected. */
export function reportMistake(
  command: Pick<CommandFacts, "name" | "usage">,
  { words, known }: Mistake,
): Answer {
  const text = render("mistake", {
    usage: sayUsage(command),
    words,
    known: known.slice(0, mostKnown),
    moreKnown: Math.max(0, known.length - mostKnown),
  });
  return { reaction: "confused", text };
}
