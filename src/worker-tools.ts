import type { Bot } from "./bot.ts";
import type { WorkerTools } from "./queue/worker.ts";
import type { Store } from "./store/store.ts";
import { answerComment } from "./tasks/answer-comment.ts";
import { learnRun } from "./tasks/learn-run.ts";
import { propose } from "./tasks/propose.ts";

/** Joins the tasks to what they work with: a client of the task's installation, the store, and each other. */
export function createWorkerTools(bot: Pick<Bot, "connect" | "readLogin">, store: Store): WorkerTools {
  return {
    async learnRun(task) {
      const octokit = await bot.connect(task.repository.installationId);
      return learnRun(task, { octokit, fetch, store });
    },
    async propose(task) {
      const octokit = await bot.connect(task.repository.installationId);
      await propose(task, { octokit, store, botLogin: await bot.readLogin() });
    },
    async answerComment(task) {
      const octokit = await bot.connect(task.repository.installationId);
      const botLogin = await bot.readLogin();
      await answerComment(task, {
        octokit,
        store,
        botLogin,
        learnRun: (run) => learnRun(run, { octokit, fetch, store }),
        propose: (file) => propose(file, { octokit, store, botLogin }),
      });
    },
    async forget({ repositoryId }, askedAt) {
      // First, so that a task that ends meanwhile knows.
      await store.forgotten.mark(repositoryId, askedAt);
      await store.forgetRepository(repositoryId);
    },
  };
}
