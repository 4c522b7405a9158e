import type { Webhooks } from "@octokit/webhooks";
import { type Queues, QueueUnavailableError } from "../../adapters/queue/queues.ts";
import {
  answerCommentOf,
  backfilledFrom,
  backfilledWith,
  checkPullRequestOf,
  checkSettingsOf,
  editedProposalOf,
  forgottenFrom,
  forgottenWith,
  installationOf,
  learnRunOf,
  notePushOf,
  offerAfterClosing,
  offerAfterSettings,
  proposalOf,
  proposePushedOf,
} from "./web/tasks-of-event.ts";
import { answerTickOf } from "./web/tick-of-event.ts";

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
  webhooks.on("workflow_run.completed", one(learnRunOf, queues.learnRun));
  webhooks.on("issue_comment.created", one(answerCommentOf, queues.answerComment));
  webhooks.on(
    ["issues.edited", "pull_request.edited", "issue_comment.edited"],
    one(answerTickOf, queues.answerTick),
  );
  webhooks.on(
    ["pull_request.closed", "pull_request.reopened", "pull_request.synchronize"],
    one(proposalOf, queues.propose),
  );
  webhooks.on(
    ["pull_request.opened", "pull_request.reopened", "pull_request.synchronize"],
    one(checkPullRequestOf, queues.checkPullRequest),
  );
  webhooks.on("pull_request.edited", one(editedProposalOf, queues.propose));
  webhooks.on(
    ["pull_request_review.submitted", "pull_request_review.dismissed"],
    one(proposalOf, queues.propose),
  );
  webhooks.on("push", one(proposePushedOf, queues.proposePushed));
  webhooks.on("push", one(checkSettingsOf, queues.checkSettings));
  webhooks.on("push", one(notePushOf, queues.notePush));
  webhooks.on("pull_request.closed", one(offerAfterClosing, queues.offerPlaces));
  webhooks.on("push", one(offerAfterSettings, queues.offerPlaces));
  webhooks.on("installation.created", many(backfilledWith, queues.backfill));
  // Suspended it got no webhooks, and without a permission it may have been refused: what was missed is looked for as at first.
  const reopened = ["installation.unsuspend", "installation.new_permissions_accepted"] as const;
  for (const event of reopened) {
    webhooks.on(event, one(installationOf, queues.resume));
    webhooks.on(event, many(backfilledWith, queues.backfill));
  }
  webhooks.on("installation_repositories.added", many(backfilledFrom, queues.backfill));
  webhooks.on("installation.deleted", many(forgottenWith, queues.forget));
  webhooks.on("installation_repositories.removed", many(forgottenFrom, queues.forget));
}

/** A webhook may name thousands of repositories. So many tasks are added at once, so that neither the process nor Redis does nothing else meanwhile. */
const mostAtOnce = 100;

/** A webhook, and GitHub's number of its delivery. */
interface Delivered<Payload> {
  readonly id: string;
  readonly payload: Payload;
}

/** Queues what an event becomes, if anything. */
function one<Payload, Task>(
  read: (payload: Payload) => Task | null,
  add: (task: Task, delivery: string) => Promise<void>,
): (event: Delivered<Payload>) => Promise<void> {
  return many((payload) => {
    const task = read(payload);
    return task === null ? [] : [task];
  }, add);
}

/** Queues all that an event becomes. */
function many<Payload, Task>(
  read: (payload: Payload) => readonly Task[],
  add: (task: Task, delivery: string) => Promise<void>,
): (event: Delivered<Payload>) => Promise<void> {
  return async ({ id, payload }) => {
    try {
      const tasks = read(payload);
      for (let from = 0; from < tasks.length; from += mostAtOnce)
        await Promise.all(tasks.slice(from, from + mostAtOnce).map((task) => add(task, id)));
    } catch (cause) {
      throw new DeliveryError(cause);
    }
  };
}
