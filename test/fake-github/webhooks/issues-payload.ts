import { userBody } from "../bodies/account.ts";
import { repositoryBody } from "../bodies/repository.ts";
import type { Issue, Repository } from "../state/repository.ts";
import type { Actor, World } from "../state/world.ts";
import { issueOfEvent } from "./issue-comment-payload.ts";

/** The payload of an `issues` event about an edit, without `installation`. GitHub sends none for pull requests. */
export function issuesEditedPayload(
  world: World,
  {
    repository,
    actor,
    issue,
    changes,
  }: {
    readonly repository: Repository;
    readonly actor: Actor;
    readonly issue: Issue;
    /** What it said before. */
    readonly changes: {
      readonly title?: { readonly from: string };
      readonly body?: { readonly from: string };
    };
  },
) {
  return {
    action: "edited" as const,
    changes,
    issue: issueOfEvent(world, repository, issue),
    repository: repositoryBody(world, repository),
    sender: userBody(world, actor.account),
  };
}
