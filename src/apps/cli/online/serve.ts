import type { Logger } from "probot";
import { RedisStartError } from "../../../adapters/store/redis/redis-start-error.ts";
import {
  type AppCredentials,
  type Environment,
  loadEnvironmentFile,
  readEnvironment,
} from "../../../environment/environment.ts";
import { createLog } from "../../../environment/log.ts";
import { StartError } from "../../server/enter-redis.ts";
import { productionPace, type Role, roles, start } from "../../server/main.ts";
import { type Registered, startRegistration } from "../../server/registration/start-registration.ts";
import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { UsageError } from "../shared/usage-error.ts";
import { readEnvironmentOrTell } from "./environment.ts";

const help = `usage: egress serve [--role web|worker|all]

Runs the GitHub App until it is told to end (SIGTERM, SIGINT). Its settings come from the environment and from .env in
the working directory; docs/operating.md lists them. In development, without APP_ID and a private key, it first serves
a page that registers an App and writes them to .env. GH_ORG names the organization that is to own it, GHE_HOST a
GitHub Enterprise.

  --role all     takes webhooks and works on tasks (default)
  --role web     takes webhooks only; needs REDIS_URL
  --role worker  works on tasks only; needs REDIS_URL
  -h, --help     this text
  -v, --version  the version

exit code: 0 told to end, 1 it could not start
`;

/** Why a server cannot listen, by the code of the error. */
const listenProblems: Readonly<Record<string, string>> = {
  EADDRINUSE: "HOST and PORT are taken by another process",
  EADDRNOTAVAIL: "HOST is not an address of this machine",
  ENOTFOUND: "HOST is a name that has no address",
  EAI_AGAIN: "HOST is a name that has no address",
};

/** Within which time the process ends once it was told to, whatever happens; ms. */
const longestEnd = 29_000;

/** `egress serve`: returns when the process was told to end and everything is closed. */
export async function runServe(args: readonly string[]): Promise<number> {
  const { flags, values, positionals } = parseArguments("serve", args, { role: { type: "string" } });
  if (answerCommon(flags, help)) return 0;
  if (positionals.length > 0) throw new UsageError("serve: takes no arguments; see egress serve --help");
  const role = readRole(values.get("role") ?? "all");
  const environment = readEnvironmentOrTell("serve", () => {
    loadEnvironmentFile();
    return readEnvironment(process.env);
  });
  if (environment === null) return 1;
  if (role !== "all" && "directory" in environment.redis) {
    throw new UsageError(`serve: --role ${role} needs REDIS_URL: the program's own Redis serves one process`);
  }
  const told = waitForSignal();
  const log = createLog(environment.logLevel);
  const set = await orUsageError(completeEnvironment(environment, log, told));
  if (set === null) return 0;
  const running = await orUsageError(start({ environment: set, role, log }));
  log.info({ signal: await told }, "ending");
  setTimeout(() => process.exit(), longestEnd).unref();
  await running.close();
  // A task that was given back may still wait for an answer; nobody waits for the task.
  setTimeout(() => process.exit(), 500).unref();
  return 0;
}

/** The environment with an App, which is registered first where none is set; null where the process is told to end before. */
async function completeEnvironment(
  environment: Environment,
  log: Logger,
  told: Promise<string>,
): Promise<(Environment & { readonly app: AppCredentials }) | null> {
  const { app } = environment;
  if (app !== null) return { ...environment, app };
  const registered = await register(environment, log, told);
  if (registered === null) return null;
  return { ...environment, app: registered.app, pages: { kind: "pages", settings: registered.pages } };
}

/** Serves the page that registers an App until it is done. */
async function register(
  { apiUrl, port }: Environment,
  log: Logger,
  told: Promise<string>,
): Promise<Registered | null> {
  const organization = process.env.GH_ORG ?? "";
  const registration = await startRegistration({
    apiUrl,
    port,
    organization,
    folder: process.cwd(),
    pace: productionPace,
    log,
  });
  // Not in the log, which others may read: it holds the token.
  process.stderr.write(`egress: serve: no App is set; register one here: ${registration.url}\n`);
  const registered = await Promise.race([registration.registered, told.then(() => null)]);
  await registration.close();
  return registered;
}

function readRole(text: string): Role {
  const role = roles.find((name) => name === text);
  if (role === undefined) throw new UsageError(`serve: --role is one of ${roles.join(", ")}`);
  return role;
}

/** Signals are heard from the start; a second one ends the process at once. */
function waitForSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve(signal));
  });
}

async function orUsageError<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof RedisStartError || error instanceof StartError) {
      throw new UsageError(`serve: ${error.message}`, { cause: error });
    }
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    const problem = typeof code === "string" ? listenProblems[code] : undefined;
    if (problem !== undefined) throw new UsageError(`serve: ${problem}`, { cause: error });
    throw error;
  }
}
