import type { components } from "@octokit/openapi-types";
import { iso } from "../clock.ts";
import { type App, apiUrl, type FakeRegistration, type Installation, type World } from "../state/world.ts";
import { userBody } from "./account.ts";

export function appBody(world: World, app: App) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: `A_${app.id}`,
    client_id: app.clientId,
    owner: userBody(world, app.owner),
    name: app.slug,
    description: null,
    external_url: world.origin,
    html_url: `${world.origin}/apps/${app.slug}`,
    created_at: iso(app.createdAt),
    updated_at: iso(app.createdAt),
    permissions: { ...app.permissions },
    events: [...app.events],
  } satisfies components["schemas"]["integration"];
}

/** What GitHub tells once about an App that was registered by a manifest. */
export function registrationBody(world: World, { app, privateKey }: FakeRegistration) {
  return {
    ...appBody(world, app),
    client_secret: app.clientSecret,
    webhook_secret: app.webhookSecret,
    pem: privateKey,
  };
}

export function installationBody(world: World, installation: Installation) {
  const { id, app, account, createdAt, events, suspendedAt } = installation;
  const url = apiUrl(world);
  const body = {
    id,
    client_id: app.clientId,
    account: userBody(world, account),
    repository_selection: "selected" as const,
    access_tokens_url: `${url}/app/installations/${id}/access_tokens`,
    repositories_url: `${url}/installation/repositories`,
    html_url: `${world.origin}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { ...installation.permissions },
    events: [...events],
    created_at: iso(createdAt),
    updated_at: iso(createdAt),
    single_file_name: null,
    suspended_by: suspendedAt === null ? null : userBody(world, account),
    suspended_at: suspendedAt === null ? null : iso(suspendedAt),
  };
  return body satisfies components["schemas"]["installation"];
}
