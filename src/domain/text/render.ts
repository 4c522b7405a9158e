import { Eta } from "eta";
import { packageRoot } from "../../shared/package-root.ts";
import { block, cellOfNames, code, command, escapeCell, escapeSentence, escapeText } from "./escape.ts";
import { noAddress } from "./run-link.ts";
import { sayDay } from "./say-day.ts";

/**
 * Each is compiled once. `<%= %>` escapes as `escapeText` does, so nothing foreign gets through by oversight; `<%~ %>` is for what
 * is Markdown already: `it.code(name)`, `it.command(line)`, `it.block(command)`, `it.cell(text)`, `it.names(list)`, `it.say(sentence)`.
 * White space stays as written, but for a line end behind `-%>`.
 */
const eta = new Eta({
  views: `${packageRoot}views`,
  cache: true,
  autoEscape: true,
  escapeFunction: escapeText,
  autoTrim: false,
});

/**
 * Renders a template with its data, which it finds under `it` beside the helpers `block`, `cell`, `code`, `command`, `day`, `names` and `say`. The
 * template is named where it is rendered, by its file in the folder `views`: a test compares the two.
 */
export function render(template: string, data: object): string {
  const helpers = {
    block,
    cell: escapeCell,
    code,
    command,
    day: sayDay,
    names: cellOfNames,
    say: escapeSentence,
  };
  const text = eta.render(template, { ...data, ...helpers });
  return text.replace(linkToNothing, "$1");
}

const linkToNothing = new RegExp(`\\[([^[\\]\n]*)\\]\\(${noAddress}\\)`, "g");
