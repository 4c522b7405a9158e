import { render } from "../../domain/text/render.ts";
import { sayUsage } from "./commands/help.ts";
import type { CommandFacts, Mistake } from "./question/define-command.ts";
import type { Answer } from "./question/question.ts";

const mostChoices = 20;

/** Says why nothing was done, and what to write instead. */
export function reportMistake(
  command: Pick<CommandFacts, "name" | "usage">,
  { words, choices }: Mistake,
): Answer {
  const text = render("mistake", {
    usage: sayUsage(command),
    words,
    choices: choices.slice(0, mostChoices),
    more: Math.max(0, choices.length - mostChoices),
  });
  return { reaction: "confused", text };
}
