import { printHelp } from "./terminal.ts";
import { readVersion } from "./version.ts";

/** Answers the options that every command has, `--help` and `--version`; whether there was one of them. */
export function answerCommon(flags: ReadonlySet<string>, help: string): boolean {
  if (flags.has("help")) printHelp(help);
  else if (flags.has("version")) process.stdout.write(`${readVersion()}\n`);
  else return false;
  return true;
}
