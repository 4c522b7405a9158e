import { addAccount, type World } from "./world.ts";

/** A world without Apps, people and repositories, but for the account by which GitHub commits. */
export function createWorld(parts: Pick<World, "clock" | "origin" | "logOrigin" | "nextId" | "emit">): World {
  const world: World = {
    ...parts,
    accounts: new Map(),
    apps: new Map(),
    registrations: new Map(),
    installations: new Map(),
    tokens: new Map(),
    repositories: new Map(),
    formerNames: new Map(),
    teams: new Map(),
    usedPermissions: new Set(),
  };
  addAccount(world, { login: "web-flow", id: 19_864_447, type: "User" });
  return world;
}
