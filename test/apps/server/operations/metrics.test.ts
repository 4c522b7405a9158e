import { expect, test } from "vitest";
import { addHeartbeatGauge } from "../../../../src/apps/server/operations/heartbeat-gauge.ts";
import { addJobGauges } from "../../../../src/apps/server/operations/job-gauges.ts";
import { createMetrics } from "../../../../src/apps/server/operations/metrics.ts";
import { addQueueGauges } from "../../../../src/apps/server/operations/queue-gauges.ts";

const depth = { due: 3, active: 0, delayed: 0, dead: 0, dueSince: null, nextDueSince: null };

test("while Redis is down the metrics tell the rest, and nothing of what was read from it before", async () => {
  let isDown = false;
  let now = 0;
  const read =
    <Value>(value: Value) =>
    async (): Promise<Value> => {
      if (isDown) throw new Error("Connection is closed.");
      return value;
    };
  const metrics = createMetrics();
  addQueueGauges(metrics, { readDepths: read([{ kind: "learn-run" as const, ...depth }]) }, () => now);
  addJobGauges(metrics, read(new Map([["enforced" as const, 5]])), () => now);
  addHeartbeatGauge(metrics, { readLast: read(1_800_000_000_000) });
  metrics.webhooks.inc({ event: "push", result: "unavailable" });

  const ofRedis = [
    'egress_queue_tasks{kind="learn-run",state="due"} 3',
    'egress_guarded_jobs{state="enforced"} 5',
    "egress_last_heartbeat_timestamp_seconds 1800000000",
  ];
  const before = await metrics.registry.metrics();
  for (const line of ofRedis) expect(before).toContain(line);
  isDown = true;
  now += 60_000;
  const meanwhile = await metrics.registry.metrics();
  expect(meanwhile).toContain('egress_webhooks_total{event="push",result="unavailable"} 1');
  expect(meanwhile).not.toMatch(/^egress_(?:queue|guarded_jobs|dead_letters|last_heartbeat)\w*[ {]/m);
  isDown = false;
  now += 60_000;
  expect(await metrics.registry.metrics()).toBe(before);
});
