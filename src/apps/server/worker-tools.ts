import type { ResolveHosts } from "../../adapters/dns/resolve-hosts.ts";
import type { Bot } from "../../adapters/github/client/bot.ts";
import { type HoldReason, holdWrites, WritesHeldError } from "../../adapters/github/client/hold-writes.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { watchLimit } from "../../adapters/github/client/watch-limit.ts";
import { watchTexts } from "../../adapters/github/client/watch-texts.ts";
import type { OwnerRepository } from "../../adapters/github/repositories/owner-repository.ts";
import type { PolicyStore } from "../../adapters/policy-store/client.ts";
import { holdPolicyWrites } from "../../adapters/policy-store/hold-policy-writes.ts";
import type { Queues } from "../../adapters/queue/queues.ts";
import type { WorkerTools } from "../../adapters/queue/worker.ts";
import type { Store } from "../../adapters/store/store.ts";
import type { Repository } from "../../domain/run/repository.ts";
import { writeDashboard } from "../../features/dashboard/write-dashboard.ts";
import { backfill } from "../../features/learn/backfill/backfill.ts";
import { findHold } from "../../features/learn/backfill/backfill-budget.ts";
import { learnDelivered } from "../../features/learn/learn-delivered.ts";
import { learnPushed } from "../../features/learn/learn-pushed.ts";
import { learnRun } from "../../features/learn/learn-run.ts";
import type { LearnTools } from "../../features/learn/tools.ts";
import { createFindBrake } from "../../features/look/find-brake.ts";
import { mayRest } from "../../features/propose/may-rest.ts";
import { offerPlaces } from "../../features/propose/offer-places.ts";
import { propose } from "../../features/propose/propose.ts";
import type { ProposeLimits } from "../../features/propose/propose-tools.ts";
import { answerComment } from "../../features/talk/answer-comment.ts";
import { answerTick, type TickTools } from "../../features/talk/answer-tick.ts";
import { rememberText } from "../../features/talk/remember-text.ts";
import { checkPullRequest } from "../../features/watch/check-pull-request.ts";
import { checkSettings } from "../../features/watch/check-settings.ts";
import { reportAlarms } from "../../features/watch/report-alarms.ts";

/** What the tasks work with, beside their client of GitHub. */
export interface Surroundings {
  readonly bot: Pick<Bot, "connectTo" | "readLogin" | "findInstallation">;
  readonly store: Store;
  readonly queues: Pick<Queues, "backfill" | "propose" | "report" | "dashboard" | "offerPlaces">;
  readonly resolveHosts: ResolveHosts;
  readonly policyStore: PolicyStore | null;
  /** False where nothing may be written. */
  readonly writes: boolean;
}

/** Joins the tasks to what they work with: a client of the task's installation, the store, resolvers, and each other. */
export function createWorkerTools({
  bot,
  store,
  queues,
  resolveHosts,
  policyStore: allPolicies,
  writes,
}: Surroundings): WorkerTools {
  const findBrake = createFindBrake(writes, store, Date.now);

  /** A client of the installation, and the Policy Store, which write only while they may. */
  async function connect(
    repository: OwnerRepository & Pick<Repository, "installationId">,
  ): Promise<{ readonly octokit: Octokit; readonly policyStore: PolicyStore | null }> {
    const octokit = await bot.connectTo({ installationId: repository.installationId, repository });
    const findReason = (): Promise<HoldReason | null> => findBrake(repository, octokit);
    holdWrites(octokit, findReason);
    watchTexts(octokit, (seen) => rememberText(repository.id, seen, store.writtenTexts));
    if (allPolicies === null) return { octokit, policyStore: null };
    const policyStore = holdPolicyWrites(allPolicies, async () => {
      const reason = await findReason();
      if (reason !== null) throw new WritesHeldError(reason);
    });
    return { octokit, policyStore };
  }

  /** What learning works with, also for repositories of the installation whose workflows a run calls. */
  function learnTools({ installationId }: Pick<Repository, "installationId">, octokit: Octokit): LearnTools {
    const callees: LearnTools["callees"] = {
      findInstallation: bot.findInstallation,
      connectTo: (callee) => bot.connectTo({ installationId, repository: { ...callee, id: null } }),
      propose: queues.propose,
    };
    return { octokit, fetch, store, callees, readBotLogin: bot.readLogin };
  }

  const dashboard = { write: queues.dashboard, store: store.dashboards };

  /** What commands work with, wherever they come from. */
  async function answerTools(repository: Repository): Promise<TickTools> {
    const { octokit, policyStore } = await connect(repository);
    const botLogin = await bot.readLogin();
    return {
      octokit,
      fetch,
      store,
      policyStore,
      botLogin,
      learnRun: (run) => learnRun(run, learnTools(repository, octokit)),
      propose: (file, isAsked = false) =>
        propose(file, {
          octokit,
          store,
          botLogin,
          resolveHosts,
          policyStore,
          report: queues.report,
          limits: limitTools(isAsked),
          dashboard,
        }),
      backfill: queues.backfill,
    };
  }

  /** With what new pull requests wait for their turn; not those that somebody asked for. */
  function limitTools(isAsked: boolean): ProposeLimits {
    return { places: store.places, isAsked, offer: queues.offerPlaces, again: queues.propose };
  }

  return {
    async learnRun(task, { propose: hurry }) {
      const { octokit } = await connect(task.repository);
      return learnDelivered(() => learnRun(task, { ...learnTools(task.repository, octokit), hurry }));
    },
    async notePush(task) {
      const { octokit } = await connect(task.repository);
      return learnPushed(task, learnTools(task.repository, octokit));
    },
    proposePushed: null,
    async propose(task) {
      const { octokit, policyStore } = await connect(task.repository);
      const botLogin = await bot.readLogin();
      if (await mayRest(task, Date.now(), { octokit, store })) return;
      const limits = limitTools(false);
      await propose(task, {
        octokit,
        store,
        botLogin,
        resolveHosts,
        policyStore,
        report: queues.report,
        limits,
        dashboard,
      });
    },
    answerComment: async (task) => answerComment(task, await answerTools(task.repository)),
    answerTick: async (task) => answerTick(task, await answerTools(task.repository)),
    async backfill(task, turn) {
      const { installationId } = task.repository;
      const { octokit } = await connect(task.repository);
      // Its client is its own, so only its calls are counted.
      watchLimit(octokit, (seen) => store.budgets.count(installationId, seen));
      return backfill(task, {
        ...turn,
        octokit,
        store,
        now: Date.now,
        learnRun: (run) => learnRun(run, learnTools(task.repository, octokit)),
        heldUntil: async () => findHold(await store.budgets.read(installationId, Date.now())),
      });
    },
    async checkSettings(task) {
      await checkSettings(task, { ...(await connect(task.repository)), store });
    },
    async checkPullRequest(task) {
      await checkPullRequest(task, {
        ...(await connect(task.repository)),
        store,
        readBotLogin: bot.readLogin,
      });
    },
    async report(task) {
      const { octokit } = await connect(task.repository);
      await reportAlarms(task, { octokit, store, botLogin: await bot.readLogin() });
    },
    async dashboard(task) {
      const { octokit, policyStore } = await connect(task.repository);
      const botLogin = await bot.readLogin();
      await writeDashboard(task, { octokit, store, policyStore, botLogin, limits: limitTools(false) });
    },
    async offerPlaces(task) {
      const { octokit } = await connect(task.repository);
      const { propose, report, dashboard, offerPlaces: offer } = queues;
      await offerPlaces(task, { octokit, store, propose, report, dashboard, offer });
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
