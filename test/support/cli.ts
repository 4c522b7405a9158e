import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const cli = new URL("../../lib/cli.js", import.meta.url).pathname;

/** Runs the built command as a user would. `script/test` builds it first. */
export function egress(
  args: readonly string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
) {
  if (!existsSync(cli)) execFileSync("npm", ["run", "--silent", "build"]);
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], {
    encoding: "utf8",
    cwd: options.cwd,
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, ...options.env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status, stdout, stderr };
}

/** A folder of its own for one test file, removed at the end; `write` puts a file into it and returns its path. */
export function useFolder(): {
  readonly path: string;
  write(name: string, content: string | Buffer): string;
} {
  const path = mkdtempSync(join(tmpdir(), "egress-"));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      writeFileSync(file, content);
      return file;
    },
  };
}
