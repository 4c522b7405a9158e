import { randomInt } from "node:crypto";
import { type HoldReason, holdWrites, WritesHeldError } from "../../adapters/github/client/hold-writes.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { watchTexts } from "../../adapters/github/client/watch-texts.ts";
import type { OwnerRepository } from "../../adapters/github/repositories/owner-repository.ts";
import type { PolicyStore } from "../../adapters/policy-store/client.ts";
import { holdPolicyWrites } from "../../adapters/policy-store/hold-policy-writes.ts";
import type { LearnRun } from "../../adapters/queue/tasks/learn-run.ts";
import type { WorkerTools } from "../../adapters/queue/worker.ts";
import { isBlocking } from "../../domain/assessment/unknown-steps.ts";
import type { Purpose } from "../../domain/budget/find-hold.ts";
import { pathOfBranch } from "../../domain/marks/branch.ts";
import type { Repository } from "../../domain/run/repository.ts";
import { writeDashboard } from "../../features/dashboard/write-dashboard.ts";
import { backfill } from "../../features/learn/backfill/backfill.ts";
import { learnDelivered } from "../../features/learn/learn-delivered.ts";
import { learnPushed } from "../../features/learn/learn-pushed.ts";
import { learnRun } from "../../features/learn/learn-run.ts";
import type { LearnTools } from "../../features/learn/tools.ts";
import { createFindBrake } from "../../features/look/find-brake.ts";
import { mayRest } from "../../features/propose/may-rest.ts";
import { offerPlaces } from "../../features/propose/offer-places.ts";
import { propose } from "../../features/propose/propose.ts";
import type { ProposeLimits, ProposeTools } from "../../features/propose/propose-tools.ts";
import { holdUntilFilled } from "../../features/sweep/hold-until-filled.ts";
import { answerComment } from "../../features/talk/answer-comment.ts";
import { answerPage, type PageAnswerTools } from "../../features/talk/answer-page.ts";
import { answerTick, type TickTools } from "../../features/talk/answer-tick.ts";
import { rememberText } from "../../features/talk/remember-text.ts";
import { checkPullRequest } from "../../features/watch/check-pull-request.ts";
import { checkSettings } from "../../features/watch/check-settings.ts";
import { reportAlarms } from "../../features/watch/report-alarms.ts";
import { createNoteRepository } from "./note-repository.ts";
import { readHold } from "./read-hold.ts";
import type { Surroundings } from "./surroundings.ts";
import { createSweepTools } from "./sweep-tools.ts";
import { watchCalls } from "./watch-calls.ts";

/** Of the runs of jobs that are proved to block, one of so many is read. */
const readOneOf = 8;

/** Not to be foreseen, so that nobody can wait for a run that is not read. */
function drawRun(): boolean {
  return randomInt(readOneOf) === 0;
}

/** Joins the tasks to what they work with: a client of the task's installation, the store, resolvers, and each other. */
export function createWorkerTools({
  bot,
  store,
  queues,
  resolveHosts,
  policyStore: allPolicies,
  noteClient,
  writes,
  pages,
}: Surroundings): WorkerTools {
  const withPages = pages === undefined ? {} : { pages };
  const noteRepository = createNoteRepository(store.installations);
  const findBrake = createFindBrake(writes, store, Date.now);

  function watch(octokit: Octokit, installationId: number, purpose: Purpose): void {
    watchCalls(octokit, { installationId, purpose, asks: asksFor(purpose) }, { store, noteClient });
  }

  /** A client of the installation, and the Policy Store, which write only while they may. */
  async function connect(
    repository: OwnerRepository & Pick<Repository, "installationId">,
    purpose: Purpose,
  ): Promise<{ readonly octokit: Octokit; readonly policyStore: PolicyStore | null }> {
    const { installationId } = repository;
    const octokit = await bot.connectTo({ installationId, repository });
    await noteRepository(installationId, repository);
    watch(octokit, installationId, purpose);
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

  /** A run of a job that blocks, or of the bot's own pull request, is not put off like others. */
  async function purposeOf({ repository: { id }, run }: LearnRun): Promise<Purpose> {
    if (run.headBranch !== null && pathOfBranch(run.headBranch) !== null) return "propose";
    const records = await store.jobRecords.read(id, run.path);
    return [...records.values()].some(isBlocking) ? "propose" : "learn";
  }

  /** What learning works with, also for repositories of the installation whose workflows a run calls. */
  function learnTools(
    { installationId }: Pick<Repository, "installationId">,
    octokit: Octokit,
    purpose: Purpose,
  ): LearnTools {
    const callees: LearnTools["callees"] = {
      findInstallation: bot.findInstallation,
      async connectTo(callee) {
        const client = await bot.connectTo({ installationId, repository: { ...callee, id: null } });
        watch(client, installationId, purpose);
        return client;
      },
      propose: queues.propose,
    };
    return { octokit, fetch, store, callees, readBotLogin: bot.readLogin };
  }

  /** What commands work with, wherever they come from. */
  async function answerTools(repository: Repository): Promise<TickTools & PageAnswerTools> {
    const { octokit, policyStore } = await connect(repository, "answer");
    const botLogin = await bot.readLogin();
    return {
      octokit,
      fetch,
      store,
      policyStore,
      looksUpHosts: resolveHosts !== null,
      botLogin,
      learnRun: (run) => learnRun(run, learnTools(repository, octokit, "answer")),
      propose: (file, isAsked = false) =>
        propose(file, { octokit, policyStore, botLogin, ...proposeTools(isAsked) }),
      backfill: queues.backfill,
    };
  }

  /** What a proposal works with, whoever asks for it. */
  function proposeTools(
    isAsked: boolean,
  ): Pick<ProposeTools, "store" | "resolveHosts" | "report" | "limits" | "dashboard" | "pages"> {
    const dashboard = { write: queues.dashboard, store: store.dashboards };
    return {
      store,
      resolveHosts,
      report: queues.report,
      limits: limitTools(isAsked),
      dashboard,
      ...withPages,
    };
  }

  /** With what new pull requests wait for their turn; not those that somebody asked for. */
  function limitTools(isAsked: boolean): ProposeLimits {
    return { places: store.places, isAsked, offer: queues.offerPlaces, again: queues.propose };
  }

  return {
    ...createSweepTools({ bot, store, queues, noteClient }),
    async learnRun(task, { propose: hurry }) {
      const purpose = await purposeOf(task);
      const { octokit } = await connect(task.repository, purpose);
      return learnDelivered(() =>
        learnRun(task, { ...learnTools(task.repository, octokit, purpose), hurry, draw: drawRun }),
      );
    },
    async notePush(task) {
      const { octokit } = await connect(task.repository, "learn");
      return learnPushed(task, learnTools(task.repository, octokit, "learn"));
    },
    proposePushed: null,
    async propose(task) {
      await holdUntilFilled(task.repository, { store, queues, now: Date.now });
      const purpose = task.cause === "alarm" ? "answer" : "propose";
      const { octokit, policyStore } = await connect(task.repository, purpose);
      const botLogin = await bot.readLogin();
      if (await mayRest(task, Date.now(), { octokit, store, resolveHosts, policyStore })) return;
      await propose(task, { octokit, policyStore, botLogin, ...proposeTools(false) });
    },
    answerComment: async (task) => answerComment(task, await answerTools(task.repository)),
    answerPage: async (task) => answerPage(task, await answerTools(task.repository)),
    answerTick: async (task) => answerTick(task, await answerTools(task.repository)),
    async backfill(task, turn) {
      const { installationId } = task.repository;
      const { octokit } = await connect(task.repository, "backfill");
      return backfill(task, {
        ...turn,
        octokit,
        store,
        now: Date.now,
        learnRun: (run) => learnRun(run, learnTools(task.repository, octokit, "backfill")),
        heldUntil: () => readHold(store.budgets, installationId, "backfill"),
      });
    },
    async checkSettings(task) {
      await checkSettings(task, { ...(await connect(task.repository, "propose")), store });
    },
    async checkPullRequest(task) {
      await checkPullRequest(task, {
        ...(await connect(task.repository, "propose")),
        store,
        readBotLogin: bot.readLogin,
        ...withPages,
      });
    },
    async report(task) {
      const { octokit } = await connect(task.repository, "answer");
      const limits = limitTools(false);
      await reportAlarms(task, { octokit, store, botLogin: await bot.readLogin(), limits, ...withPages });
    },
    async dashboard(task) {
      const { octokit, policyStore } = await connect(task.repository, "propose");
      const botLogin = await bot.readLogin();
      await writeDashboard(task, {
        octokit,
        store,
        policyStore,
        botLogin,
        limits: limitTools(false),
        ...withPages,
      });
    },
    async offerPlaces(task) {
      const { octokit } = await connect(task.repository, "propose");
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
      if (from !== undefined) await store.installations.dropRepository(from.installationId, repositoryId);
    },
  };
}

/** When a client asks whether its calls have to wait; null for never. */
function asksFor(purpose: Purpose): "each-time" | "once" | null {
  // A backfill looks itself where it may stop.
  if (purpose === "backfill") return null;
  // What is learned of a run is kept job by job, all else begins anew.
  return purpose === "learn" ? "each-time" : "once";
}
