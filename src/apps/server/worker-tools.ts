import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import type { Bot } from "../../adapters/github/client/bot.ts";
import { watchLimit } from "../../adapters/github/client/watch-limit.ts";
import type { PolicyStore } from "../../adapters/policy-store/client.ts";
import type { Queues } from "../../adapters/queue/queues.ts";
import type { WorkerTools } from "../../adapters/queue/worker.ts";
import type { Store } from "../../adapters/store/store.ts";
import { backfill } from "../../features/learn/backfill/backfill.ts";
import { findHold } from "../../features/learn/backfill/backfill-budget.ts";
import { learnDelivered } from "../../features/learn/learn-delivered.ts";
import { learnRun } from "../../features/learn/learn-run.ts";
import { propose } from "../../features/propose/propose.ts";
import { answerComment } from "../../features/talk/answer-comment.ts";
import { checkPullRequest } from "../../features/watch/check-pull-request.ts";
import { checkSettings } from "../../features/watch/check-settings.ts";
import { reportUnenforced } from "../../features/watch/report-unenforced.ts";

/** What the tasks work with, beside their client of GitHub. */
export interface Surroundings {
  readonly bot: Pick<Bot, "connect" | "readLogin" | "findInstallation">;
  readonly store: Store;
  readonly queues: Pick<Queues, "backfill" | "report">;
  readonly resolveHosts: ResolveHosts;
  readonly policyStore: PolicyStore | null;
}

/** Joins the tasks to what they work with: a client of the task's installation, the store, resolvers, and each other. */
export function createWorkerTools({
  bot,
  store,
  queues,
  resolveHosts,
  policyStore,
}: Surroundings): WorkerTools {
  return {
    async learnRun(task) {
      const octokit = await bot.connect(task.repository.installationId);
      const tools = { octokit, fetch, store, readBotLogin: bot.readLogin };
      return learnDelivered(() => learnRun(task, tools));
    },
    proposePushed: null,
    async propose(task) {
      const octokit = await bot.connect(task.repository.installationId);
      const botLogin = await bot.readLogin();
      await propose(task, { octokit, store, botLogin, resolveHosts, policyStore, report: queues.report });
    },
    async answerComment(task) {
      const octokit = await bot.connect(task.repository.installationId);
      const botLogin = await bot.readLogin();
      await answerComment(task, {
        octokit,
        fetch,
        store,
        policyStore,
        botLogin,
        learnRun: (run) => learnRun(run, { octokit, fetch, store, readBotLogin: bot.readLogin }),
        propose: (file) =>
          propose(file, { octokit, store, botLogin, resolveHosts, policyStore, report: queues.report }),
        backfill: queues.backfill,
      });
    },
    async backfill(task, turn) {
      const { installationId } = task.repository;
      const octokit = await bot.connect(installationId);
      // Its client is its own, so only its calls are counted.
      watchLimit(octokit, (seen) => store.budgets.count(installationId, seen));
      return backfill(task, {
        ...turn,
        octokit,
        store,
        now: Date.now,
        learnRun: (run) => learnRun(run, { octokit, fetch, store, readBotLogin: bot.readLogin }),
        heldUntil: async () => findHold(await store.budgets.read(installationId, Date.now())),
      });
    },
    async checkSettings(task) {
      await checkSettings(task, { octokit: await bot.connect(task.repository.installationId), store });
    },
    async checkPullRequest(task) {
      await checkPullRequest(task, { octokit: await bot.connect(task.repository.installationId), store });
    },
    async report(task) {
      const octokit = await bot.connect(task.repository.installationId);
      await reportUnenforced(task, { octokit, store, botLogin: await bot.readLogin() });
    },
    async forget({ repositoryId, from }, askedAt) {
      // It went to another owner, where the App is too. What people had decided stays with the old one.
      const now = from === undefined ? null : await bot.findInstallation(from);
      if (now !== null && now !== from?.installationId) return;
      // First, so that a task that ends meanwhile knows.
      await store.forgotten.mark(repositoryId, askedAt);
      await store.forgetRepository(repositoryId);
    },
  };
}
