import type { components } from "@octokit/openapi-webhooks-types";
import { userBody } from "../bodies/account.ts";
import { changedFiles } from "../bodies/diff.ts";
import { pageUrl, repositoryBody } from "../bodies/repository.ts";
import { iso } from "../clock.ts";
import { commitsBetween, isAncestor } from "../git/history.ts";
import type { Commit } from "../git/objects.ts";
import type { Repository } from "../state/repository.ts";
import { type Actor, noReplyAddress, type World } from "../state/world.ts";

const noCommit = "0".repeat(40);

export interface Push {
  readonly repository: Repository;
  readonly actor: Actor;
  /** The full name, `refs/heads/main`. */
  readonly ref: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The payload of a `push` event, without `installation`. */
export function pushPayload(world: World, { repository, actor, ref, before, after }: Push) {
  const { objects, defaultBranch, refs } = repository;
  const page = pageUrl(world, repository);
  // A new branch shows the commits that the default branch does not have.
  const from =
    before ?? (ref === `refs/heads/${defaultBranch}` ? null : refs.get(`refs/heads/${defaultBranch}`));
  const commits =
    after === null
      ? []
      : commitsBetween(objects, from ?? noCommit, after).map((commit) =>
          pushedCommit(world, repository, commit),
        );
  const head = after === null ? undefined : objects.commit(after);
  const full = repositoryBody(world, repository);
  return {
    ref,
    before: before ?? noCommit,
    after: after ?? noCommit,
    base_ref: null,
    created: before === null,
    deleted: after === null,
    forced: before !== null && after !== null && !isAncestor(objects, before, after),
    compare: `${page}/compare/${before ?? noCommit}...${after ?? noCommit}`,
    commits,
    head_commit: head === undefined ? null : pushedCommit(world, repository, head),
    pusher: { name: actor.account.login, email: noReplyAddress(actor.account) },
    repository: full,
    sender: userBody(world, actor.account),
  } satisfies components["schemas"]["webhook-push"];
}

function pushedCommit(world: World, repository: Repository, commit: Commit) {
  const changes = changedFiles(repository, commit.parents[0] ?? null, commit.sha);
  const person = ({ name, email, at }: Commit["author"]) => ({ name, email, date: iso(at) });
  const paths = (chosen: typeof changes) => chosen.map(({ path }) => path);
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: iso(commit.committer.at),
    url: `${pageUrl(world, repository)}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: paths(changes.filter(({ before }) => before === null)),
    removed: paths(changes.filter(({ after }) => after === null)),
    modified: paths(changes.filter(({ before, after }) => before !== null && after !== null)),
  };
}
