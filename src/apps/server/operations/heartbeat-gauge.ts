import { Gauge } from "prom-client";
import type { Heartbeat } from "../../../adapters/store/sweep/heartbeat.ts";
import { describeMetric, type Metrics } from "./metrics.ts";

/** Adds when somebody listened last: the same in each process. */
export function addHeartbeatGauge({ registry }: Metrics, heartbeat: Pick<Heartbeat, "readLast">): void {
  new Gauge({
    ...describeMetric("egress_last_heartbeat_timestamp_seconds", registry),
    async collect() {
      const last = await heartbeat.readLast();
      if (last !== null) this.set(last / 1_000);
    },
  });
}
