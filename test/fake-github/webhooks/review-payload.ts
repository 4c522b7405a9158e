import { userBody } from "../bodies/account.ts";
import { pullSimpleBody, reviewBody } from "../bodies/pull.ts";
import { repositoryBody } from "../bodies/repository.ts";
import type { PullIssue, Repository, Review } from "../state/repository.ts";
import type { Actor, World } from "../state/world.ts";

/** The payload of a `pull_request_review` event, without `installation`. */
export function pullRequestReviewPayload(
  world: World,
  {
    repository,
    actor,
    issue,
    review,
  }: {
    readonly repository: Repository;
    readonly actor: Actor;
    readonly issue: PullIssue;
    readonly review: Review;
  },
) {
  const body = reviewBody(world, repository, issue, review);
  return {
    action: "submitted" as const,
    review: { ...body, state: body.state.toLowerCase() },
    pull_request: pullSimpleBody(world, repository, issue),
    repository: repositoryBody(world, repository),
    sender: userBody(world, actor.account),
  };
}
