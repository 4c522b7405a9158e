import type { Bot } from "../../adapters/github/client/bot.ts";
import { ifThere } from "../../adapters/github/client/if-there.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import {
  type ReachedRepository,
  readReachedPage,
} from "../../adapters/github/repositories/installation-repositories.ts";
import type { Queues } from "../../adapters/queue/queues.ts";
import type { SweepInstallation } from "../../adapters/queue/tasks/sweep-installation.ts";
import type { Store } from "../../adapters/store/store.ts";
import { judgeNeed } from "../../domain/sweep/judge-need.ts";
import { nameSweep } from "../../domain/sweep/name-sweep.ts";

export interface SweepInstallationTools {
  readonly bot: Pick<Bot, "findInstallation">;
  /** A client that lists what the installation reaches. */
  readonly octokit: Octokit;
  readonly store: Pick<Store, "installations" | "sweeps">;
  readonly queues: Pick<Queues, "sweepRepository" | "forget">;
  /** Of the task, the same in every turn. */
  readonly id: string;
  /** Ms since 1970. */
  now(): number;
}

/** Where nobody knows since when something was missed, so many ms. */
const unknownGap = 3 * 24 * 3_600_000;
/** Stands for the page behind the last. */
const allRead = 0;

/**
 * Looks which repositories an installation reaches, a call for each hundred, and has those asked that may have something to tell, those filled of
 * which nothing is known, and those forgotten that are gone. Broken off, it goes on with the page it was at. @throws what GitHub or the store
 * answered with
 */
export async function sweepInstallation(
  { installationId, cause, since }: SweepInstallation,
  tools: SweepInstallationTools,
): Promise<void> {
  const { installations, sweeps } = tools.store;
  const sweep = { cause, task: tools.id };
  for (let page = await installations.readPage(installationId, sweep); page !== allRead; ) {
    const read = await ifThere(() => readReachedPage(tools.octokit, page));
    // It was removed meanwhile.
    if (read === null) return;
    await installations.see(installationId, sweep, read.repositories);
    await Promise.all(read.repositories.map(take));
    page = read.isLast ? allRead : page + 1;
    await installations.notePage(installationId, sweep, page);
  }
  for (const { id, owner, name } of await installations.listUnseen(installationId, sweep)) {
    const from = { installationId, owner, name };
    // A list that changes while it is read may leave something out.
    if ((await tools.bot.findInstallation(from)) === installationId) continue;
    await tools.queues.forget({ repositoryId: id, from });
    await installations.dropRepository(installationId, id);
  }

  async function take({ isArchived, pushedAt, ...named }: ReachedRepository): Promise<void> {
    const standing = await sweeps.readStanding(named.id);
    const start = since ?? tools.now() - unknownGap;
    const need = judgeNeed({ ...standing, isArchived, pushedAt }, { since: start, cause });
    if (need === "rest") return;
    const repository = { installationId, ...named };
    const task = { repository, cause, since: need === "refill" ? null : start };
    await tools.queues.sweepRepository(task, nameSweep(cause));
  }
}
