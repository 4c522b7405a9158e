import { markTick, type TickCommand } from "../marks/boxes.ts";
import { fileNameOf } from "../run/file-name.ts";
import { code } from "./escape.ts";

/** A Markdown list of boxes, each of which does what it says when somebody who may write ticks it. Empty without boxes. */
export function renderBoxes(commands: readonly TickCommand[]): string {
  return commands.map((command) => `- [ ] ${sayBox(command)} ${markTick(command)}\n`).join("");
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
