import { holdCalls } from "../../adapters/github/client/hold-calls.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { watchLimit } from "../../adapters/github/client/watch-limit.ts";
import type { Purpose } from "../../domain/budget/find-hold.ts";
import { readHold } from "./read-hold.ts";
import type { Surroundings } from "./surroundings.ts";

/**
 * Counts a client's calls for what they are for, and holds them back where what is left is for what is more urgent: before each call, before the first
 * one only, or never (`asks` is null), where whoever calls looks itself.
 */
export function watchCalls(
  octokit: Octokit,
  {
    installationId,
    purpose,
    asks,
  }: {
    readonly installationId: number;
    readonly purpose: Purpose;
    readonly asks: Parameters<typeof holdCalls>[1]["asks"] | null;
  },
  { store, noteClient }: Pick<Surroundings, "store" | "noteClient">,
): void {
  noteClient(octokit, installationId);
  watchLimit(octokit, (seen) => store.budgets.count(installationId, purpose, seen));
  if (asks === null) return;
  holdCalls(octokit, { asks, findHold: () => readHold(store.budgets, installationId, purpose) });
}
