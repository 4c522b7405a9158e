import pino from "pino";
import { type Bot, createBot, type Installation } from "../bot.ts";
import type { AppCredentials, PolicyStoreSettings, RedisSettings } from "../environment.ts";
import { listReachedRepositories, type ReachedRepository } from "../github/installation-repositories.ts";
import { readRepository } from "../github/repository.ts";
import { statusOf } from "../github/status-of.ts";
import type { PolicyStore } from "../policy-store/client.ts";
import { openPolicyStore } from "../policy-store/open-policy-store.ts";
import { classifyFailure } from "../queue/failure.ts";
import { openStore, type Store } from "../store/store.ts";
import { type RepositoryStatus, readRepositoryStatus } from "../tasks/read-repository-status.ts";
import { withAppRedis } from "./app-redis.ts";
import { countStates, describeStatus } from "./describe-status.ts";
import { plain } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const pace = { retryBase: 1_000, timeout: 30_000, throttled: true };

/** What `egress status` was asked for. */
export interface StatusOptions {
  readonly app: AppCredentials;
  readonly redis: RedisSettings;
  readonly apiUrl: string;
  readonly policyStore: PolicyStoreSettings;
  readonly only: { readonly owner: string; readonly name: string | null } | null;
  readonly isJson: boolean;
}

/** Reads and prints how the repositories stand; returns the exit code. @throws UsageError where Redis or GitHub cannot be asked */
export async function showStatus({
  app,
  redis: settings,
  apiUrl,
  policyStore: stored,
  only,
  isJson,
}: StatusOptions): Promise<number> {
  const bot = createBot(app, apiUrl, pace, pino({ level: "silent" }));
  return withAppRedis("status", settings, async (redis) => {
    const tools = { store: openStore(redis), policyStore: openPolicyStore(stored) };
    const statuses: RepositoryStatus[] = [];
    let isWhole = true;
    for (const installation of await findInstallations(bot, only?.owner ?? null))
      for (const repository of await findRepositories(bot, installation, only?.name ?? null)) {
        const name = `${repository.owner}/${repository.name}`;
        if (process.stderr.isTTY) process.stderr.write(`egress: reading ${plain(name)}\n`);
        const status = await readOne(bot, installation, repository, tools);
        if (typeof status === "string") {
          isWhole = false;
          process.stderr.write(`egress: status: ${plain(name)}: ${status}\n`);
        } else if (isJson) process.stdout.write(`${JSON.stringify(toJson(status))}\n`);
        else statuses.push(status);
      }
    if (!isJson) process.stdout.write(describeStatus(statuses));
    return isWhole ? 0 : 1;
  });
}

async function findInstallations(bot: Bot, owner: string | null): Promise<readonly Installation[]> {
  const all = await orUsageError(bot.listInstallations());
  if (owner === null) return all;
  const found = all.filter(({ account }) => account.toLowerCase() === owner.toLowerCase());
  if (found.length === 0) throw new UsageError(`status: the App is not installed on ${owner}`);
  return found;
}

async function findRepositories(
  bot: Bot,
  { id, account }: Installation,
  name: string | null,
): Promise<readonly ReachedRepository[]> {
  const reached = await orUsageError(bot.connect(id).then(listReachedRepositories));
  if (name === null) return reached.filter(({ isArchived }) => !isArchived);
  const found = reached.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found.length === 0) throw new UsageError(`status: the App does not reach ${account}/${name}`);
  return found;
}

/** How a repository stands, or why that cannot be told. */
async function readOne(
  bot: Bot,
  { id: installationId }: Installation,
  { id, owner, name, defaultBranch }: ReachedRepository,
  tools: { readonly store: Store; readonly policyStore: PolicyStore },
): Promise<RepositoryStatus | string> {
  const current = { installationId, id, owner, name, defaultBranch };
  try {
    const octokit = await bot.connect(installationId);
    const repository = await readRepository(octokit, current);
    if (repository === null) return "another repository has this name by now";
    return await readRepositoryStatus(repository, current, {
      octokit,
      ...tools,
      botLogin: await bot.readLogin(),
    });
  } catch (error) {
    const status = statusOf(error);
    if (status === null || classifyFailure(error, Date.now()).kind === "wait") throw explain(error);
    return `GitHub answered with ${status}`;
  }
}

async function orUsageError<Value>(work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    throw explain(error);
  }
}

/** What GitHub's refusal means for the user, in one line; any other error as it is. */
function explain(error: unknown): unknown {
  const failure = classifyFailure(error, Date.now());
  if (failure.kind === "wait")
    return new UsageError(
      `status: GitHub's limit for the App is used up until ${new Date(failure.until).toISOString()}`,
      { cause: error },
    );
  const status = statusOf(error);
  if (status === 401)
    return new UsageError("status: GitHub does not know the App: look at APP_ID and PRIVATE_KEY", {
      cause: error,
    });
  return status === null ? error : new UsageError(`status: GitHub answered with ${status}`, { cause: error });
}

function toJson(status: RepositoryStatus) {
  const { repository, jobs, misses, proposals, problems } = status;
  return { repository, states: countStates(status), jobs, misses, proposals, problems };
}
