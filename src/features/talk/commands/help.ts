import { findNearestKey } from "../../../domain/settings/nearest-key.ts";
import { render } from "../../../domain/text/render.ts";
import { type CommandFacts, defineCommand, readNothing } from "../question/define-command.ts";

/** Says which commands there are. */
export const help = defineCommand({
  name: "help",
  usage: "",
  help: "shows this list",
  read: readNothing,
  mistakes: {},
  run: async (_, { commands }) => ({ reaction: "+1", text: sayHelp(commands) }),
});

/** Markdown about all commands. */
export function sayHelp(commands: readonly CommandFacts[]): string {
  return render("help", {
    rows: commands.map((command) => ({ usage: sayUsage(command), help: command.help })),
  });
}

/** Says that a word is no command, and which was probably meant. `word` is hostile; empty where nothing was written. */
export function sayUnknown(commands: readonly CommandFacts[], word: string): string {
  const names = commands.map(({ name }) => name);
  const meant = commands.find(({ name }) => name === findNearestKey(word, names));
  return render("unknown-command", {
    word,
    meant: meant === undefined ? null : sayUsage(meant),
    help: meant === undefined ? sayHelp(commands) : null,
  });
}

/** `/egress deny [FILE] HOST[:PORT] [REASON]`. */
export function sayUsage({ name, usage }: Pick<CommandFacts, "name" | "usage">): string {
  return `/egress ${name} ${usage}`.trimEnd();
}
