import type { EmitterWebhookEvent, EmitterWebhookEventName } from "@octokit/webhooks";
import type { AnswerComment } from "../../../adapters/queue/tasks/answer-comment.ts";
import type { Backfill } from "../../../adapters/queue/tasks/backfill.ts";
import type { CheckPullRequest } from "../../../adapters/queue/tasks/check-pull-request.ts";
import type { CheckSettings } from "../../../adapters/queue/tasks/check-settings.ts";
import type { Forget } from "../../../adapters/queue/tasks/forget.ts";
import type { LearnRun } from "../../../adapters/queue/tasks/learn-run.ts";
import type { NotePush } from "../../../adapters/queue/tasks/note-push.ts";
import type { OfferPlaces } from "../../../adapters/queue/tasks/offer-places.ts";
import type { Propose } from "../../../adapters/queue/tasks/propose.ts";
import type { ProposePushed } from "../../../adapters/queue/tasks/propose-pushed.ts";
import { findDependencyChanges } from "../../../domain/baseline/dependency-changes.ts";
import { pathOfBranch } from "../../../domain/marks/branch.ts";
import type { Repository } from "../../../domain/run/repository.ts";
import { readWorkflowRun } from "../../../domain/run/workflow-run.ts";
import { settingsPath } from "../../../domain/settings/settings.ts";

/** What GitHub sends with an event, by its name and action. */
export type Payload<Name extends EmitterWebhookEventName> = EmitterWebhookEvent<Name>["payload"];

/** A repository has hardly as many workflow files. */
const mostPaths = 3_000;
/** GitHub names no more. */
const mostCommits = 2_049;
/** GitHub's own limit to a comment. */
const longestBody = 65_536;
const commitId = /^[0-9a-f]{40,64}$/;
const workflowFile = /^\.github\/workflows\/[^/]{1,255}\.ya?ml$/;

/** The run to learn from; null where it has no workflow file of its repository. */
export function learnRunOf(payload: Payload<"workflow_run.completed">): LearnRun | null {
  const repository = repositoryOf(payload);
  const run = readWorkflowRun(payload.workflow_run);
  return repository === null || run === null ? null : { repository, run };
}

/** The command in a comment that a person wrote on an issue or a pull request. Null for every other comment. */
export function answerCommentOf(payload: Payload<"issue_comment.created">): AnswerComment | null {
  const { comment, issue, sender } = payload;
  const repository = repositoryOf(payload);
  const author = comment.user?.login;
  if (repository === null || author === undefined) return null;
  if (sender.type !== "User" || comment.performed_via_github_app) return null;
  const body = comment.body.slice(0, longestBody);
  // Cheap and generous: what the command is, and whether it is one, is read where it is answered.
  if (body.slice(0, "/egress".length).toLowerCase() !== "/egress") return null;
  return { repository, pullRequest: issue.number, commentId: comment.id, author, body };
}

/** The file whose proposal a pull request is; null where its branch is not one of the bot's in the same repository. */
export function proposalOf(
  payload: Payload<
    | "pull_request.closed"
    | "pull_request.edited"
    | "pull_request.reopened"
    | "pull_request.synchronize"
    | "pull_request_review.submitted"
    | "pull_request_review.dismissed"
  >,
): Propose | null {
  const { head } = payload.pull_request;
  const repository = repositoryOf(payload);
  if (repository === null || head.repo?.id !== repository.id) return null;
  const path = pathOfBranch(head.ref);
  return path === null ? null : { repository, path };
}

/** The file whose proposal's text somebody edited, for the text to be put right before it is believed; null for every other edit. */
export function editedProposalOf(payload: Payload<"pull_request.edited">): Propose | null {
  const isText = payload.changes.body !== undefined || payload.changes.title !== undefined;
  return isText && payload.sender?.type !== "Bot" ? proposalOf(payload) : null;
}

/** What waits in the repository for one of the bot's pull requests to be closed, by the event that one was. */
export function offerAfterClosing(payload: Payload<"pull_request.closed">): OfferPlaces | null {
  const proposal = proposalOf(payload);
  return proposal === null ? null : offerOf(proposal.repository, payload.repository.owner.id, "closed");
}

/** What waits for other settings, by a push that touched them on the default branch; null for every other push. */
export function offerAfterSettings(payload: Payload<"push">): OfferPlaces | null {
  const settings = checkSettingsOf(payload);
  const ownerId = payload.repository.owner?.id;
  if (settings === null || ownerId === undefined) return null;
  return offerOf(settings.repository, ownerId, "settings");
}

function offerOf(repository: Repository, ownerId: number, because: OfferPlaces["because"]): OfferPlaces {
  return { repository, ownerId, because, at: null };
}

/** A pull request to look at, at the commit it has now. */
export function checkPullRequestOf(
  payload: Payload<"pull_request.opened" | "pull_request.reopened" | "pull_request.synchronize">,
): CheckPullRequest | null {
  const { number, head } = payload.pull_request;
  const repository = repositoryOf(payload);
  if (repository === null || !commitId.test(head.sha)) return null;
  const isFromOwnBranch = head.repo?.id === repository.id && pathOfBranch(head.ref) !== null;
  return { repository, pullRequest: number, head: head.sha, ...(isFromOwnBranch && { isFromOwnBranch }) };
}

/**
 * The workflow files for whose proposals a push matters: those it touched on the default branch, or the one whose branch a person
 * pushed to; null where there are none. What a bot pushes to such a branch is mostly our own; another's is seen with the next event.
 */
export function proposePushedOf(payload: Payload<"push">): ProposePushed | null {
  const repository = repositoryOf(payload);
  const prefix = "refs/heads/";
  if (repository === null || !payload.ref.startsWith(prefix)) return null;
  const branch = payload.ref.slice(prefix.length);
  if (branch === repository.defaultBranch) {
    const paths = touchedWorkflowFiles(payload);
    return paths.length === 0 ? null : { repository, paths };
  }
  const path = payload.sender?.type === "Bot" ? null : pathOfBranch(branch);
  return path === null ? null : { repository, paths: [path] };
}

/** The commits that a push brought into the default branch; null for every other push, of a tag or branch of the same name too. */
export function notePushOf(payload: Payload<"push">): NotePush | null {
  const repository = repositoryOf(payload);
  if (repository === null || payload.ref !== `refs/heads/${repository.defaultBranch}` || payload.deleted)
    return null;
  const commits = [...payload.commits.map(({ id }) => id), payload.after].filter((sha) => commitId.test(sha));
  return {
    repository,
    commits: commits.slice(-mostCommits),
    before: payload.before,
    isHarmless: isHarmless(payload),
  };
}

/** Whether nothing that a push brought can change what a job calls: no dependency, no workflow, no script that installs something. */
function isHarmless(payload: Payload<"push">): boolean {
  const { forced, commits } = payload;
  if (forced || commits.length === 0 || commits.length >= mostCommits - 1) return false;
  const changes = [...touchedFiles(payload)].map((path) => ({ path, lines: null }));
  return findDependencyChanges(changes).length === 0;
}

/** The settings to look at after a push that touched them on the default branch; null for every other push. */
export function checkSettingsOf(payload: Payload<"push">): CheckSettings | null {
  const repository = repositoryOf(payload);
  if (repository === null || payload.ref !== `refs/heads/${repository.defaultBranch}`) return null;
  for (const path of touchedFiles(payload)) if (path === settingsPath) return { repository };
  return null;
}

function touchedWorkflowFiles(payload: Payload<"push">): readonly string[] {
  const paths = new Set<string>();
  for (const path of touchedFiles(payload)) {
    if (workflowFile.test(path)) paths.add(path);
    if (paths.size === mostPaths) break;
  }
  return [...paths];
}

function* touchedFiles({ commits }: Payload<"push">): Iterable<string> {
  for (const { added, modified, removed } of commits) {
    for (const paths of [added, modified, removed]) yield* paths ?? [];
  }
}

/** The repositories that come with an installation that is new, or may do something again, whose earlier runs are learned. */
export function backfilledWith({
  installation,
  repositories,
}: Payload<
  "installation.created" | "installation.unsuspend" | "installation.new_permissions_accepted"
>): readonly Backfill[] {
  return (repositories ?? []).flatMap((repository) => backfillOf(installation.id, repository));
}

/** The installation that may do something again. */
export function installationOf({
  installation,
}: Payload<"installation.unsuspend" | "installation.new_permissions_accepted">): number {
  return installation.id;
}

/** The repositories that were added to an installation. */
export function backfilledFrom({
  installation,
  repositories_added: repositories,
}: Payload<"installation_repositories.added">): readonly Backfill[] {
  return repositories.flatMap((repository) => backfillOf(installation.id, repository));
}

function backfillOf(
  installationId: number,
  { id, full_name: fullName }: { readonly id?: number; readonly full_name?: string },
): Backfill[] {
  const [owner, name] = (fullName ?? "").split("/");
  if (id === undefined || !owner || !name) return [];
  return [{ repository: { installationId, id, owner, name }, again: null }];
}

/** The repositories that the App lost with an installation. */
export function forgottenWith(payload: Payload<"installation.deleted">): readonly Forget[] {
  return (payload.repositories ?? []).map(({ id }) => ({ repositoryId: id }));
}

/** The repositories that were taken out of an installation. */
export function forgottenFrom({
  installation,
  repositories_removed: repositories,
}: Payload<"installation_repositories.removed">): readonly Forget[] {
  return repositories.flatMap(({ id, full_name: fullName }) => {
    if (id === undefined) return [];
    const [owner, name] = (fullName ?? "").split("/");
    // GitHub says the same of a repository that is taken out and of one that goes to another owner.
    const from = owner && name ? { installationId: installation.id, owner, name } : undefined;
    return [{ repositoryId: id, ...(from !== undefined && { from }) }];
  });
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
export function repositoryOf({ installation, repository }: OfRepository): Repository | null {
  const { id, name, owner, default_branch: defaultBranch } = repository;
  if (installation === undefined || !owner?.login || defaultBranch === undefined) return null;
  return { installationId: installation.id, id, owner: owner.login, name, defaultBranch };
}
