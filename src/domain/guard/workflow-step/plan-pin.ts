import { pinKindOf } from "../../harden-runner/pin.ts";
import { noted } from "../../harden-runner/version.ts";
import type { Release } from "../../harden-runner/version-table.ts";
import { pinRefusalWords } from "../../text/sentences/edit-refusals.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";
import { lineEnd } from "../../workflow/lines.ts";
import type { JobEdit } from "./job-edit.ts";
import type { Splice } from "./splice.ts";

/** How a guard step comes to use another release, or why it cannot. */
export type PinPlan =
  | { readonly ok: true; readonly splices: readonly Splice[]; readonly uses: NonNullable<JobEdit["uses"]> }
  | { readonly ok: false; readonly message: string };

/**
 * Plans to move a guard step to a release: a commit stays a commit, with the version in the comment behind it; the tag of a release
 * stays one. What moves by itself is not touched.
 */
export function planPin(text: string, { uses, ref }: GuardStep, { tag, commit }: Release): PinPlan {
  const kind = pinKindOf(ref);
  if (kind === "moving") return { ok: false, message: pinRefusalWords.movesByItself(ref) };
  const [start = 0, end = 0] = uses.range ?? [];
  const source = text.slice(start, end);
  const quote = source.startsWith('"') || source.startsWith("'") ? 1 : 0;
  if (uses.tag !== undefined || source.slice(quote, source.length - quote) !== uses.value)
    return { ok: false, message: pinRefusalWords.uneditable };
  const next = kind === "commit" ? commit : tag;
  const moved = { at: end - quote - ref.length, remove: ref.length, insert: next };
  const noting = noteVersion(text, end, tag, kind === "commit");
  return {
    ok: true,
    splices: [moved, ...(noting === null ? [] : [noting])],
    uses: { value: `${uses.value.slice(0, -ref.length)}${next}`, tag: kind === "commit" ? tag : null },
  };
}

/** Behind a comment's `#`, a tag of which only the beginning is given, such as `v2`. */
const shortTag = /(?<![\w.])v\d{1,4}(?:\.\d{1,4})?(?![\w.])/;
/** The rest of a line up to its comment, as far as no quoted text hides a `#`. */
const beforeComment = /^(?:[^#]*[^#\s])?([ \t]+)#/;

/**
 * Makes the comment at the end of the line say the version, in the style that it has. A comment that says something else stays, behind
 * the version. Without one a comment is added where the pin needs it.
 */
function noteVersion(text: string, from: number, tag: string, isNeeded: boolean): Splice | null {
  const end = lineEnd(text, from);
  const rest = text.slice(from, end);
  const before = beforeComment.exec(rest)?.[0].length;
  if (before === undefined)
    return isNeeded ? { at: from + rest.trimEnd().length, remove: 0, insert: ` # ${tag}` } : null;
  const comment = rest.slice(before);
  const written = noted.exec(comment) ?? (isNeeded ? shortTag.exec(comment) : null);
  if (written !== null) {
    const [version] = written;
    const insert = version.startsWith("v") ? tag : tag.slice(1);
    return { at: from + before + written.index, remove: version.length, insert };
  }
  return isNeeded ? { at: from + before - 1, remove: 0, insert: `# ${tag} ` } : null;
}
