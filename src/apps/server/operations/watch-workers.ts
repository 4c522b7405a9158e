import { SpanStatusCode, trace } from "@opentelemetry/api";
import type { Logger } from "probot";
import { findAnswer } from "../../../adapters/github/client/github-answer.ts";
import type { AboutTry } from "../../../adapters/queue/attempt.ts";
import type { QueueName } from "../../../adapters/queue/tasks.ts";
import type { WorkerEvents } from "../../../adapters/queue/worker.ts";
import type { Redis } from "../../../adapters/store/redis/redis.ts";
import { tracerName } from "../../../domain/marks/tracer.ts";
import { causeOfSweep } from "../../../domain/sweep/name-sweep.ts";
import { plainText } from "../../../environment/log.ts";
import type { Metrics } from "./metrics.ts";
import { type TaskNotes, withTaskNotes } from "./task-notes.ts";

/** Kinds of tasks that a sweep queues only where no webhook had told: others look again whether there is something. */
const telling: ReadonlySet<QueueName> = new Set(["learn-run", "answer-comment"]);

/**
 * Tells the log, the metrics and whoever traces what the workers do: one line for each task that did something, a warning for the first
 * failure of a task, and one more when it is given up. Is given the workers' connection.
 */
export function watchWorkers(log: Logger, redis: Pick<Redis, "status">, metrics: Metrics): WorkerEvents {
  async function watch<Result>(about: AboutTry, work: () => Promise<Result>): Promise<Result> {
    const { queue: kind, id, delivery } = about;
    const start = performance.now();
    const stop = metrics.seconds.startTimer({ kind });
    return withTaskNotes((notes) =>
      trace.getTracer(tracerName).startActiveSpan(`task ${kind}`, async (span) => {
        span.setAttributes({ "egress.task": id, ...(delivery !== null && { "egress.delivery": delivery }) });
        try {
          const result = await work();
          metrics.tasks.inc({ kind, result: result === null ? "done" : "paused" });
          const cause = delivery !== null && telling.has(kind) ? causeOfSweep(delivery) : null;
          if (result === null && cause !== null) metrics.missed.inc({ kind, cause });
          tell(about, notes, { ms: performance.now() - start, isDone: result === null });
          return result;
        } catch (error) {
          tell(about, notes, { ms: performance.now() - start, isDone: false });
          span.setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          stop();
          span.end();
        }
      }),
    );
  }

  /** What a try did that failed, or was put off, is told too: the next one will not do it again. */
  function tell(
    about: AboutTry,
    { written, results }: TaskNotes,
    { ms, isDone }: { readonly ms: number; readonly isDone: boolean },
  ): void {
    const line = { ...plainAbout(about), ms: Math.round(ms), written: Object.fromEntries(written), results };
    const didSomething = written.size + results.length > 0;
    if (didSomething) log.info(line, isDone ? "a task is done" : "a task did a part of its work");
    else if (isDone) log.debug(line, "a task had nothing to do");
  }

  return {
    watch,
    failed(about, failure, error, isFirst) {
      metrics.tasks.inc({ kind: about.queue, result: failure.kind });
      const line = { ...plainAbout(about), ...failure, url: urlOf(error), err: error };
      if (isFirst) log.warn(line, "a task failed");
      else log.debug(line, "a task failed again");
    },
    gaveUp(queue, id, reason) {
      metrics.tasks.inc({ kind: queue, result: "gave-up" });
      log.warn({ queue, id, reason: plainText(reason) }, "a task was given up: see egress queue list");
    },
    lostLock: (queue) => metrics.lockLosses.inc({ kind: queue }),
    error(queue, error) {
      // While Redis is down every worker complains about every attempt to reach it.
      if (redis.status === "ready") log.error({ queue, err: error }, "a worker has a problem");
    },
  };
}

function plainAbout({ repository, task, ...about }: AboutTry): AboutTry {
  return { ...about, repository: plainText(repository), task: plainText(task) };
}

/** What was asked when it failed, without a query, in which the addresses of logs carry what lets in; null where it is not known. */
function urlOf(error: unknown): string | null {
  const asked = findAnswer(error)?.asked.split("?", 1)[0];
  return asked ? plainText(asked) : null;
}
