import { createHash } from "node:crypto";

/** The wanted allow-lists by job id. */
export type Lists = ReadonlyMap<string, readonly string[]>;

/**
 * A digest of what is proposed: equal for equal lists, or entries to add, and the same jobs that are to record only, in whatever
 * order they come. Lists that are to be policies of the Policy Store, of these names, are others. The jobs that only get another release
 * of Harden-Runner count, and not which: who said no is not asked again with each release. Hexadecimal SHA-256.
 */
export function digestOf(
  lists: Lists,
  returned: readonly string[] = [],
  policies: readonly string[] = [],
  moved: readonly string[] = [],
): string {
  const jobs = [...lists]
    .map(([job, entries]) => [job, [...new Set(entries)].sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  // Proposals that were rejected before there were others keep their digests.
  if (returned.length === 0 && policies.length === 0 && moved.length === 0)
    return sha256(JSON.stringify(jobs));
  return sha256(
    JSON.stringify({
      jobs,
      ...(returned.length > 0 && { returned: [...returned].sort() }),
      ...(policies.length > 0 && { policies: [...policies].sort() }),
      ...(moved.length > 0 && { moved: [...moved].sort() }),
    }),
  );
}

/** What a pull request's body says about itself, unseen. */
export interface Marks {
  /** Of the lists it proposes or proposed; null where the bot closed it as moot, or somebody took the mark out. */
  readonly digest: string | null;
  /** Of the text that the bot wrote; null where there is none. */
  readonly text: string | null;
}

/** A body with its marks, which stand at its end where they are shown to nobody. `digest` is null for a moot proposal. */
export function markBody(text: string, digest: string | null): string {
  const marks = digest === null ? "" : `<!-- egress-bot:digest=${digest} -->\n`;
  return `${text.trimEnd()}\n\n${marks}<!-- egress-bot:text=${sha256(text.trimEnd())} -->\n`;
}

/** The length in characters that the marks add to a body, at most. */
export const marksLength = 300;

/** Reads the marks of a body, as GitHub gives it. */
export function readMarks(body: string | null): Marks {
  const [, digest = null] = /<!-- egress-bot:digest=([0-9a-f]{64}) -->/.exec(body ?? "") ?? [];
  const [, text = null] = /<!-- egress-bot:text=([0-9a-f]{64}) -->/.exec(body ?? "") ?? [];
  return { digest, text };
}

/**
 * Whether two bodies say the same: whole, for a mark may be kept where all else was changed. Boxes that somebody ticked, line ends and
 * white space at the end do not count.
 */
export function isSameBody(a: string | null, b: string | null): boolean {
  return plainBody(a) === plainBody(b);
}

function plainBody(body: string | null): string {
  return (body ?? "")
    .replaceAll("\r\n", "\n")
    .replace(/^(\s*[-*] )\[[xX]\]/gm, "$1[ ]")
    .trimEnd();
}

/** The body without the mark of what it proposes: that of a proposal that is closed because it became moot. */
export function unmarkBody(body: string | null): string {
  return (body ?? "").replace(/<!-- egress-bot:digest=[0-9a-f]{64} -->\n?/g, "");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
