import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { until } from "../until.ts";
import { findProcesses } from "./processes.ts";

const vitest = new URL("../../../node_modules/vitest/vitest.mjs", import.meta.url).pathname;

/** Starts a run of its own, whose only test leaves everything and then passes, fails or hangs. */
function startRun(leaves: "passing" | "failing" | "hanging") {
  const child = spawn(process.execPath, [vitest, "run"], {
    cwd: new URL("nested", import.meta.url).pathname,
    env: { ...process.env, LEAVES: leaves },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    said += part;
  });
  const ended = once(child, "close") as Promise<[number | null]>;
  /** The run's folder, once everything was started. */
  const readFolder = () =>
    until(() => {
      const folder = /^folder: (.*)$/m.exec(said)?.[1];
      if (folder === undefined) throw new Error(`nothing was started: ${said}`);
      return folder;
    });
  return { child, ended, readFolder, errors: text(child.stderr) };
}

// Where there is no /proc, nobody can tell whose a process is.
describe.runIf(existsSync("/proc"))("a run", () => {
  test.each(["passing", "failing"] as const)(
    "with a %s test that ends nothing leaves no process and no file, and fails with the names of what still ran",
    async (leaves) => {
      const { ended, readFolder, errors } = startRun(leaves);
      const folder = await readFolder();
      const [status] = await ended;
      expect(status).toBe(1);
      expect(findProcesses(folder)).toEqual([]);
      expect(existsSync(folder)).toBe(false);
      expect(await errors).toMatch(/still running at the end:\n(.*\n)*.*redis-server/);
    },
  );

  test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
    "that is ended by %s leaves no process and no file",
    async (signal) => {
      const { child, ended, readFolder } = startRun("hanging");
      const folder = await readFolder();
      expect(
        findProcesses(folder)
          .map(({ command }) => command)
          .join("\n"),
      ).toMatch(/redis-server(.*\n)*.*deaf/);
      child.kill(signal);
      await ended;
      await until(() => {
        expect(findProcesses(folder)).toEqual([]);
        expect(existsSync(folder)).toBe(false);
      });
    },
  );
});
