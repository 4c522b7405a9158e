import { createHash } from "node:crypto";

/**
 * Whether an account is an App's. GitHub signs the commits that an App makes, and by that the bot knows its own; those that it makes with a
 * person's token carry a mark instead. Only the logins of Apps have brackets.
 */
export function isAppLogin(login: string): boolean {
  return login.endsWith("[bot]");
}

/** The message of a commit with the mark of the file that it is about, as a trailer. */
export function markCommit(message: string, text: string): string {
  return `${message.trimEnd()}\n\nEgress-Bot-File: ${digestOf(text)}\n`;
}

/** Whether a commit's message carries a mark at all. */
export function isMarkedCommit(message: string): boolean {
  return readMark(message) !== null;
}

/** Whether a commit is about the file as it is: who amends a commit keeps its message, but not its mark's meaning. */
export function marksFile(message: string, text: string | null): boolean {
  return text !== null && readMark(message) === digestOf(text);
}

function readMark(message: string): string | null {
  return /\n\nEgress-Bot-File: ([0-9a-f]{64})\s*$/.exec(message)?.[1] ?? null;
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
