import { pinKindOf } from "./pin.ts";
import { compareVersions, noted, parseVersion, type Version } from "./version.ts";
import { releases } from "./version-table.ts";

/** Which version of Harden-Runner a guard step runs, and what says so. */
export type GuardVersion =
  | {
      readonly kind: "exact";
      readonly version: Version;
      /** `comment` is only what somebody wrote behind the pin. */
      readonly by: "tag" | "commit" | "log" | "comment";
    }
  /** A tag or branch that moves on with the releases: it is at least `version`, the newest that is known of it, or at which it stays. */
  | { readonly kind: "moving"; readonly ref: string; readonly version: Version }
  /** A commit that is in no table, or a branch of nobody knows what. */
  | { readonly kind: "unknown"; readonly ref: string };

const movingTag = /^v?(\d{1,4})(?:\.(\d{1,4}))?$/;

/**
 * Finds the version of a guard step: by its tag, by its commit, by the commit that a log names for its very ref, and last by the comment
 * behind the pin. `logged` is null where no log is known.
 */
export function findGuardVersion(
  { ref, comment }: { readonly ref: string; readonly comment: string | null },
  logged: string | null = null,
): GuardVersion {
  const tagged = parseVersion(ref);
  if (tagged !== null) return { kind: "exact", version: tagged, by: "tag" };
  const pinned = pinKindOf(ref) === "commit" ? versionOfCommit(ref) : null;
  if (pinned !== null) return { kind: "exact", version: pinned, by: "commit" };
  const ran = logged === null ? null : versionOfCommit(logged);
  if (ran !== null) return { kind: "exact", version: ran, by: "log" };
  const moving = movingVersion(ref);
  if (moving !== null) return { kind: "moving", ref, version: moving };
  const written = parseVersion(noted.exec(comment ?? "")?.[0] ?? "");
  return pinKindOf(ref) === "commit" && written !== null
    ? { kind: "exact", version: written, by: "comment" }
    : { kind: "unknown", ref };
}

/** What a run fetched for the ref of its step, and when it began: ISO 8601 UTC. */
export interface Fetched {
  readonly commit: string;
  readonly at: string;
}

/**
 * Finds the version that the coming runs of a guard step use. What moves by itself is as new as the newest known release, whatever
 * release the log of a past run names, unless that run began weeks after this release: then it moves no more there, as on an
 * Enterprise Server that copies no newer one.
 */
export function findComingVersion(
  step: { readonly ref: string; readonly comment: string | null },
  logged: Fetched | null,
): GuardVersion {
  const own = findGuardVersion(step);
  if (own.kind !== "moving") return findGuardVersion(step, logged?.commit ?? null);
  const ran = logged === null ? null : versionOfCommit(logged.commit);
  if (logged === null || ran === null || compareVersions(ran, own.version) >= 0) return own;
  const release = releases.find(({ version }) => compareVersions(version, own.version) === 0);
  const isLate = release !== undefined && Date.parse(logged.at) - Date.parse(release.date) > patience;
  return isLate ? { ...own, version: ran } : own;
}

/** The time in which a tag such as `v2` comes to stand at a new release, in ms. */
const patience = 14 * 86_400_000;

/** The release that a commit of Harden-Runner is; null where the table has none. */
export function versionOfCommit(commit: string): Version | null {
  const known = releases.find((release) => release.commit === commit.toLowerCase());
  return known?.version ?? null;
}

/** The newest known release that a tag such as `v2`, or the branch `main`, stands at; null for any other ref. */
function movingVersion(ref: string): Version | null {
  const [, major, minor] = movingTag.exec(ref) ?? [];
  if (major === undefined && ref !== "main") return null;
  const among = releases
    .map(({ version }) => version)
    .filter((version) => major === undefined || version.major === Number(major))
    .filter((version) => minor === undefined || version.minor === Number(minor));
  return among.toSorted(compareVersions).at(-1) ?? null;
}
