import type { Upstream } from "../harden-runner/upstream.ts";
import { releases } from "../harden-runner/version-table.ts";
import { sayMovedTag, sayNewerRelease } from "./sentences/versions.ts";

const mostTags = 5;

/** Something that GitHub's tags of Harden-Runner say and the bot did not know; `line` is a sentence without its full stop. */
export interface UpstreamLine {
  readonly line: string;
  readonly isAlarm: boolean;
}

/** Says what GitHub's tags tell beside the table, the alarms first. */
export function describeUpstream({ moved, newer }: Upstream): readonly UpstreamLine[] {
  const [newest] = newer;
  const known = releases.at(-1)?.tag ?? "";
  return [
    ...moved.slice(0, mostTags).map(({ tag, commit, known: own }) => ({
      line: sayMovedTag(tag, commit, own),
      isAlarm: true,
    })),
    ...(newest === undefined ? [] : [{ line: sayNewerRelease(newest.tag, known), isAlarm: false }]),
  ];
}
