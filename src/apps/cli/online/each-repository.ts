import pino from "pino";
import { type Bot, createBot, type Installation } from "../../../adapters/github/client/bot.ts";
import { classifyFailure } from "../../../adapters/github/client/failure.ts";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { statusOf } from "../../../adapters/github/client/status-of.ts";
import {
  listReachedRepositories,
  type ReachedRepository,
} from "../../../adapters/github/repositories/installation-repositories.ts";
import { readRepository } from "../../../adapters/github/repositories/repository.ts";
import type { PolicyStore } from "../../../adapters/policy-store/client.ts";
import { openPolicyStore } from "../../../adapters/policy-store/open-policy-store.ts";
import { PolicyStoreError } from "../../../adapters/policy-store/policy-store-error.ts";
import { openQueues } from "../../../adapters/queue/queues.ts";
import type { ReportTask } from "../../../adapters/queue/tasks/report.ts";
import { openStore, type Store } from "../../../adapters/store/store.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import type { AppCredentials, PolicyStoreSettings } from "../../../environment/environment.ts";
import type { RedisSettings } from "../../../environment/redis-settings.ts";
import type { ProposeLimits, ProposeTools } from "../../../features/propose/propose-tools.ts";
import { describeRefusal } from "../shared/describe-refusal.ts";
import { plain } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { withAppRedis } from "./app-redis.ts";
import { explainFailure } from "./explain-failure.ts";

export const callPace = { retryBase: 1_000, timeout: 30_000, throttled: true };
export const taskPace = { backoff: 30_000, proposeDelay: 5_000, quietDelay: 120_000, addTimeout: 5_000 };

/** What a command about the App's repositories was asked for. */
export interface RepositoriesOptions {
  /** The command's name, for what goes wrong. */
  readonly command: string;
  readonly app: AppCredentials;
  readonly redis: RedisSettings;
  readonly apiUrl: string;
  readonly policyStore: PolicyStoreSettings;
  readonly dnsServers: readonly string[];
  readonly only: { readonly owner: string; readonly name: string | null } | null;
}

/** With what one repository is read. */
export interface RepositoryTools {
  readonly octokit: Octokit;
  readonly store: Store;
  readonly policyStore: PolicyStore;
  readonly botLogin: string;
  readonly installationId: number;
  /** Has the service tell in the repository which jobs are not held to their lists. */
  report(task: ReportTask): Promise<void>;
  /** What a person asks for on the machine waits for nothing, and counts for its owner. */
  readonly limits: ProposeLimits;
  /** Has the service write the repository's dashboard. */
  readonly dashboard: ProposeTools["dashboard"];
}

/**
 * Reads something of each repository that the App reaches, one after the other. What cannot be read of one is said on standard error;
 * returns whether there was none of that. @throws UsageError where Redis or GitHub cannot be asked at all
 */
export async function eachRepository<Value>(
  { command, app, redis: settings, apiUrl, policyStore: stored, only }: RepositoriesOptions,
  read: (repository: RepositoryNow, tools: RepositoryTools) => Promise<Value>,
  take: (value: Value) => void,
): Promise<boolean> {
  const bot = createBot(app, apiUrl, callPace, pino({ level: "silent" }));
  return withAppRedis(command, settings, async (redis) => {
    const queues = openQueues(redis, taskPace);
    const store = openStore(redis);
    const { propose: again, offerPlaces: offer } = queues;
    const tools = {
      store,
      policyStore: openPolicyStore(stored),
      report: queues.report,
      limits: { places: store.places, isAsked: true, offer, again },
      dashboard: { write: queues.dashboard, store: store.dashboards },
    };
    let isWhole = true;
    for (const installation of await findInstallations(bot, only?.owner ?? null))
      for (const repository of await findRepositories(bot, installation, only?.name ?? null)) {
        const name = `${repository.owner}/${repository.name}`;
        if (process.stderr.isTTY) process.stderr.write(`egress: reading ${plain(name)}\n`);
        const result = await readOne(installation, repository);
        if ("problem" in result) {
          isWhole = false;
          process.stderr.write(`egress: ${command}: ${plain(name)}: ${plain(result.problem)}\n`);
        } else take(result.value);
      }
    await queues.close();
    return isWhole;

    async function readOne(
      { id: installationId }: Installation,
      reached: ReachedRepository,
    ): Promise<{ readonly value: Value } | { readonly problem: string }> {
      try {
        const octokit = await bot.connect(installationId);
        const repository = await readRepository(octokit, reached);
        if (repository === null) return { problem: "another repository has this name by now" };
        const botLogin = await bot.readLogin();
        return { value: await read(repository, { octokit, ...tools, botLogin, installationId }) };
      } catch (error) {
        if (error instanceof PolicyStoreError) return { problem: error.message };
        const status = statusOf(error);
        const failure = classifyFailure(error, Date.now());
        if (status === null || failure.kind === "limit") throw explain(error);
        if (failure.kind === "refused") {
          const where = `${reached.owner}/${reached.name}`;
          return { problem: describeRefusal(failure, { who: "the App", where }) };
        }
        return { problem: `GitHub answered with ${status}` };
      }
    }
  });

  async function findInstallations(bot: Bot, owner: string | null): Promise<readonly Installation[]> {
    const all = await orUsageError(bot.listInstallations());
    if (owner === null) return all;
    const found = all.filter(({ account }) => account.toLowerCase() === owner.toLowerCase());
    if (found.length === 0) throw new UsageError(`${command}: the App is not installed on ${owner}`);
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
    if (found.length === 0) throw new UsageError(`${command}: the App does not reach ${account}/${name}`);
    return found;
  }

  async function orUsageError<Result>(work: Promise<Result>): Promise<Result> {
    try {
      return await work;
    } catch (error) {
      throw explain(error);
    }
  }

  function explain(error: unknown): unknown {
    return explainFailure(error, { command, who: "the App", where: only?.owner ?? "this", apiUrl });
  }
}
