import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { addBudgetGauges } from "../../src/apps/server/operations/budget-gauges.ts";
import { addHeartbeatGauge } from "../../src/apps/server/operations/heartbeat-gauge.ts";
import { addJobGauges } from "../../src/apps/server/operations/job-gauges.ts";

import { addProcessMetrics, createMetrics } from "../../src/apps/server/operations/metrics.ts";
import { addQueueGauges } from "../../src/apps/server/operations/queue-gauges.ts";

const read = (name: string): string =>
  readFileSync(new URL(`../../docs/operations/${name}`, import.meta.url), "utf8");

const metrics = createMetrics();
addProcessMetrics(metrics);
addQueueGauges(metrics, { readDepths: async () => [] }, () => 0);
addBudgetGauges(metrics, () => 0);
addJobGauges(
  metrics,
  async () => new Map(),
  () => 0,
);
addHeartbeatGauge(metrics, { readLast: async () => null });
const told = new Set(metrics.registry.getMetricsAsArray().map(({ name }) => name));

/** The metrics that an expression of Prometheus names; a histogram is told as several. */
function namesIn(expression: string): string[] {
  const names = expression.match(/\b(?:egress|nodejs|process)_[a-z0-9_]+/g) ?? [];
  return names.map((name) => name.replace(/_(?:bucket|sum|count)$/, ""));
}

const alerts: readonly { readonly alert: string; readonly expr: string }[] = parse(
  read("alerts.yml"),
).groups.flatMap(({ rules }: { rules: unknown[] }) => rules);
const panels: readonly { readonly title: string; readonly targets: readonly { readonly expr: string }[] }[] =
  JSON.parse(read("dashboard.json")).panels;

test.each(alerts.map(({ alert, expr }) => [alert, expr]))(
  "the alert %s follows from metrics that exist",
  (_, expr) => {
    expect(namesIn(expr).length).toBeGreaterThan(0);
    for (const name of namesIn(expr)) expect(told).toContain(name);
  },
);

test.each(panels.map(({ title, targets }) => [title, targets]))(
  "the panel %s shows metrics that exist",
  (_, targets) => {
    for (const { expr } of targets) {
      expect(namesIn(expr).length).toBeGreaterThan(0);
      for (const name of namesIn(expr)) expect(told).toContain(name);
    }
  },
);

test("each metric of the bot is in the table of the documents, on the dashboard or behind an alert", () => {
  const table = readFileSync(new URL("../../docs/monitoring.md", import.meta.url), "utf8");
  const own = [...told].filter((name) => name.startsWith("egress_"));
  expect(own.length).toBeGreaterThan(10);
  for (const name of own) expect(table).toContain(`\`${name}\``);
  const shown = new Set(
    [...alerts, ...panels.flatMap(({ targets }) => targets)].flatMap(({ expr }) => namesIn(expr)),
  );
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});
