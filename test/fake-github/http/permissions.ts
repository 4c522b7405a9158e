import { hasRole, type Repository, type Role, roleOf } from "../state/repository.ts";
import type { App, World } from "../state/world.ts";
import { ApiError, notAccessible, notFound } from "./api-error.ts";
import type { Caller } from "./caller.ts";

/** `contents:write` and so on. */
export type Permission = `${string}:${"read" | "write"}`;

/**
 * Lets a caller pass who has one of the permissions in the repository, and notes which one an App made use of.
 * A person needs the role instead: `read` to read, `write` to write, unless the route names another.
 * @throws ApiError 403, or 404 where the caller must not know that the repository exists
 */
export function authorize(
  world: World,
  caller: Caller,
  repository: Repository,
  { anyOf, role }: { readonly anyOf: readonly Permission[]; readonly role?: Role | undefined },
): void {
  const writes = anyOf.some((permission) => permission.endsWith(":write"));
  switch (caller.kind) {
    case "app":
    case "anonymous":
      throw new ApiError(401, "Requires authentication");
    case "user": {
      const has = roleOf(repository, caller.account);
      if (has === "none") throw notFound();
      // In a person's name an App sees no more than both may see.
      if (caller.app !== null && repository.isPrivate && !isInstalledOn(world, caller.app, repository))
        throw notFound();
      if (!hasRole(has, role ?? (writes ? "write" : "read"))) {
        throw new ApiError(403, "Must have write access to the repository.");
      }
      break;
    }
    case "installation": {
      if (!reaches(caller, repository)) {
        if (repository.isPrivate) throw notFound();
        // Anybody reads what is public, but for what only people who may write see.
        if (writes || role !== undefined) throw notAccessible("");
        break;
      }
      const used = anyOf.find((permission) => isGranted(caller, permission));
      if (used === undefined) throw notAccessible(anyOf.map((one) => one.replace(":", "=")).join("; "));
      world.usedPermissions.add(used);
    }
  }
  if (writes && repository.archived) throw new ApiError(403, "Repository was archived so is read-only.");
}

function isInstalledOn(world: World, app: App, { id }: Repository): boolean {
  return [...world.installations.values()].some(
    (installation) => installation.app === app && installation.repositories.has(id),
  );
}

/** Whether the repository is among those the token was made for. */
export function reaches(caller: Caller & { kind: "installation" }, { id }: Repository): boolean {
  return caller.installation.repositories.has(id) && (caller.repositories?.has(id) ?? true);
}

/** Every App may read metadata; `write` includes `read`. */
export function isGranted(caller: Caller & { kind: "installation" }, permission: Permission): boolean {
  const [name = "", level = ""] = permission.split(":");
  if (permission === "metadata:read") return true;
  const granted = caller.permissions[name];
  return granted !== undefined && (level === "read" || granted !== "read");
}
