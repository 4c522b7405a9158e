import { Gauge } from "prom-client";
import type { Queues } from "../../../adapters/queue/queues.ts";
import { answerOfRedis } from "./answer-of-redis.ts";
import { describeMetric, type Metrics } from "./metrics.ts";

type Depths = Awaited<ReturnType<Queues["readDepths"]>>;

/** For so many ms what was read is told again: the metrics of one answer are collected one by one. */
const freshness = 1_000;

/**
 * Adds how the queues stand, which is read whenever the metrics are: the same in each process, as all share them. While Redis is down
 * nothing is told of them. `now` gives ms since 1970.
 */
export function addQueueGauges(
  { registry }: Metrics,
  queues: Pick<Queues, "readDepths">,
  now: () => number,
): void {
  let last: { readonly at: number; readonly depths: Promise<Depths | null> } | null = null;

  async function read(): Promise<Depths> {
    if (last === null || now() - last.at > freshness)
      last = { at: now(), depths: answerOfRedis(queues.readDepths()) };
    return (await last.depths) ?? [];
  }

  new Gauge({
    ...describeMetric("egress_queue_tasks", registry),
    labelNames: ["kind", "state"],
    async collect() {
      this.reset();
      for (const { kind, ...depth } of await read())
        for (const state of ["due", "active", "delayed"] as const) this.set({ kind, state }, depth[state]);
    },
  });
  new Gauge({
    ...describeMetric("egress_queue_oldest_due_seconds", registry),
    labelNames: ["kind"],
    async collect() {
      this.reset();
      for (const { kind, dueSince } of await read())
        this.set({ kind }, dueSince === null ? 0 : Math.max(0, now() - dueSince) / 1_000);
    },
  });
  new Gauge({
    ...describeMetric("egress_dead_letters", registry),
    labelNames: ["kind"],
    async collect() {
      this.reset();
      for (const { kind, dead } of await read()) this.set({ kind }, dead);
    },
  });
}
