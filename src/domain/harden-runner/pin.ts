import { parseVersion } from "./version.ts";

/** How a guard step names its version: by a commit, by the tag of one release, or by what moves on by itself. */
export type PinKind = "commit" | "tag" | "moving";

const commitId = /^[0-9a-f]{40}$/i;

/** Tells what stands behind the `@`. */
export function pinKindOf(ref: string): PinKind {
  if (commitId.test(ref)) return "commit";
  return parseVersion(ref) === null ? "moving" : "tag";
}
