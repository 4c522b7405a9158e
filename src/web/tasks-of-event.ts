import type { EmitterWebhookEvent, EmitterWebhookEventName } from "@octokit/webhooks";
import { readWorkflowRun } from "../github/workflow-run.ts";
import { pathOfBranch } from "../proposal/branch.ts";
import type { AnswerComment, Forget, LearnRun, Propose, Repository } from "../queue/task.ts";

/** What GitHub sends with an event, by its name and action. */
export type Payload<Name extends EmitterWebhookEventName> = EmitterWebhookEvent<Name>["payload"];

const mostPaths = 50;
/** GitHub's own limit to a comment. */
const longestBody = 65_536;
const workflowFile = /^\.github\/workflows\/[^/]{1,255}\.ya?ml$/;

/** The run to learn from; null where it has no workflow file of its repository. */
export function learnRunOf(payload: Payload<"workflow_run.completed">): LearnRun | null {
  const repository = repositoryOf(payload);
  const run = readWorkflowRun(payload.workflow_run);
  return repository === null || run === null ? null : { repository, run };
}

/** The command in a comment that a person wrote on a pull request; null for every other comment. */
export function answerCommentOf(payload: Payload<"issue_comment.created">): AnswerComment | null {
  const { comment, issue, sender } = payload;
  const repository = repositoryOf(payload);
  const author = comment.user?.login;
  if (repository === null || author === undefined || !issue.pull_request) return null;
  if (sender.type !== "User" || comment.performed_via_github_app) return null;
  const body = comment.body.slice(0, longestBody);
  // Cheap and generous: what the command is, and whether it is one, is read where it is answered.
  if (body.slice(0, "/egress".length).toLowerCase() !== "/egress") return null;
  return { repository, pullRequest: issue.number, commentId: comment.id, author, body };
}

/** The file whose proposal a pull request is; null where its branch is not one of the bot's in the same repository. */
export function proposalOf(
  payload: Payload<"pull_request.closed" | "pull_request.reopened" | "pull_request.synchronize">,
): Propose | null {
  const { head } = payload.pull_request;
  const repository = repositoryOf(payload);
  if (repository === null || head.repo?.id !== repository.id) return null;
  const path = pathOfBranch(head.ref);
  return path === null ? null : { repository, path };
}

/**
 * The workflow files for whose proposals a push matters: those it touched on the default branch, at most 50, or the one whose branch
 * a person pushed to. What a bot pushes to such a branch is mostly our own; another's is seen with the next event.
 */
export function proposalsOf(payload: Payload<"push">): readonly Propose[] {
  const repository = repositoryOf(payload);
  const prefix = "refs/heads/";
  if (repository === null || !payload.ref.startsWith(prefix)) return [];
  const branch = payload.ref.slice(prefix.length);
  if (branch === repository.defaultBranch) {
    return touchedWorkflowFiles(payload).map((path) => ({ repository, path }));
  }
  const path = payload.sender?.type === "Bot" ? null : pathOfBranch(branch);
  return path === null ? [] : [{ repository, path }];
}

function touchedWorkflowFiles({ commits }: Payload<"push">): readonly string[] {
  const paths = new Set<string>();
  for (const commit of commits) {
    for (const path of [commit.added, commit.modified, commit.removed].flatMap((list) => list ?? [])) {
      if (workflowFile.test(path)) paths.add(path);
      if (paths.size === mostPaths) return [...paths];
    }
  }
  return [...paths];
}

/** The repositories that the App lost with an installation. */
export function forgottenWith(payload: Payload<"installation.deleted">): readonly Forget[] {
  return (payload.repositories ?? []).map(({ id }) => ({ repositoryId: id }));
}

/** The repositories that were taken out of an installation. */
export function forgottenFrom(payload: Payload<"installation_repositories.removed">): readonly Forget[] {
  return payload.repositories_removed.flatMap(({ id }) => (id === undefined ? [] : [{ repositoryId: id }]));
}

interface OfRepository {
  readonly installation?: { readonly id: number } | undefined;
  readonly repository: {
    readonly id: number;
    readonly name: string;
    readonly owner?: { readonly login?: string } | null;
    readonly default_branch?: string;
  };
}

/** Null where the event does not come from an installation, which has no right to anything then. */
function repositoryOf({ installation, repository }: OfRepository): Repository | null {
  const { id, name, owner, default_branch: defaultBranch } = repository;
  if (installation === undefined || !owner?.login || defaultBranch === undefined) return null;
  return { installationId: installation.id, id, owner: owner.login, name, defaultBranch };
}
