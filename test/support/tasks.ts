import type { AnswerComment } from "../../src/adapters/queue/tasks/answer-comment.ts";
import type { LearnRun } from "../../src/adapters/queue/tasks/learn-run.ts";
import type { Propose } from "../../src/adapters/queue/tasks/propose.ts";
import type { Keeping } from "../../src/adapters/queue/while-kept.ts";
import type { WorkerTools } from "../../src/adapters/queue/worker.ts";
import type { Repository } from "../../src/domain/run/repository.ts";

/** A repository as tasks name it. */
export function repositoryOf(id: number): Repository {
  return { installationId: 1, id, owner: "octo-org", name: `repository-${id}`, defaultBranch: "main" };
}

export function learnRunTask({ repositoryId = 1, runId = 100, attempt = 1 } = {}): LearnRun {
  return {
    repository: repositoryOf(repositoryId),
    run: {
      id: runId,
      attempt,
      path: ".github/workflows/ci.yml",
      event: "push",
      conclusion: "success",
      headBranch: "main",
      headSha: "a".repeat(40),
      headRepositoryId: repositoryId,
      actor: { login: "octocat", type: "User" },
      triggeringActor: null,
      startedAt: "2026-01-01T12:00:00Z",
      referencedWorkflows: [{ path: "octo-org/x/.github/workflows/y.yml@main", sha: "b".repeat(40) }],
      intoBranches: [],
    },
  };
}

export function proposeTask({ repositoryId = 1, file = "ci.yml" } = {}): Propose {
  return { repository: repositoryOf(repositoryId), path: `.github/workflows/${file}` };
}

export function answerCommentTask({ commentId = 7 } = {}): AnswerComment {
  return {
    repository: repositoryOf(1),
    pullRequest: 3,
    commentId,
    author: "octocat",
    body: "/egress status",
  };
}

/** Tools that do nothing, for repositories that the App keeps. */
export const idleTools: WorkerTools & Keeping = {
  isForgottenSince: async () => false,
  isElsewhere: async () => false,
  learnRun: async () => [],
  propose: async () => {},
  proposePushed: null,
  answerComment: async () => {},
  answerTick: async () => {},
  answerPage: async () => {},
  backfill: async () => null,
  notePush: async () => [],
  checkSettings: async () => {},
  checkPullRequest: async () => {},
  report: async () => {},
  offerPlaces: async () => {},
  dashboard: async () => {},
  forget: async () => {},
  sweep: async () => {},
  sweepInstallation: async () => {},
  sweepRepository: async () => {},
};
