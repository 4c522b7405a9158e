import { markTick, readTickMark, type TickCommand } from "../marks/boxes.ts";
import { fileNameOf } from "../run/file-name.ts";
import { code, escapeText } from "./escape.ts";

/**
 * A Markdown list of boxes, each of which does what it says when somebody who may write ticks it. Empty without boxes. What no mark can hold, such
 * as a name with capital letters, gets none.
 */
export function renderBoxes(commands: readonly TickCommand[]): string {
  return commands
    .filter(isMarkable)
    .map((command) => `- [ ] ${sayBox(command)} ${markTick(command)}\n`)
    .join("");
}

function isMarkable(command: TickCommand): boolean {
  return readTickMark(markTick(command)) !== null;
}

/** What stands behind the words of a box that was done. `at` is ISO 8601 UTC. */
export function sayDone(login: string, at: string): string {
  return ` (done for ${escapeText(login)}, ${at.slice(0, 16).replace("T", " ")} UTC)`;
}

/** Why somebody's tick says what it says, for those who read it later. */
export function sayTicked(number: number): string {
  return `ticked in #${number}`;
}

/** The command that does the same as a box; where a reason is needed, it stands for one. */
export function commandOf(command: TickCommand): string {
  const file = fileNameOf(command.path);
  const job = "jobId" in command && command.jobId !== null ? `${file}:${command.jobId}` : file;
  switch (command.kind) {
    case "allow":
      return `/egress allow ${job} ${command.endpoint} REASON`;
    case "deny":
      return `/egress deny ${file} ${command.endpoint}`;
    case "refresh":
    case "ignore":
    case "audit":
    case "propose":
      return `/egress ${command.kind} ${job}`;
  }
}

function sayBox(command: TickCommand): string {
  switch (command.kind) {
    case "allow":
      return `Allow ${code(command.endpoint)}${inJob(command.jobId)}`;
    case "deny":
      return `Deny ${code(command.endpoint)}`;
    case "refresh":
      return "Bring this up to date now";
    case "ignore":
      return `Leave ${sayJob(command)} alone`;
    case "audit":
      return `Return ${sayJob(command)} to audit mode`;
    case "propose":
      return `Propose ${sayJob(command)} anyway`;
  }
}

function inJob(jobId: string | null): string {
  return jobId === null ? "" : ` in ${code(jobId, 100)}`;
}

function sayJob({ path, jobId }: { readonly path: string; readonly jobId: string }): string {
  return code(`${fileNameOf(path)}:${jobId}`, 300);
}
