import { z } from "zod";
import { installationBody } from "../bodies/app.ts";
import { repositoryBody } from "../bodies/repository.ts";
import { ApiError, notFound } from "../http/api-error.ts";
import type { Caller } from "../http/caller.ts";
import { list, noContent, numberIn, pageQuery, plainRoute, type Route } from "../http/route.ts";
import { permissionsOf, type Repository, roleOf } from "../state/repository.ts";
import type { Installation, World } from "../state/world.ts";

/** The routes about what a person may see of an App's installations, and about the person's token. */
export const viewerRoutes: readonly Route[] = [
  plainRoute({
    method: "GET",
    path: "/user/installations",
    query: z.strictObject(pageQuery),
    answer({ world, caller }) {
      const viewer = viewerOf(caller);
      const own = [...world.installations.values()].filter(
        (installation) =>
          installation.app === viewer.app && reachable(world, installation, viewer).length > 0,
      );
      return list(
        own.map((installation) => installationBody(world, installation)),
        "installations",
      );
    },
  }),
  plainRoute({
    method: "GET",
    path: "/user/installations/{installation_id}/repositories",
    query: z.strictObject(pageQuery),
    answer({ world, caller, params }) {
      const viewer = viewerOf(caller);
      const installation = world.installations.get(numberIn(params, "installation_id"));
      const repositories = installation === undefined ? [] : reachable(world, installation, viewer);
      if (installation === undefined || repositories.length === 0) throw notFound();
      return list(
        repositories.map((repository) => ({
          ...repositoryBody(world, repository),
          permissions: permissionsOf(roleOf(repository, viewer.account)),
        })),
        "repositories",
      );
    },
  }),
  plainRoute({
    method: "DELETE",
    path: "/applications/{client_id}/token",
    body: z.strictObject({ access_token: z.string() }),
    answer({ world, caller, params, body }) {
      if (caller.kind !== "app" || caller.app.clientId !== params.client_id) throw notFound();
      const token = world.tokens.get(body.access_token);
      if (token?.kind !== "user" || token.app !== caller.app) throw new ApiError(422, "Validation Failed");
      world.tokens.delete(body.access_token);
      return noContent;
    },
  }),
];

type Viewer = Extract<Caller, { readonly kind: "user" }>;

/** @throws ApiError 403 for all but a token that an App has for a person */
function viewerOf(caller: Caller): Viewer {
  if (caller.kind === "user" && caller.app !== null) return caller;
  throw new ApiError(403, "You must authenticate with an access token authorized to a GitHub App");
}

/** What is public counts only for those who were let in. */
function reachable(world: World, { repositories }: Installation, { account }: Viewer): readonly Repository[] {
  return [...world.repositories.values()].filter(
    (repository) =>
      repositories.has(repository.id) &&
      (repository.owner.id === account.id || repository.collaborators.has(account.login.toLowerCase())) &&
      roleOf(repository, account) !== "none",
  );
}
