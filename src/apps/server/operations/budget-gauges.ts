import { Gauge } from "prom-client";
import type { LimitSeen } from "../../../adapters/github/client/watch-limit.ts";
import { describeMetric, type Metrics } from "./metrics.ts";

/** GitHub gives an installation 5,000 calls an hour, more to large organisations and to those of GitHub Enterprise Cloud. */
const classes = [
  ["to-5000", 5_000],
  ["to-12500", 12_500],
  ["above-12500", Number.POSITIVE_INFINITY],
] as const;
/** So many installations are remembered; beyond, what was seen first is forgotten. */
const mostKnown = 10_000;

/** What is known of the limits of installations, by what the answers that this process got have said. */
export interface BudgetsSeen {
  see(installationId: number, seen: LimitSeen): void;
}

/** Adds how much of GitHub's limit is left: of each class of installations the least, so that one in need is seen among thousands. */
export function addBudgetGauges({ registry }: Metrics, now: () => number): BudgetsSeen {
  const known = new Map<number, LimitSeen>();
  new Gauge({
    ...describeMetric("egress_github_budget_left_ratio", registry),
    labelNames: ["class"],
    collect() {
      this.reset();
      for (const [id, { resetAt }] of known) if (resetAt <= now()) known.delete(id);
      for (const [place, [name, most]] of classes.entries()) {
        const above = classes[place - 1]?.[1] ?? 0;
        const shares = [...known.values()]
          .filter(({ limit }) => limit > above && limit <= most)
          .map(({ limit, remaining }) => remaining / limit);
        if (shares.length > 0) this.set({ class: name }, Math.min(...shares));
      }
    },
  });
  return {
    see(installationId, seen) {
      known.delete(installationId);
      const [oldest] = known.keys();
      if (known.size >= mostKnown && oldest !== undefined) known.delete(oldest);
      known.set(installationId, seen);
    },
  };
}
