import { userBody } from "./bodies/account.ts";
import { repositoryBody } from "./bodies/repository.ts";
import type { Comment, PullIssue, Repository, Run } from "./state/repository.ts";
import { type Account, type Actor, findAccount, type Installation, type World } from "./state/world.ts";
import {
  type InstallationAction,
  installationPayload,
  installationRepositoriesPayload,
} from "./webhooks/installation-payload.ts";
import { type CommentAction, issueCommentPayload } from "./webhooks/issue-comment-payload.ts";
import { type PullRequestAction, pullRequestPayload } from "./webhooks/pull-request-payload.ts";
import { type Push, pushPayload } from "./webhooks/push-payload.ts";
import { type WorkflowRunAction, workflowRunPayload } from "./webhooks/workflow-run-payload.ts";

/** Builders of whole payloads, `installation` included, from the state as it is now. */
export type Payloads = ReturnType<typeof createPayloads>;

export function createPayloads(world: World) {
  return {
    workflowRun: <Action extends WorkflowRunAction>(run: Run, action: Action) => ({
      ...workflowRunPayload(world, run, action),
      ...installationOf(run.repository),
    }),
    /** The sender is the comment's author. */
    issueComment: <Action extends CommentAction>(
      repository: Repository,
      comment: Comment,
      action: Action,
    ) => ({
      ...issueCommentPayload(world, { repository, comment, action, actor: authorOf(comment) }),
      ...installationOf(repository),
    }),
    pullRequest: <Action extends PullRequestAction>(
      repository: Repository,
      issue: PullIssue,
      { action, sender }: { readonly action: Action; readonly sender: string },
    ) => ({
      ...pullRequestPayload(world, { repository, issue, action, actor: person(sender) }),
      ...movementOf(repository, issue, action),
      ...installationOf(repository),
    }),
    push: ({ sender, ...push }: Omit<Push, "actor"> & { readonly sender: string }) => ({
      ...pushPayload(world, { ...push, actor: person(sender) }),
      ...installationOf(push.repository),
    }),
    repositoryPrivatized: (repository: Repository, sender: string) => ({
      action: "privatized" as const,
      repository: { ...repositoryBody(world, repository), private: true as const },
      sender: userBody(world, person(sender).account),
      ...installationOf(repository),
    }),
    installation: <Action extends InstallationAction>(installation: Installation, action: Action) =>
      installationPayload(world, {
        installation,
        action,
        repositories: repositoriesOf(installation),
        sender: senderOf(installation),
      }),
    installationRepositories: <Action extends "added" | "removed">(
      installation: Installation,
      action: Action,
      repositories: readonly Repository[],
    ) =>
      installationRepositoriesPayload(world, {
        installation,
        action,
        repositories,
        sender: senderOf(installation),
      }),
  };

  /** Where the newest commit came on top. */
  function movementOf<Action extends PullRequestAction>(
    { objects }: Repository,
    { pull: { headSha: after } }: PullIssue,
    action: Action,
  ): Action extends "synchronize" ? { before: string; after: string } : object {
    const before = objects.commit(after)?.parents[0] ?? after;
    type Movement = Action extends "synchronize" ? { before: string; after: string } : object;
    return (action === "synchronize" ? { before, after } : {}) as Movement;
  }

  function installationOf({ id: repositoryId }: Repository) {
    for (const { id, repositories } of world.installations.values()) {
      if (repositories.has(repositoryId)) return { installation: { id, node_id: `IN_${id}` } };
    }
    return {};
  }

  function repositoriesOf({ repositories }: Installation): readonly Repository[] {
    return [...world.repositories.values()].filter(({ id }) => repositories.has(id));
  }

  function person(login: string): Actor {
    const account = findAccount(world, login);
    if (account === undefined) throw new Error(`no account ${login}: add it with addUser`);
    return { account, app: null };
  }
}

function authorOf({ author, app }: Comment): Actor {
  return { account: author, app };
}

function senderOf({ account }: Installation): Account {
  return account;
}
