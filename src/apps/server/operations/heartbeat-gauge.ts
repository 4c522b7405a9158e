import { Gauge } from "prom-client";
import type { Heartbeat } from "../../../adapters/store/sweep/heartbeat.ts";
import { answerOfRedis } from "./answer-of-redis.ts";
import { describeMetric, type Metrics } from "./metrics.ts";

/** Adds when somebody listened last: the same in each process. While Redis is down nothing is told, and an alert notices that. */
export function addHeartbeatGauge({ registry }: Metrics, heartbeat: Pick<Heartbeat, "readLast">): void {
  new Gauge({
    ...describeMetric("egress_last_heartbeat_timestamp_seconds", registry),
    async collect() {
      const last = await answerOfRedis(heartbeat.readLast());
      // Else it would tell what it told last.
      this.remove();
      if (last !== null) this.set(last / 1_000);
    },
  });
}
