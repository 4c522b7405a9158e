import type { Budget } from "../../../adapters/store/budgets.ts";

/** The share of an hour's calls that backfills may use. */
const ownShare = 0.3;
/** The share that is left to webhooks and people, whoever used the rest. */
const leftShare = 0.1;

/** Until when, in ms since 1970, a backfill must not call GitHub, so that what webhooks ask for is never short; null where it may. */
export function findHold(budget: Budget | null): number | null {
  if (budget === null) return null;
  const { used, limit, remaining, resetAt } = budget;
  return used >= limit * ownShare || remaining < limit * leftShare ? resetAt : null;
}
