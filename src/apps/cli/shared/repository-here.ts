import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** The root of the repository in which the command was called, as a path from there; the working directory where there is none. */
export function findRoot(): string {
  const here = resolve(".");
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, ".git"))) return relative(here, folder) || ".";
  return ".";
}

const remote =
  /^(?:https?:\/\/(?:[^@/]+@)?[^/]+\/|ssh:\/\/[^/]+\/|[^@/:]+@[^:/]+:)([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([\w.-]{1,100}?)(?:\.git)?\/?$/;

/** The repository on GitHub of which this is a clone, `OWNER/REPO`, by the remote `origin`; null where that does not tell. */
export function findRemote(): string | null {
  try {
    const url = execFileSync("git", ["remote", "get-url", "origin"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return readRemote(url.trim());
  } catch {
    return null;
  }
}

/** The same for the address of a remote. */
export function readRemote(url: string): string | null {
  const [, owner, name] = remote.exec(url) ?? [];
  return owner === undefined || name === undefined ? null : `${owner}/${name}`;
}
