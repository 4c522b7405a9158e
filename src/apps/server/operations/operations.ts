import type { Logger } from "probot";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { watchLimit } from "../../../adapters/github/client/watch-limit.ts";
import { openQueues, type QueuePace, type Queues } from "../../../adapters/queue/queues.ts";
import type { WorkerEvents, Workers } from "../../../adapters/queue/worker.ts";
import { connectRedis, type RedisAddress } from "../../../adapters/store/redis/connect.ts";
import type { Redis } from "../../../adapters/store/redis/redis.ts";
import type { Store } from "../../../adapters/store/store.ts";
import type { Heartbeat } from "../../../adapters/store/sweep/heartbeat.ts";
import type { Environment } from "../../../environment/environment.ts";
import { type AnswerMetrics, closeWebServer } from "../web/server.ts";
import { addBudgetGauges } from "./budget-gauges.ts";
import { createCheckHealth, type KindState } from "./check-health.ts";
import { addHeartbeatGauge } from "./heartbeat-gauge.ts";
import { addJobGauges } from "./job-gauges.ts";
import { addProcessMetrics, createMetrics } from "./metrics.ts";
import { noteCalls } from "./note-calls.ts";
import { noteStore } from "./note-store.ts";
import { addQueueGauges } from "./queue-gauges.ts";
import { createAnswerMetrics, serveMetrics } from "./serve-metrics.ts";
import { type WebhookWatch, watchWebhooks } from "./watch-webhooks.ts";
import { watchWorkers } from "./watch-workers.ts";

/** What a process works with. */
export interface OperationsOptions {
  readonly environment: Pick<Environment, "host" | "metrics">;
  readonly address: RedisAddress;
  readonly queues: Queues;
  readonly standings: Pick<Store["standings"], "countByState">;
  readonly pace: QueuePace;
  readonly log: Logger;
}

/** What whoever runs the App sees of a process: its log, its metrics, its spans and its health. */
export interface Operations {
  readonly webhooks: WebhookWatch;
  /** Null where the metrics are not told beside the webhooks. */
  readonly answerMetrics: AnswerMetrics | null;
  /** Sees a client of an installation before it is used. */
  noteClient(octokit: Octokit, installationId: number): void;
  noteStore(store: Store): Store;
  /** Has the metrics tell when somebody listened last. */
  watchHeartbeat(heartbeat: Heartbeat): void;
  watchWorkers(redis: Redis): WorkerEvents;
  /** Has the health follow from the workers too. */
  setWorkers(workers: Pick<Workers, "readBusyness">): void;
  checkHealth(): Promise<string | null>;
  /** Tells the metrics on a port of their own, where one is set; gives what ends that. */
  serveMetrics(): Promise<() => Promise<void>>;
}

export function createOperations({
  environment,
  address,
  queues,
  standings,
  pace,
  log,
}: OperationsOptions): Operations {
  const metrics = createMetrics();
  const { port, token } = environment.metrics;
  if (port !== null || token !== null) addProcessMetrics(metrics);
  addQueueGauges(metrics, queues, Date.now);
  addJobGauges(metrics, standings.countByState, Date.now);
  const budgets = addBudgetGauges(metrics, Date.now);
  let workers: Pick<Workers, "readBusyness"> | null = null;

  async function readKinds(from: Pick<Queues, "readDepths">): Promise<readonly KindState[]> {
    const busyness = workers?.readBusyness();
    const depths = await from.readDepths();
    return depths.map(({ kind, nextDueSince }) => ({
      kind,
      dueSince: nextDueSince,
      ...(busyness?.get(kind) ?? { isFree: false, begunAt: 0 }),
    }));
  }

  async function readKindsAnew(): Promise<readonly KindState[]> {
    const redis = connectRedis(address, "store");
    redis.on("error", () => {});
    const others = openQueues(redis, pace);
    try {
      return await readKinds(others);
    } finally {
      redis.disconnect();
    }
  }

  return {
    webhooks: watchWebhooks(log, metrics),
    answerMetrics: token === null ? null : createAnswerMetrics(metrics.registry, token),
    noteClient(octokit, installationId) {
      noteCalls(octokit, metrics);
      watchLimit(octokit, async (seen) => budgets.see(installationId, seen));
    },
    noteStore: (store) => noteStore(store, metrics),
    watchHeartbeat: (heartbeat) => addHeartbeatGauge(metrics, heartbeat),
    watchWorkers: (redis) => watchWorkers(log, redis, metrics),
    setWorkers(started) {
      workers = started;
    },
    checkHealth: createCheckHealth({ readKinds: () => readKinds(queues), readKindsAnew, now: Date.now }),
    async serveMetrics() {
      if (port === null) return async () => {};
      const answer = createAnswerMetrics(metrics.registry, null);
      const place = { host: environment.host, port };
      const server = await serveMetrics(answer, place, (err) => log.error({ err }, "a request failed"));
      return () => closeWebServer(server, pace.addTimeout);
    },
  };
}
