import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { metricHelp } from "../../../domain/text/sentences/metrics.ts";

/** What a process counts. No label names an owner or a repository, so their number does not grow. */
export interface Metrics {
  readonly registry: Registry;
  /** By GitHub's name of the event, and what became of it. */
  readonly webhooks: Counter<"event" | "result">;
  readonly lastWebhook: Gauge;
  /** By kind, and how the try ended. */
  readonly tasks: Counter<"kind" | "result">;
  readonly seconds: Histogram<"kind">;
  /** By kind, what only a sweep had found, and why it was looked for. */
  readonly missed: Counter<"kind" | "cause">;
  readonly lockLosses: Counter<"kind">;
  readonly jobs: Counter<"result">;
  readonly proposals: Counter<"action">;
  readonly calls: Counter<"method" | "status">;
}

/** From a task that only looks to a backfill of many runs. */
const buckets = [0.05, 0.2, 1, 5, 20, 60, 300];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const counter = <Label extends string>(name: keyof typeof metricHelp, ...labels: Label[]): Counter<Label> =>
    new Counter({ ...describeMetric(name, registry), labelNames: labels });
  const lastWebhook = new Gauge(describeMetric("egress_last_webhook_timestamp_seconds", registry));
  // So that it is also noticed if none ever comes.
  lastWebhook.setToCurrentTime();
  return {
    registry,
    webhooks: counter("egress_webhooks_total", "event", "result"),
    lastWebhook,
    tasks: counter("egress_task_tries_total", "kind", "result"),
    seconds: new Histogram({
      ...describeMetric("egress_task_seconds", registry),
      labelNames: ["kind"],
      buckets,
    }),
    missed: counter("egress_missed_tasks_total", "kind", "cause"),
    lockLosses: counter("egress_lock_losses_total", "kind"),
    jobs: counter("egress_jobs_read_total", "result"),
    proposals: counter("egress_proposals_total", "action"),
    calls: counter("egress_github_calls_total", "method", "status"),
  };
}

/** What every metric is made with. */
export function describeMetric(name: keyof typeof metricHelp, registry: Registry) {
  return { name, help: metricHelp[name], registers: [registry] };
}

/** Adds what Node itself can tell: memory, processor, the event loop. */
export function addProcessMetrics({ registry }: Metrics): void {
  collectDefaultMetrics({ register: registry });
}
