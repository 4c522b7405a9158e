import type { Webhooks } from "@octokit/webhooks";
import { type Queues, QueueUnavailableError } from "../../adapters/queue/queues.ts";
import {
  answerCommentOf,
  backfilledFrom,
  backfilledWith,
  checkPullRequestOf,
  checkSettingsOf,
  forgottenFrom,
  forgottenWith,
  learnRunOf,
  proposalOf,
  proposalsOf,
} from "./web/tasks-of-event.ts";

/**
 * A delivery that was not taken. It is answered with the status and the message, so that GitHub lists it as failed and it can
 * be delivered again.
 */
class DeliveryError extends Error {
  override readonly name = "DeliveryError";
  readonly status: 500 | 503;

  constructor(cause: unknown) {
    const isUnavailable = cause instanceof QueueUnavailableError;
    super(isUnavailable ? "the queue cannot be reached" : "the delivery could not be handled", { cause });
    this.status = isUnavailable ? 503 : 500;
  }
}

/** Says which webhook becomes which task. */
export function registerWebhooks(webhooks: Pick<Webhooks, "on">, queues: Queues): void {
  webhooks.on("workflow_run.completed", ({ payload }) =>
    take(async () => {
      const task = learnRunOf(payload);
      if (task !== null) await queues.learnRun(task);
    }),
  );
  webhooks.on("issue_comment.created", ({ payload }) =>
    take(async () => {
      const task = answerCommentOf(payload);
      if (task !== null) await queues.answerComment(task);
    }),
  );
  webhooks.on(["pull_request.closed", "pull_request.reopened", "pull_request.synchronize"], ({ payload }) =>
    take(async () => {
      const task = proposalOf(payload);
      if (task !== null) await queues.propose(task);
    }),
  );
  webhooks.on(["pull_request.opened", "pull_request.reopened", "pull_request.synchronize"], ({ payload }) =>
    take(async () => {
      const task = checkPullRequestOf(payload);
      if (task !== null) await queues.checkPullRequest(task);
    }),
  );
  webhooks.on("push", ({ payload }) =>
    take(async () => {
      await addAll(proposalsOf(payload), queues.propose);
      const task = checkSettingsOf(payload);
      if (task !== null) await queues.checkSettings(task);
    }),
  );
  webhooks.on("installation.created", ({ payload }) =>
    take(() => addAll(backfilledWith(payload), queues.backfill)),
  );
  webhooks.on("installation_repositories.added", ({ payload }) =>
    take(() => addAll(backfilledFrom(payload), queues.backfill)),
  );
  webhooks.on("installation.deleted", ({ payload }) =>
    take(() => addAll(forgottenWith(payload), queues.forget)),
  );
  webhooks.on("installation_repositories.removed", ({ payload }) =>
    take(() => addAll(forgottenFrom(payload), queues.forget)),
  );
}

async function addAll<Task>(tasks: readonly Task[], add: (task: Task) => Promise<void>): Promise<void> {
  await Promise.all(tasks.map(add));
}

async function take(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (cause) {
    throw new DeliveryError(cause);
  }
}
