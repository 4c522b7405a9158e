import type { HoldReason } from "../../adapters/github/client/hold-writes.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { OwnerRepository } from "../../adapters/github/repositories/owner-repository.ts";
import type { Store } from "../../adapters/store/store.ts";
import { readSettings } from "./read-settings.ts";

/** Says whether the bot may write to a repository at this moment; null where it may. */
export type FindBrake = (repository: OwnerRepository, octokit: Octokit) => Promise<HoldReason | null>;

/** For how long what the settings say is taken to hold, in ms: a brake holds within a minute. */
const freshness = 30_000;
/** So many repositories are known at a time; beyond, all are asked anew. */
const mostKnown = 10_000;

/**
 * Makes what is asked before each write, also of tasks that were queued long before. `writes` is false where whoever runs the bot has
 * switched all writes off. The function throws what GitHub or the store answered with: where the settings cannot be read, nothing is written.
 */
export function createFindBrake(
  writes: boolean,
  store: Pick<Store, "settings">,
  now: () => number,
): FindBrake {
  const known = new Map<number, { readonly at: number; readonly isPaused: boolean }>();
  return async (repository, octokit) => {
    if (!writes) return "off";
    const last = known.get(repository.id);
    if (last !== undefined && now() - last.at < freshness) return last.isPaused ? "paused" : null;
    const at = now();
    const { settings } = await readSettings(repository, { octokit, store });
    if (known.size >= mostKnown) known.clear();
    known.set(repository.id, { at, isPaused: settings.paused });
    return settings.paused ? "paused" : null;
  };
}
