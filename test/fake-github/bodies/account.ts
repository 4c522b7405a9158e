import type { components } from "@octokit/openapi-types";
import { iso } from "../clock.ts";
import { type Account, apiUrl, type World } from "../state/world.ts";

export function userBody(world: World, { id, login, type }: Account) {
  const url = `${apiUrl(world)}/users/${encodeURIComponent(login)}`;
  return {
    login,
    id,
    node_id: `U_${id}`,
    avatar_url: `${world.origin}/avatars/${id}`,
    gravatar_id: "",
    url,
    html_url:
      type === "Bot" ? `${world.origin}/apps/${login.replace("[bot]", "")}` : `${world.origin}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: "public",
    site_admin: false,
  } satisfies components["schemas"]["simple-user"];
}

/** A person as their own token is told. */
export function privateUserBody(world: World, account: Account) {
  const unknown = {
    name: null,
    company: null,
    blog: null,
    location: null,
    email: null,
    bio: null,
    hireable: null,
  };
  const none = {
    public_repos: 0,
    public_gists: 0,
    private_gists: 0,
    total_private_repos: 0,
    owned_private_repos: 0,
  };
  return {
    ...userBody(world, account),
    user_view_type: "private",
    ...unknown,
    ...none,
    twitter_username: null,
    notification_email: null,
    followers: 0,
    following: 0,
    created_at: iso(0),
    updated_at: iso(0),
    disk_usage: 0,
    collaborators: 0,
    two_factor_authentication: true,
    plan: { name: "free", space: 0, collaborators: 0, private_repos: 0 },
  } satisfies components["schemas"]["private-user"];
}

/** A team of an organization. */
export function teamBody(world: World, { id: organizationId, login }: Account, slug: string) {
  const id = world.teams.get(`${login}/${slug}`.toLowerCase()) ?? 0;
  const url = `${apiUrl(world)}/organizations/${organizationId}/team/${id}`;
  return {
    id,
    node_id: `T_${id}`,
    name: slug,
    slug,
    description: null,
    privacy: "closed" as const,
    notification_setting: "notifications_enabled" as const,
    permission: "push",
    url,
    html_url: `${world.origin}/orgs/${login}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization" as const,
    organization_id: organizationId,
    parent: null,
  } satisfies components["schemas"]["team"];
}
