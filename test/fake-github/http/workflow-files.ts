import { changedFiles } from "../bodies/diff.ts";
import { changesBetween, type Files } from "../git/files.ts";
import { ancestry } from "../git/history.ts";
import type { Repository } from "../state/repository.ts";
import type { World } from "../state/world.ts";
import { ApiError, notFound } from "./api-error.ts";
import type { Caller } from "./caller.ts";
import { isGranted } from "./permissions.ts";

const folder = ".github/workflows/";

/** Refuses an App without `workflows: write` a commit that brings a changed workflow file. @throws ApiError 403 */
export function checkPushedWorkflows(
  world: World,
  caller: Caller,
  repository: Repository,
  sha: string,
): void {
  if (caller.kind !== "installation") return;
  const known = new Set<string>();
  for (const head of repository.refs.values()) {
    for (const ancestor of ancestry(repository.objects, head).keys()) known.add(ancestor);
  }
  for (const commit of ancestry(repository.objects, sha).values()) {
    if (known.has(commit.sha)) continue;
    const changes = changedFiles(repository, commit.parents[0] ?? null, commit.sha);
    checkPaths(
      world,
      caller,
      changes.map(({ path }) => path),
    );
  }
}

/**
 * The same for a tree that is built on another. A person's token without the scope `workflow` is told that there is no such thing.
 * @throws ApiError 403 or 404
 */
export function checkTreeWorkflows(world: World, caller: Caller, before: Files, after: Files): void {
  const paths = changesBetween(before, after).map(({ path }) => path);
  if (caller.kind === "installation") checkPaths(world, caller, paths);
  if (caller.kind !== "user" || caller.scopes.includes("workflow")) return;
  if (paths.some((path) => path.startsWith(folder))) throw notFound();
}

function checkPaths(world: World, caller: Caller & { kind: "installation" }, paths: readonly string[]): void {
  const path = paths.find((changed) => changed.startsWith(folder));
  if (path === undefined) return;
  if (!isGranted(caller, "workflows:write")) {
    throw new ApiError(
      403,
      `refusing to allow a GitHub App to create or update workflow \`${path}\` without \`workflows\` permission`,
      { headers: { "x-accepted-github-permissions": "contents=write,workflows=write" } },
    );
  }
  world.usedPermissions.add("workflows:write");
}
