import { render } from "../../../domain/text/render.ts";
import { type CommandFacts, defineCommand, readNothing } from "../question/define-command.ts";

/** Says which commands there are. */
export const help = defineCommand({
  name: "help",
  usage: "",
  help: "shows this",
  place: "proposal",
  read: readNothing,
  mistakes: {},
  run: async (_, { commands }) => ({ reaction: "+1", text: sayHelp(commands, null) }),
});

/** Markdown about all commands. `unknown` is what was written in place of one; hostile. */
export function sayHelp(commands: readonly CommandFacts[], unknown: string | null): string {
  const everywhere = commands.filter(({ place }) => place === "everywhere").map(({ name }) => `\`${name}\``);
  return render("help", {
    unknown,
    lines: commands.map((command) => {
      const space = command.help.startsWith(",") ? "" : " ";
      return `\`${sayUsage(command)}\`${space}${command.help}`;
    }),
    everywhere: `${everywhere.slice(0, -1).join(", ")} and ${everywhere.at(-1)}`,
  });
}

/** `/egress deny HOST[:PORT] [REASON]`. */
export function sayUsage({ name, usage }: Pick<CommandFacts, "name" | "usage">): string {
  return `/egress ${name} ${usage}`.trimEnd();
}
