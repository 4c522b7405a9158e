import { isInstalled, listAppInstallations } from "../../adapters/github/client/app-installations.ts";
import type { Bot } from "../../adapters/github/client/bot.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { Queues } from "../../adapters/queue/queues.ts";
import type { Sweep } from "../../adapters/queue/tasks/sweep.ts";
import type { Store } from "../../adapters/store/store.ts";
import { nameSweep } from "../../domain/sweep/name-sweep.ts";
import { redeliverMissed } from "./redeliver-missed.ts";

export interface SweepAppTools {
  readonly bot: Pick<Bot, "connectAsApp">;
  readonly store: Pick<Store, "installations">;
  readonly queues: Pick<Queues, "sweepInstallation" | "forget">;
  /** Ms since 1970. */
  now(): number;
}

/** GitHub keeps for so many ms what it delivered. Nobody knows of an older event that it was missed. */
const deliveriesKept = 3 * 24 * 3_600_000;

/**
 * Looks where the App is installed. What it lost without being told is forgotten, each installation is looked at, and webhooks that nobody took are sent
 * again. Repeating it is harmless. @throws what GitHub or the store answered with
 */
export async function sweepApp({ cause, since }: Sweep, tools: SweepAppTools): Promise<void> {
  const { installations } = tools.store;
  const app = await tools.bot.connectAsApp();
  const listed = await listAppInstallations(app);
  const known = await installations.list();
  const there = new Set(listed.map(({ id }) => id));
  for (const id of known.keys()) if (!there.has(id)) await forgetIfGone(app, id, tools);
  for (const { id, suspendedAt } of listed) {
    const heard = known.get(id) ?? null;
    await installations.note(id, suspendedAt);
    // Meanwhile it may do nothing, and GitHub sends nothing of it.
    if (suspendedAt !== null) continue;
    const task = { installationId: id, cause, since: earlier(since, heard) };
    await tools.queues.sweepInstallation(task, nameSweep(cause));
  }
  await redeliverMissed(app, Math.max(since ?? 0, tools.now() - deliveriesKept));
}

/** A list that changes while it is read may leave something out, so that nothing is forgotten that GitHub does not say to be gone. */
async function forgetIfGone(
  app: Octokit,
  installationId: number,
  { store: { installations }, queues }: SweepAppTools,
): Promise<void> {
  if (await isInstalled(app, installationId)) return;
  for (const { id, owner, name } of await installations.listUnseen(installationId, null))
    await queues.forget({ repositoryId: id, from: { installationId, owner, name } });
  await installations.drop(installationId);
}

/** Where an installation was suspended, nothing came of it since then. */
function earlier(since: number | null, suspendedAt: number | null): number | null {
  return since === null || suspendedAt === null ? since : Math.min(since, suspendedAt);
}
