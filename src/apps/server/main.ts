import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Logger } from "probot";
import { openResolvers } from "../../adapters/dns/resolve-hosts.ts";
import { type CallPace, createBot } from "../../adapters/github/client/bot.ts";
import { openPolicyStore } from "../../adapters/policy-store/open-policy-store.ts";
import { openQueues, type QueuePace } from "../../adapters/queue/queues.ts";
import { startWorkers, type WorkerPace, type WorkerTools } from "../../adapters/queue/worker.ts";
import { connectRedis, type RedisAddress } from "../../adapters/store/redis/connect.ts";
import { startOwnRedis } from "../../adapters/store/redis/own-redis.ts";
import type { Redis } from "../../adapters/store/redis/redis.ts";
import { openStore } from "../../adapters/store/store.ts";
import type { AppCredentials, Environment } from "../../environment/environment.ts";
import type { RedisSettings } from "../../environment/redis-settings.ts";
import { registerWebhooks } from "./app.ts";
import { enterRedis } from "./enter-redis.ts";
import { indexOnce } from "./index-once.ts";
import { createIsElsewhere } from "./is-elsewhere.ts";
import { createOperations } from "./operations/operations.ts";
import { openPagesIfSet } from "./pages/open-if-set.ts";
import type { PageParts } from "./pages/page-parts.ts";
import { registerPageWebhooks } from "./pages/page-webhooks.ts";
import { readManifest } from "./registration/read-manifest.ts";
import { reportMissing } from "./report-missing.ts";
import { reportConnection, reportEntered } from "./report-trouble.ts";
import { type Listening, type ListeningPace, startHeartbeat } from "./start-heartbeat.ts";
import type { Surroundings } from "./surroundings.ts";
import { closeWebServer, createWebServer } from "./web/server.ts";
import { createWebhookHandler } from "./web/webhook-handler.ts";

/** What a process does: take webhooks, work on tasks, or both. */
export const roles = ["web", "worker", "all"] as const;
export type Role = (typeof roles)[number];

/** Every wait and limit of time, in ms. */
export interface Pace extends CallPace, QueuePace, WorkerPace {
  /** How long tasks at work may go on after the process was told to end. */
  readonly drain: number;
  /** Null where nobody says that somebody listens, and so no sweep begins by itself. */
  readonly listening: ListeningPace | null;
}

export const listeningPace: ListeningPace = { beat: 5_000, silence: 20_000, everyDay: 24 * 60 * 60_000 };

export const productionPace: Pace = {
  retryBase: 1_000,
  timeout: 30_000,
  throttled: true,
  backoff: 30_000,
  proposeDelay: 5_000,
  quietDelay: 2 * 60_000,
  addTimeout: 5_000,
  lockDuration: 10_000,
  stalledInterval: 5_000,
  limitWait: 60_000,
  drain: 25_000,
  listening: listeningPace,
};

export interface StartOptions {
  readonly environment: Environment & { readonly app: AppCredentials };
  readonly role: Role;
  readonly log: Logger;
  readonly pace?: Partial<Pace>;
  /** What the insights pages show and how they look. */
  readonly pageParts?: PageParts;
  /** Makes the work of the worker. */
  createTools?(surroundings: Surroundings): WorkerTools;
}

/** A started process: where it listens, and how to end it. */
export interface Running {
  readonly port: number;
  /** Takes nothing new, lets tasks at work finish or gives them back, and closes everything. */
  close(): Promise<void>;
}

type Closer = () => Promise<unknown>;

/** Starts the roles of a process. It answers health checks in every role. Throws where Redis or the port cannot be had. */
export async function start(options: StartOptions): Promise<Running> {
  const { environment, role, log } = options;
  const pace = { ...productionPace, ...options.pace };
  // What takes new work is stopped first and together, then the rest, backwards.
  const stops: Closer[] = [];
  const closers: Closer[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(stops.splice(0).map((stop) => stop()));
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const address = await findRedis(environment.redis, closers);
    const redis = own(connectRedis(address, "store"), "store");
    const { app, formerSecret } = environment;
    // One of the program's own serves whichever App was registered last.
    const appId = "directory" in environment.redis ? null : app.id;
    reportEntered(await enterRedis(redis, appId, pace.addTimeout), log);
    const queues = openQueues(redis, pace);
    closers.push(() => queues.close());
    const plainStore = openStore(redis);
    const { standings } = plainStore;
    const operations = createOperations({ environment, address, queues, standings, pace, log });
    const { webhooks: watch, answerMetrics, checkHealth } = operations;
    const bot = createBot(app, environment.apiUrl, pace, log);
    const pages =
      role === "worker"
        ? null
        : await openPagesIfSet(environment, { redis, bot, queues, parts: options.pageParts, pace, log });
    if (pages !== null) closers.push(() => pages.close());
    const handleWebhook = createWebhookHandler(
      [app.webhookSecret, ...(formerSecret === null ? [] : [formerSecret])],
      log,
      (webhooks) => {
        watch.register(webhooks);
        registerWebhooks(webhooks, watch.queues(queues));
        registerPageWebhooks(webhooks, redis);
      },
    );
    let listening: Listening | null = null;
    const server = createWebServer({
      handleWebhook: role === "worker" ? null : watch.around(handleWebhook, () => listening?.noteWebhook()),
      checkReadiness: () => queues.ping(),
      checkHealth,
      answerMetrics,
      handlePages: pages?.handle ?? null,
      onError: (error) => log.error({ err: error }, "a request failed"),
    });
    server.listen(environment.port, environment.host);
    await once(server, "listening");
    stops.push(() => closeWebServer(server, pace.addTimeout));
    stops.push(await operations.serveMetrics());
    if (role !== "worker" && pace.listening !== null) {
      const { heartbeat } = openStore(redis);
      operations.watchHeartbeat(heartbeat);
      listening = startHeartbeat({ heartbeat, queues, log }, pace.listening);
      const { stop } = listening;
      stops.push(async () => stop());
    }
    if (role !== "web") {
      const queueRedis = own(connectRedis(address, "queue"), "queue");
      // Not loaded where they aren't needed.
      const createTools = options.createTools ?? (await import("./worker-tools.ts")).createWorkerTools;
      const store = operations.noteStore(plainStore);
      const resolveHosts = openResolvers(environment.dnsServers);
      const policyStore = openPolicyStore(environment.policyStore);
      const { isForgottenSince } = store.forgotten;
      const tools = {
        ...createTools({
          bot,
          store,
          queues,
          resolveHosts,
          policyStore,
          noteClient: operations.noteClient,
          writes: environment.writes,
          ...(environment.pages.kind === "pages" && { pages: environment.pages.settings.url }),
        }),
        isForgottenSince,
        isElsewhere: createIsElsewhere(bot, log),
      };
      const workers = startWorkers(queueRedis, queues, tools, pace, operations.watchWorkers(queueRedis));
      operations.setWorkers(workers);
      stops.push(() => workers.drain(pace.drain));
      void reportMissing(bot, readManifest(), log);
      void indexOnce(redis, log);
    }
    const { port } = server.address() as AddressInfo;
    log.info({ role, host: environment.host, port }, "started");
    return { port, close };
  } catch (error) {
    await close();
    throw error;
  }

  function own(redis: Redis, use: string): Redis {
    reportConnection(redis, use, log);
    closers.push(async () => redis.disconnect());
    return redis;
  }
}

async function findRedis(settings: RedisSettings, closers: Closer[]): Promise<RedisAddress> {
  if (!("directory" in settings)) return settings;
  const own = await startOwnRedis(settings.directory);
  closers.push(() => own.close());
  return own;
}
