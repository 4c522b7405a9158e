import { randomBytes } from "node:crypto";
import type { components } from "@octokit/openapi-types";
import { z } from "zod";
import { privateUserBody } from "../bodies/account.ts";
import { appBody, installationBody, registrationBody } from "../bodies/app.ts";
import { repositoryBody } from "../bodies/repository.ts";
import { iso } from "../clock.ts";
import { ApiError, notFound, suspended } from "../http/api-error.ts";
import { type Caller, limitKeyOf } from "../http/caller.ts";
import { reaches } from "../http/permissions.ts";
import { findRepository, json, list, numberIn, pageQuery, plainRoute, type Route } from "../http/route.ts";
import { type App, apiUrl, type Installation, type Permissions, type World } from "../state/world.ts";
import { deliveryItem } from "../webhooks/delivery-body.ts";
import type { WebhookSender } from "../webhooks/sender.ts";

const tokenLife = 3_600_000;
/** GitHub forgets what it delivered after so many ms. */
const deliveryLife = 3 * 86_400_000;

const tokenBody = z.strictObject({
  repositories: z.array(z.string()).optional(),
  repository_ids: z.array(z.number()).optional(),
  permissions: z.record(z.string(), z.enum(["read", "write", "admin"])).optional(),
});

/** The routes about Apps, installations and limits. */
export function appRoutes(sender: WebhookSender): readonly Route[] {
  return [
    plainRoute({
      method: "GET",
      path: "/app",
      answer: ({ world, caller }) => json(200, appBody(world, appOf(caller))),
    }),
    plainRoute({
      method: "POST",
      path: "/app-manifests/{code}/conversions",
      isAnonymous: true,
      answer({ world, params }) {
        const code = params.code ?? "";
        const registration = world.registrations.get(code);
        if (registration === undefined) throw notFound();
        world.registrations.delete(code);
        return json(201, registrationBody(world, registration));
      },
    }),
    plainRoute({
      method: "GET",
      path: "/user",
      answer({ world, caller }) {
        if (caller.kind !== "user") throw new ApiError(403, "Resource not accessible by integration");
        return json(200, privateUserBody(world, caller.account));
      },
    }),
    plainRoute({
      method: "GET",
      path: "/app/hook/deliveries",
      query: z.strictObject({
        per_page: pageQuery.per_page,
        cursor: z
          .string()
          .regex(/^\d{1,15}$/)
          .optional(),
        status: z.enum(["success", "failure"]).optional(),
      }),
      answer({ world, caller, query }) {
        const { id: appId } = appOf(caller);
        const size = Number(query.per_page ?? 30);
        const found = sender.deliveries
          .filter((delivery) => delivery.appId === appId)
          .filter(({ at }) => at > world.clock.now() - deliveryLife)
          .filter(({ id }) => query.cursor === undefined || id < Number(query.cursor))
          .filter(
            ({ statusCode }) =>
              query.status === undefined || isOk(statusCode) === (query.status === "success"),
          )
          .sort((a, b) => b.id - a.id);
        const shown = found.slice(0, size);
        const next = new URL(`${apiUrl(world)}/app/hook/deliveries`);
        next.searchParams.set("per_page", String(size));
        next.searchParams.set("cursor", String(shown.at(-1)?.id));
        const link = `<${next.href}>; rel="next"`;
        return json(200, shown.map(deliveryItem), found.length > size ? { link } : {});
      },
    }),
    plainRoute({
      method: "POST",
      path: "/app/hook/deliveries/{delivery_id}/attempts",
      answer({ world, caller, params }) {
        const { id: appId } = appOf(caller);
        const id = numberIn(params, "delivery_id");
        const delivery = sender.deliveries.find((one) => one.id === id && one.appId === appId);
        if (delivery === undefined || delivery.at <= world.clock.now() - deliveryLife) throw notFound();
        sender.sendAgain(delivery);
        return json(202, {});
      },
    }),
    plainRoute({
      method: "POST",
      path: "/app/installations/{installation_id}/access_tokens",
      body: tokenBody,
      answer({ world, caller, params, body }) {
        const installation = installationOf(world, appOf(caller), numberIn(params, "installation_id"));
        if (installation.suspendedAt !== null) throw suspended();
        return json(201, createToken(world, installation, body));
      },
    }),
    plainRoute({
      method: "GET",
      path: "/repos/{owner}/{repo}/installation",
      answer({ world, caller, params }) {
        const { id } = findRepository(world, params);
        const app = appOf(caller);
        for (const installation of world.installations.values()) {
          if (installation.app === app && installation.repositories.has(id)) {
            return json(200, installationBody(world, installation));
          }
        }
        throw notFound();
      },
    }),
    plainRoute({
      method: "GET",
      path: "/app/installations/{installation_id}",
      answer({ world, caller, params }) {
        const installation = installationOf(world, appOf(caller), numberIn(params, "installation_id"));
        return json(200, installationBody(world, installation));
      },
    }),
    plainRoute({
      method: "GET",
      path: "/app/installations",
      query: z.strictObject(pageQuery),
      answer({ world, caller }) {
        const app = appOf(caller);
        const own = [...world.installations.values()].filter((installation) => installation.app === app);
        return list(own.map((installation) => installationBody(world, installation)));
      },
    }),
    plainRoute({
      method: "GET",
      path: "/installation/repositories",
      query: z.strictObject(pageQuery),
      answer({ world, caller }) {
        if (caller.kind !== "installation")
          throw new ApiError(403, "You must authenticate with an installation access token");
        const reached = [...world.repositories.values()].filter((repository) => reaches(caller, repository));
        return list(
          reached.map((repository) => repositoryBody(world, repository)),
          "repositories",
        );
      },
    }),
    plainRoute({
      method: "GET",
      path: "/rate_limit",
      answer({ limits, caller }) {
        const core = limits.state(limitKeyOf(caller));
        const graphql = limits.state(`${limitKeyOf(caller)} graphql`);
        return json(200, {
          resources: { core, graphql, search: core },
          rate: core,
        } satisfies components["schemas"]["rate-limit-overview"]);
      },
    }),
  ];
}

/** @throws ApiError 401 for all but an App that shows its JWT */
function appOf(caller: Caller): App {
  if (caller.kind === "app") return caller.app;
  throw new ApiError(401, "A JSON web token could not be decoded");
}

function installationOf(world: World, app: App, id: number): Installation {
  const installation = world.installations.get(id);
  if (installation === undefined || installation.app !== app) throw notFound();
  return installation;
}

/** A token of an installation, with all its permissions unless fewer are wanted. */
export function createToken(world: World, installation: Installation, body: z.infer<typeof tokenBody>) {
  const permissions = narrowed(installation.permissions, body.permissions);
  const repositories = chosenRepositories(world, installation, body);
  const token = newToken(installation);
  const expiresAt = world.clock.now() + tokenLife;
  world.tokens.set(token, { kind: "installation", installation, permissions, repositories, expiresAt });
  return {
    token,
    expires_at: iso(expiresAt),
    permissions: { ...permissions },
    repository_selection: "selected" as const,
  } satisfies components["schemas"]["installation-token"];
}

/** As GitHub makes them since 2026: about 520 characters, with the App's number and three parts behind dots. */
function newToken({ app }: Installation): string {
  const part = (bytes: number) => randomBytes(bytes).toString("base64url");
  return `ghs_${app.id}_${part(27)}.${part(93)}.${part(264)}`;
}

/** A token may have less than its installation, never more. */
function narrowed(granted: Permissions, wanted: Permissions | undefined): Permissions {
  for (const [name, level] of Object.entries(wanted ?? {})) {
    const has = granted[name];
    if (has === undefined || (level !== "read" && has === "read")) {
      throw new ApiError(422, "The permissions requested are not granted to this installation.");
    }
  }
  return wanted ?? granted;
}

function chosenRepositories(
  world: World,
  installation: Installation,
  { repositories, repository_ids }: z.infer<typeof tokenBody>,
): ReadonlySet<number> | null {
  if (repositories === undefined && repository_ids === undefined) return null;
  const chosen = [...world.repositories.values()].filter(
    ({ id, name }) =>
      installation.repositories.has(id) && (repositories?.includes(name) || repository_ids?.includes(id)),
  );
  if (chosen.length < (repositories?.length ?? 0) + (repository_ids?.length ?? 0)) {
    throw new ApiError(422, "There is at least one repository that does not exist or is not accessible.");
  }
  return new Set(chosen.map(({ id }) => id));
}

function isOk(statusCode: number): boolean {
  return statusCode >= 200 && statusCode <= 299;
}
