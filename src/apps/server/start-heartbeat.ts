import type { Logger } from "probot";
import type { Queues } from "../../adapters/queue/queues.ts";
import type { Heartbeat, HeartbeatPace } from "../../adapters/store/sweep/heartbeat.ts";
import { nameSweep } from "../../domain/sweep/name-sweep.ts";

/** Ms. */
export interface ListeningPace extends HeartbeatPace {
  /** Between two signs of life. */
  readonly beat: number;
}

/** Says in Redis that somebody listens to GitHub. */
export interface Listening {
  /** A webhook was taken. */
  noteWebhook(): void;
  stop(): void;
}

/**
 * Tells in Redis again and again that somebody listens, and queues the sweeps that are due: after a time in which nobody did, once a day, and where
 * Redis was emptied. Where Redis does not answer, that is a time in which nobody listened.
 */
export function startHeartbeat(
  {
    heartbeat,
    queues,
    log,
  }: { readonly heartbeat: Heartbeat; readonly queues: Pick<Queues, "sweep">; readonly log: Logger },
  pace: ListeningPace,
): Listening {
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  let last = 0;

  async function beat(): Promise<void> {
    last = Date.now();
    try {
      for (const due of await heartbeat.beat(last, pace)) {
        log.info({ ...due }, "webhooks may have been missed: a sweep looks for them");
        await queues.sweep(due, nameSweep(due.cause));
        await heartbeat.noteQueued(due);
      }
    } catch (err) {
      // Whoever owns the connection tells of it.
      log.debug({ err }, "Redis does not know that somebody listens");
    }
  }

  function next(): void {
    if (isStopped) return;
    timer = setTimeout(begin, pace.beat);
    timer.unref();
  }

  function begin(): void {
    void beat().finally(next);
  }

  begin();
  return {
    noteWebhook() {
      if (isStopped || Date.now() - last < pace.beat) return;
      clearTimeout(timer);
      begin();
    },
    // What Redis does not answer ends with its connection.
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
