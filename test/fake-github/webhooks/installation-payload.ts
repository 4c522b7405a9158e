import type { components } from "@octokit/openapi-webhooks-types";
import { userBody } from "../bodies/account.ts";
import { installationBody } from "../bodies/app.ts";
import { fullName } from "../bodies/repository.ts";
import type { Repository } from "../state/repository.ts";
import type { Account, Installation, World } from "../state/world.ts";

export type InstallationAction = "created" | "deleted" | "suspend" | "unsuspend" | "new_permissions_accepted";

/** The payload of an `installation` event. */
export function installationPayload<Action extends InstallationAction>(
  world: World,
  {
    installation,
    repositories,
    action,
    sender,
  }: {
    readonly installation: Installation;
    readonly repositories: readonly Repository[];
    readonly action: Action;
    readonly sender: Account;
  },
) {
  return {
    action,
    installation: installationBody(world, installation),
    repositories: repositories.map(shortBody),
    requester: null,
    sender: userBody(world, sender),
  };
}

/** The payload of an `installation_repositories` event. */
export function installationRepositoriesPayload<Action extends "added" | "removed">(
  world: World,
  {
    installation,
    repositories,
    action,
    sender,
  }: {
    readonly installation: Installation;
    readonly repositories: readonly Repository[];
    readonly action: Action;
    readonly sender: Account;
  },
) {
  const list = repositories.map(shortBody);
  return {
    action,
    installation: installationBody(world, installation),
    repository_selection: "selected" as const,
    repositories_added: action === "added" ? list : [],
    repositories_removed: action === "removed" ? list : [],
    requester: null,
    sender: userBody(world, sender),
  };
}

function shortBody(repository: Repository) {
  const { id, nodeId, name, isPrivate } = repository;
  return {
    id,
    node_id: nodeId,
    name,
    full_name: fullName(repository),
    private: isPrivate,
  } satisfies components["schemas"]["webhooks_repositories"][number];
}
