import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for everything that one run writes, and by which its processes are known. */
export interface RunFolder {
  readonly path: string;
  /** Ends what still runs and removes the folder. @throws an Error that names what still ran */
  close(): Promise<void>;
}

/**
 * Makes a folder that is this process's temporary one from now on, and that of all processes it starts. A watchdog, a process of its
 * own, ends those and removes the folder when this one ends, however it ends: nothing is left, not even after a `kill -9`.
 */
export function openRunFolder(): RunFolder {
  const before = process.env.TMPDIR;
  const path = mkdtempSync(join(tmpdir(), "egress-run-"));
  process.env.TMPDIR = path;
  const script = new URL("watchdog.ts", import.meta.url).pathname;
  const watchdog = spawn(process.execPath, [script, path], {
    // In a session of its own, as Ctrl-C in a terminal is for everybody in ours; and without the marks of the run, as it is no part of it.
    detached: true,
    cwd: "/",
    env: {},
    stdio: ["pipe", "ignore", "pipe"],
  });
  const closed = once(watchdog, "close") as Promise<[number | null]>;
  let left = "";
  watchdog.stderr.setEncoding("utf8").on("data", (text: string) => {
    left += text;
  });
  // The watchdog must not keep this process from ending.
  watchdog.unref();
  for (const pipe of [watchdog.stdin, watchdog.stderr] as unknown as { unref(): void }[]) pipe.unref();
  return {
    path,
    async close() {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      watchdog.ref();
      watchdog.stdin.end("over\n");
      const [status] = await closed;
      if (left !== "" || status !== 0) throw new Error(left.trimEnd() || `the watchdog ended with ${status}`);
    },
  };
}
