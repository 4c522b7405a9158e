#!/usr/bin/env node
import { EnvironmentError } from "../../environment/environment-error.ts";
import { useProxy } from "../../environment/use-proxy.ts";
import { describeOldNode } from "./shared/old-node.ts";
import { UsageError } from "./shared/usage-error.ts";
import { readVersion } from "./shared/version.ts";

/** A subcommand: takes what follows its name, returns the exit code. */
type Command = (args: readonly string[]) => number | Promise<number>;

// A subcommand loads only what it needs.
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  observe: async () => (await import("./offline/observe.ts")).runObserve,
  recommend: async () => (await import("./offline/recommend.ts")).runRecommend,
  enforce: async () => (await import("./offline/enforce.ts")).runEnforce,
  check: async () => (await import("./offline/check.ts")).runCheck,
  survey: async () => (await import("./online/survey.ts")).runSurvey,
  backfill: async () => (await import("./online/backfill.ts")).runBackfill,
  serve: async () => (await import("./online/serve.ts")).runServe,
  status: async () => (await import("./online/status.ts")).runStatus,
  policies: async () => (await import("./online/policies.ts")).runPolicies,
  rollback: async () => (await import("./online/rollback.ts")).runRollback,
  sweep: async () => (await import("./online/sweep.ts")).runSweep,
  queue: async () => (await import("./online/queue.ts")).runQueue,
};

const help = `egress: learn what a CI job calls, and hold it to that

usage: egress COMMAND [ARGUMENTS]

On files, without GitHub:
  observe LOG…               what Harden-Runner recorded in job logs
  recommend LOG…             the allow-list that the logs support, with reasons
  enforce WORKFLOW …         switch the guard steps of a workflow file to block mode
  check [FILE_OR_DIR…]       guard steps that will not do what their author thinks

With a token, without a server:
  survey [OWNER[/REPO]…]     what would be proposed for a repository or for all of an owner; writes nothing
  backfill [OWNER/REPO]      a repository's lists and differences in full, and pull requests

The GitHub App:
  serve                      run it
  status [OWNER[/REPO]]      how the jobs stand that it looks after
  policies [OWNER[/REPO]]    what it keeps in StepSecurity's Policy Store, beside what it recommends
  rollback OWNER[/REPO] …    propose the return to audit mode of all jobs that came to block since a day
  sweep OWNER                have it look for what no webhook told
  queue list|retry|drop …    tasks that it gave up

  help [COMMAND]             this text, or that of a command; -h and --help do the same
  -v, --version              the version
`;

async function main(argv: readonly string[]): Promise<number> {
  const [first, ...rest] = argv;
  // Whoever asks for help on a command gets what the command says of itself.
  const isAsking = first === "help" || first === "-h" || first === "--help";
  const [name, ...args] = isAsking && rest[0] !== undefined ? [rest[0], "--help"] : argv;
  if (name === undefined) {
    process.stderr.write(help);
    return 1;
  }
  if (name === "help" || name === "-h" || name === "--help") {
    const { printHelp } = await import("./shared/terminal.ts");
    printHelp(help);
    return 0;
  }
  if (name === "-v" || name === "--version") {
    process.stdout.write(`${readVersion()}\n`);
    return 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load === undefined) {
    const { suggest } = await import("./shared/suggest.ts");
    throw new UsageError(
      `there is no ${name.startsWith("-") ? "option" : "command"} "${name}"${suggest(name, [...Object.keys(commands), "help"])}; see egress help`,
    );
  }
  await useProxyOrTell();
  const run = await load();
  return run(args);
}

async function useProxyOrTell(): Promise<void> {
  try {
    await useProxy(process.env);
  } catch (error) {
    throw error instanceof EnvironmentError ? new UsageError(error.message, { cause: error }) : error;
  }
}

// `egress … | head` closes the pipe early: that is an end, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (!isClosed(error)) throw error;
  process.exit(0);
});
// So does `egress … 2>&1 | head`; where only nobody reads the messages, the work goes on.
process.stderr.on("error", (error: NodeJS.ErrnoException) => {
  if (!isClosed(error)) throw error;
});

/** Whether nobody reads any longer: a pipe that was closed, or a socket, which Node makes for a child, that was reset. */
function isClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === "EPIPE" || code === "ECONNRESET";
}

async function run(argv: readonly string[]): Promise<void> {
  try {
    process.exitCode = await main(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const { plain } = await import("./shared/terminal.ts");
    process.stderr.write(`egress: ${plain(error.message)}\n`);
    process.exitCode = 1;
  }
}

const warning = describeOldNode(process.versions.node);
if (warning !== null) process.stderr.write(warning);
void run(process.argv.slice(2));
