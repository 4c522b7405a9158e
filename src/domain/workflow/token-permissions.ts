import { isMap, isScalar, type Node, type Pair } from "yaml";
import type { Job, WorkflowFile } from "./workflow-file.ts";
import { findPair } from "./yaml-map.ts";

/** What a job's `GITHUB_TOKEN` may do, as far as its workflow file says: by the job's `permissions`, or else by the workflow's. */
export type TokenPermissions =
  /** Every scope that is not named is `none`. */
  | { readonly kind: "map"; readonly scopes: ReadonlyMap<string, Level> }
  /** Each reads, or reads and writes, everything, id-token among it: so GitHub's own runner reads it (actions/runner, `ConvertToPermissions`). */
  | { readonly kind: "read-all" | "write-all" }
  /** Neither names any: the repository's or the organisation's default holds, or what a caller grants. */
  | { readonly kind: "default" }
  | { readonly kind: "unreadable"; readonly node: Node | null };

export type Level = "none" | "read" | "write";

/** The entry `permissions` of a job, or else of its workflow; null where neither has one. */
export function findPermissions(
  file: Pick<WorkflowFile, "root">,
  job: Pick<Job, "map">,
): { readonly pair: Pair; readonly isJobs: boolean } | null {
  const own = job.map === null ? null : findPair(job.map, "permissions");
  if (own !== null) return { pair: own, isJobs: true };
  const all = findPair(file.root, "permissions");
  return all === null ? null : { pair: all, isJobs: false };
}

/** Reads what the token of a job may do. */
export function readTokenPermissions(
  file: Pick<WorkflowFile, "root" | "resolve">,
  job: Pick<Job, "map">,
): TokenPermissions {
  const found = findPermissions(file, job);
  return found === null ? { kind: "default" } : readPermissions(file.resolve(found.pair.value));
}

function readPermissions(value: unknown): TokenPermissions {
  if (isScalar(value) && (value.value === "read-all" || value.value === "write-all"))
    return { kind: value.value };
  if (!isMap(value)) return { kind: "unreadable", node: (value ?? null) as Node | null };
  const scopes = new Map<string, Level>();
  for (const { key, value: level } of value.items) {
    if (!isScalar(key) || !isScalar(level) || !scopeName.test(String(key.value)) || !isLevel(level.value))
      return { kind: "unreadable", node: key as Node };
    scopes.set(String(key.value), level.value);
  }
  return { kind: "map", scopes };
}

const scopeName = /^[a-z]+(?:-[a-z]+)*$/;

function isLevel(value: unknown): value is Level {
  return value === "none" || value === "read" || value === "write";
}

/** Whether a job may ask for an OIDC token; null where the file does not say. */
export function grantsIdToken(permissions: TokenPermissions): boolean | null {
  switch (permissions.kind) {
    case "map":
      return permissions.scopes.get("id-token") === "write";
    case "read-all":
      return false;
    case "write-all":
      return true;
    case "default":
    case "unreadable":
      return null;
  }
}

/** Whether the second is the first with `id-token: write`, and every other scope is as it was. */
export function isSameButIdToken(before: TokenPermissions, after: TokenPermissions): boolean {
  if (before.kind !== after.kind) return false;
  if (before.kind !== "map" || after.kind !== "map") return before.kind === "write-all";
  const scopes = new Set([...before.scopes.keys(), ...after.scopes.keys()]);
  scopes.delete("id-token");
  return (
    after.scopes.get("id-token") === "write" &&
    [...scopes].every((scope) => (before.scopes.get(scope) ?? "none") === (after.scopes.get(scope) ?? "none"))
  );
}
