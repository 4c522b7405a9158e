import { isAncestor } from "../git/history.ts";
import { pullRequestPayload } from "../webhooks/pull-request-payload.ts";
import { type PullIssue, pullsOf, type Repository } from "./repository.ts";
import type { Actor, World } from "./world.ts";

/** Brings the open pull requests from and to a branch up to date after it moved or went away. */
export function followBranch(world: World, repository: Repository, actor: Actor, branch: string): void {
  const sha = repository.refs.get(`refs/heads/${branch}`) ?? null;
  for (const issue of pullsOf(repository)) {
    if (issue.state !== "open") continue;
    if (issue.pull.headRef === branch) followHead(world, repository, actor, { issue, sha });
    else if (issue.pull.baseRef === branch) followBase(world, repository, actor, { issue, sha });
  }
}

interface Moved {
  readonly issue: PullIssue;
  readonly sha: string | null;
}

/** A pull request whose head is gone, or has nothing its base lacks, is closed. */
function followHead(world: World, repository: Repository, actor: Actor, { issue, sha }: Moved): void {
  const before = issue.pull.headSha;
  if (sha !== null) issue.pull.headSha = sha;
  if (sha === null || isAncestor(repository.objects, sha, issue.pull.baseSha)) {
    close(world, repository, actor, issue);
    return;
  }
  issue.updatedAt = world.clock.now();
  const payload = pullRequestPayload(world, { repository, actor, issue, action: "synchronize" });
  world.emit({ event: "pull_request", repository, payload: { ...payload, before, after: sha } });
}

/** A base that has come to hold the head's commits has merged them. */
function followBase(world: World, repository: Repository, actor: Actor, { issue, sha }: Moved): void {
  if (sha === null) {
    close(world, repository, actor, issue);
    return;
  }
  issue.pull.baseSha = sha;
  if (!isAncestor(repository.objects, issue.pull.headSha, sha)) return;
  issue.pull.mergedAt = world.clock.now();
  issue.pull.mergedBy = actor.account;
  issue.pull.mergeCommit = sha;
  close(world, repository, actor, issue);
}

/** Closes a pull request and says so. */
export function close(world: World, repository: Repository, actor: Actor, issue: PullIssue): void {
  issue.state = "closed";
  issue.closedAt = world.clock.now();
  issue.updatedAt = issue.closedAt;
  const payload = pullRequestPayload(world, { repository, actor, issue, action: "closed" });
  world.emit({ event: "pull_request", repository, payload });
}
