import { SingleBar } from "cli-progress";
import { plain } from "../shared/terminal.ts";

/** Shows on standard error how many runs of a repository were read: a bar on a terminal, else one line at the beginning. */
export function showProgress(total: number, repository: string): { step(): void; stop(): void } {
  const name = plain(repository);
  if (!process.stderr.isTTY) {
    process.stderr.write(`egress: reading ${total} ${total === 1 ? "run" : "runs"} of ${name}\n`);
    return { step: () => {}, stop: () => {} };
  }
  const bar = new SingleBar({
    format: `reading runs of ${name} [{bar}] {value} of {total}, {eta_formatted} left`,
    stream: process.stderr,
    // Whoever ends the command by Ctrl-C gets the terminal back as it was.
    linewrap: true,
  });
  bar.start(total, 0);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}
