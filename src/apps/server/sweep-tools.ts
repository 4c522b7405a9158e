import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { WorkerTools } from "../../adapters/queue/worker.ts";
import type { Purpose } from "../../domain/budget/find-hold.ts";
import type { SweepCause } from "../../domain/sweep/judge-need.ts";
import { sweepApp } from "../../features/sweep/sweep-app.ts";
import { sweepInstallation } from "../../features/sweep/sweep-installation.ts";
import { sweepRepository } from "../../features/sweep/sweep-repository.ts";
import type { Surroundings } from "./surroundings.ts";
import { watchCalls } from "./watch-calls.ts";

/** Joins the sweeps to what they work with. Each call counts for the purpose that it is for, and waits where it has to. */
export function createSweepTools({
  bot,
  store,
  queues,
  noteClient,
}: Pick<Surroundings, "bot" | "store" | "queues" | "noteClient">): Pick<
  WorkerTools,
  "sweep" | "sweepInstallation" | "sweepRepository"
> {
  function prepare(octokit: Octokit, installationId: number, cause: SweepCause): Octokit {
    const calls = { installationId, purpose: purposeOf(cause), asks: "each-time" } as const;
    watchCalls(octokit, calls, { store, noteClient });
    return octokit;
  }

  const now = Date.now;
  return {
    sweep: (task) => sweepApp(task, { bot, store, queues, now }),
    async sweepInstallation(task, { id }) {
      const { installationId, cause } = task;
      const octokit = prepare(await bot.connectToList(installationId), installationId, cause);
      await sweepInstallation(task, { bot, octokit, store, queues, id, now });
    },
    async sweepRepository(task, { id }) {
      const { repository, cause } = task;
      const { installationId } = repository;
      const octokit = prepare(await bot.connectTo({ installationId, repository }), installationId, cause);
      await sweepRepository(task, { octokit, botLogin: await bot.readLogin(), store, queues, id, now });
    },
  };
}

/** What was missed is learned as what is told; what is looked for to be sure, or anew, waits like runs from before. */
function purposeOf(cause: SweepCause): Purpose {
  switch (cause) {
    case "gap":
    case "asked":
      return "learn";
    case "day":
    case "empty":
      return "backfill";
  }
}
