import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** A process, with its command line. */
export interface FoundProcess {
  readonly id: number;
  readonly parent: number;
  readonly command: string;
}

/**
 * The processes whose temporary folder is the given one, or that work below it. Read from `/proc`: where there is none, as on macOS, none is
 * found.
 */
export function findProcesses(folder: string): readonly FoundProcess[] {
  return listIds().flatMap((id) => {
    const belongs =
      read(id, "environ").includes(`TMPDIR=${folder}`) || isWithin(folder, readWorkingDirectory(id));
    if (!belongs) return [];
    const parent = Number(/^PPid:\s*(\d+)/m.exec(read(id, "status").join(""))?.[1]);
    return [{ id, parent, command: read(id, "cmdline").join(" ").trim() }];
  });
}

function listIds(): readonly number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Texts that a zero byte ends each, where there are any; none for a process that is gone or another user's. */
function read(id: number, file: "environ" | "cmdline" | "status"): readonly string[] {
  try {
    return readFileSync(`/proc/${id}/${file}`, "utf8").split("\0");
  } catch {
    return [];
  }
}

function readWorkingDirectory(id: number): string {
  try {
    return readlinkSync(`/proc/${id}/cwd`);
  } catch {
    return "";
  }
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
