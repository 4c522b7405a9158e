import type { components } from "@octokit/openapi-webhooks-types";
import { userBody } from "../bodies/account.ts";
import { pullBody } from "../bodies/pull.ts";
import { repositoryBody } from "../bodies/repository.ts";
import type { PullIssue, Repository } from "../state/repository.ts";
import type { Actor, World } from "../state/world.ts";

export type PullRequestAction = "opened" | "edited" | "reopened" | "closed" | "synchronize";

/** The payload of a `pull_request` event, without `installation`; `synchronize` also needs `before` and `after`. */
export function pullRequestPayload<Action extends PullRequestAction>(
  world: World,
  {
    repository,
    actor,
    issue,
    action,
    changes = {},
  }: {
    readonly repository: Repository;
    readonly actor: Actor;
    readonly issue: PullIssue;
    readonly action: Action;
    /** What an edited one said before. */
    readonly changes?: {
      readonly title?: { readonly from: string };
      readonly body?: { readonly from: string };
    };
  },
) {
  const pull = pullBody(world, repository, issue) satisfies components["schemas"]["pull-request-webhook"];
  return {
    action,
    number: issue.number,
    pull_request: pull,
    ...(action === "edited" ? { changes } : {}),
    repository: repositoryBody(world, repository),
    sender: userBody(world, actor.account),
  };
}
