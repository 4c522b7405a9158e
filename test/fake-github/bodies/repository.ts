import type { components } from "@octokit/openapi-types";
import { iso } from "../clock.ts";
import { type HeadRepository, pullsOf, type Repository } from "../state/repository.ts";
import { apiUrl, type World } from "../state/world.ts";
import { userBody } from "./account.ts";
import { repositoryUrls } from "./repository-urls.ts";

type Visibility = "public" | "private";

/** The address of a repository within the API. */
export function repositoryUrl(world: World, { owner, name }: Pick<Repository, "owner" | "name">): string {
  return `${apiUrl(world)}/repos/${owner.login}/${name}`;
}

export function pageUrl(world: World, { owner, name }: Pick<Repository, "owner" | "name">): string {
  return `${world.origin}/${owner.login}/${name}`;
}

export function fullName({ owner, name }: Pick<Repository, "owner" | "name">): string {
  return `${owner.login}/${name}`;
}

/** A repository as what belongs to it names it. */
export function repositoryBody(world: World, repository: Repository) {
  const page = pageUrl(world, repository);
  const openIssues = pullsOf(repository).filter(({ state }) => state === "open").length;
  const visibility: Visibility = repository.isPrivate ? "private" : "public";
  const body = {
    ...minimalBody(world, { ...repository, fork: false }),
    git_url: page,
    ssh_url: page,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    language: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 0,
    default_branch: repository.defaultBranch,
    open_issues: openIssues,
    open_issues_count: openIssues,
    topics: [],
    has_issues: repository.hasIssues,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: repository.archived,
    disabled: false,
    visibility,
    license: null,
    pushed_at: iso(repository.pushedAt),
    created_at: iso(repository.createdAt),
    updated_at: iso(repository.createdAt),
    permissions: { admin: false, maintain: false, push: false, triage: false, pull: true },
    web_commit_signoff_required: false,
  };
  return body satisfies components["schemas"]["repository"];
}

/** A repository as it answers for itself. */
export function fullRepositoryBody(world: World, repository: Repository) {
  return {
    ...repositoryBody(world, repository),
    subscribers_count: 0,
    network_count: 0,
  } satisfies components["schemas"]["full-repository"];
}

/** A repository as a workflow run names it. */
export function minimalBody(world: World, repository: HeadRepository & { readonly isPrivate?: boolean }) {
  return {
    id: repository.id,
    node_id: nodeIdOf(repository.id),
    name: repository.name,
    full_name: fullName(repository),
    owner: userBody(world, repository.owner),
    private: repository.isPrivate ?? false,
    description: null,
    fork: repository.fork,
    ...repositoryUrls(repositoryUrl(world, repository), pageUrl(world, repository)),
  } satisfies components["schemas"]["minimal-repository"];
}

export function nodeIdOf(id: number): string {
  return `R_${id}`;
}
