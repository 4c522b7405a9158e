import type { Store } from "../../adapters/store/store.ts";
import { findHold, type Purpose } from "../../domain/budget/find-hold.ts";

/** Until when an installation's budget leaves no calls for a purpose, ms since 1970; null where it does. @throws what the store answered with */
export async function readHold(
  budgets: Pick<Store["budgets"], "read">,
  installationId: number,
  purpose: Purpose,
): Promise<number | null> {
  const now = Date.now();
  return findHold(await budgets.read(installationId, now), purpose, now);
}
