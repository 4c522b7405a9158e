import { compareVersions, parseVersion } from "./version.ts";
import { releases } from "./version-table.ts";

/** A tag of Harden-Runner as GitHub has it, and its commit. */
export interface UpstreamTag {
  readonly tag: string;
  readonly commit: string;
}

/** What GitHub's tags say that the table does not. They inform; what is proposed follows from the table alone. */
export interface Upstream {
  /** The releases that are newer than the newest of the table, the newest first. */
  readonly newer: readonly UpstreamTag[];
  /** The tags of which the table has another commit: somebody has moved them, or the table is wrong. */
  readonly moved: readonly (UpstreamTag & { readonly known: string })[];
}

/** Where GitHub was not asked, or out of reach. */
export const noUpstream: Upstream = { newer: [], moved: [] };

/** Compares GitHub's tags with the table. Tags that move by themselves, such as `v2`, are no releases. */
export function compareWithTable(tags: readonly UpstreamTag[]): Upstream {
  const known = new Map(releases.map((release) => [release.tag, release]));
  const newest = releases.at(-1);
  const newer = tags.flatMap((one) => {
    const version = parseVersion(one.tag);
    const isNewer = version !== null && newest !== undefined && compareVersions(version, newest.version) > 0;
    return isNewer ? [{ one, version }] : [];
  });
  return {
    newer: newer.toSorted((a, b) => compareVersions(b.version, a.version)).map(({ one }) => one),
    moved: tags.flatMap(({ tag, commit }) => {
      const release = known.get(tag);
      const isMoved = release !== undefined && release.commit !== commit.toLowerCase();
      return isMoved ? [{ tag, commit, known: release.commit }] : [];
    }),
  };
}
