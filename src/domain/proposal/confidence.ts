import type { Readiness } from "../readiness/gate.ts";
import type { Proposal } from "./select.ts";

/**
 * How sure a proposal is, as far as it lets jobs block: that of its least sure job, from 1 down to 0; below 0 where too few runs are known to
 * say. What lets no job block has 0.
 */
export function confidenceOf({ switched }: Pick<Proposal, "switched">): number {
  return switched.length === 0 ? 0 : Math.min(...switched.map(({ readiness }) => confidence(readiness)));
}

function confidence(readiness: Readiness | null): number {
  if (readiness === null) return -1;
  const sure = 1 - readiness.riskUpperBound;
  return readiness.confidence === "low" ? sure - 1 : sure;
}
