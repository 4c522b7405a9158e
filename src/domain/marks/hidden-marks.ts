import { createHash } from "node:crypto";

// Comments within comments, which GitHub shows to nobody, and by which the bot knows again what it has said already.

/** Of the answer to a comment. */
export function markAnswer(commentId: number): string {
  return hide(`answer=${commentId}`);
}

/** Of the word that boxes could not be obeyed which somebody ticked. `key` names the one edit. */
export function markTicks(key: string): string {
  return hide(`ticks=${createHash("sha256").update(key).digest("hex").slice(0, 16)}`);
}

/** Of what was said when a pull request was closed with its branch at that commit. */
export function markClosed(head: string | undefined): string {
  return hide(`closed=${head}`);
}

/** Of the word that a branch is left to the people who work on it. */
export const handsOffMark = hide("hands-off");

/** Of the word that the list of an approved pull request has got these entries. */
export function markGrown(added: readonly string[]): string {
  return hide(`grown=${createHash("sha256").update(added.join("\n")).digest("hex").slice(0, 16)}`);
}

/** Of the word that the bot may not propose, on its open pull request. */
export const notPermittedMark = hide("not-permitted");

/** Of the issue that says the same where there is none. */
export const notPermittedIssueMark = hide("issue=not-permitted");

/** Of the one issue about all alarms of a repository, as an earlier release wrote it. */
export const formerAlarmMark = hide("issue=not-enforced");

/** Of the comment on a merged pull request that tells how its jobs fared. */
export const afterMergeMark = hide("after-merge");

function hide(mark: string): string {
  return `<!-- egress-bot:${mark} -->`;
}
