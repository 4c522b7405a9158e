import { Gauge } from "prom-client";
import type { Store } from "../../../adapters/store/store.ts";
import { answerOfRedis } from "./answer-of-redis.ts";
import { describeMetric, type Metrics } from "./metrics.ts";

type Counts = Awaited<ReturnType<Store["standings"]["countByState"]>>;

/** For so many ms what was read is told again: it changes slowly, and is read from the numbers of all owners. */
const freshness = 60_000;

/** Adds how many jobs stand in which state: the same in each process, as all share the store. `now` gives ms since 1970. */
export function addJobGauges(
  { registry }: Metrics,
  countByState: () => Promise<Counts>,
  now: () => number,
): void {
  let last: { readonly at: number; readonly counts: Counts } | null = null;
  new Gauge({
    ...describeMetric("egress_guarded_jobs", registry),
    labelNames: ["state"],
    async collect() {
      if (last === null || now() - last.at >= freshness) {
        const counts = await answerOfRedis(countByState());
        last = counts === null ? null : { at: now(), counts };
      }
      this.reset();
      for (const [state, count] of last?.counts ?? []) this.set({ state }, count);
    },
  });
}
