import { AsyncLocalStorage } from "node:async_hooks";
import type { Webhooks } from "@octokit/webhooks";
import { trace } from "@opentelemetry/api";
import type { Logger } from "probot";
import type { Queues } from "../../../adapters/queue/queues.ts";
import { taskKinds } from "../../../adapters/queue/tasks.ts";
import { tracerName } from "../../../domain/marks/tracer.ts";
import { plainText } from "../../../environment/log.ts";
import type { WebhookHandler } from "../web/server.ts";
import type { Metrics } from "./metrics.ts";

/** What is known of a webhook that is being handled. */
interface Seen {
  /** Null until its signature was found to be right. */
  event: string | null;
  action: string | null;
  delivery: string | null;
  repository: string | null;
  tasks: number;
}

/** Counts webhooks by what becomes of them, and names those of which nothing does. */
export interface WebhookWatch {
  /** Has the watch see each signed webhook. */
  register(webhooks: Webhooks): void;
  /** The queues, of which the watch sees what comes in. */
  queues(queues: Queues): Queues;
  /** `onTaken` is called after each that was signed and taken. */
  around(handle: WebhookHandler, onTaken: () => void): WebhookHandler;
}

export function watchWebhooks(
  log: Logger,
  { webhooks: counter, lastWebhook }: Pick<Metrics, "webhooks" | "lastWebhook">,
): WebhookWatch {
  const storage = new AsyncLocalStorage<Seen>();

  function finish(seen: Seen, statusCode: number, onTaken: () => void): void {
    const result = resultOf(seen, statusCode);
    if (result === "queued" || result === "dropped") onTaken();
    counter.inc({ event: seen.event ?? "unknown", result });
    if (seen.event !== null) lastWebhook.setToCurrentTime();
    // Most are of no interest: pushes to other branches, comments without a command.
    if (result === "dropped") log.debug({ ...seen }, "a webhook was dropped: nothing follows from it");
    else if (result !== "queued") log.warn({ ...seen, status: statusCode }, "a webhook was not taken");
  }

  return {
    register(webhooks) {
      webhooks.onAny(({ id, name, payload }) => {
        const seen = storage.getStore();
        if (seen === undefined) return;
        seen.event = name;
        seen.delivery = plainText(id);
        seen.action = "action" in payload && typeof payload.action === "string" ? payload.action : null;
        seen.repository =
          "repository" in payload && payload.repository ? plainText(payload.repository.full_name) : null;
      });
    },
    queues(queues) {
      const names = Object.keys(taskKinds) as (keyof typeof taskKinds)[];
      const seeing = Object.fromEntries(
        names.map((name) => [
          name,
          async (task: never, delivery?: string) => {
            await queues[name](task, delivery);
            const seen = storage.getStore();
            if (seen !== undefined) seen.tasks += 1;
          },
        ]),
      );
      return { ...queues, ...seeing };
    },
    around: (handle, onTaken) => async (request, response) => {
      const seen: Seen = { event: null, action: null, delivery: null, repository: null, tasks: 0 };
      await storage.run(seen, () =>
        trace.getTracer(tracerName).startActiveSpan("webhook", async (span) => {
          try {
            await handle(request, response);
          } finally {
            span.setAttributes({ "egress.event": seen.event ?? "unknown", "egress.tasks": seen.tasks });
            span.end();
            finish(seen, response.statusCode, onTaken);
          }
        }),
      );
    },
  };
}

function resultOf({ event, tasks }: Seen, status: number): string {
  if (status === 503) return "unavailable";
  if (status >= 500) return "failed";
  if (status >= 400 || event === null) return "refused";
  return tasks > 0 ? "queued" : "dropped";
}
