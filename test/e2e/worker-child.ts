import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { buildCommand } from "../support/cli.ts";
import { environmentOf, testPace } from "./bot.ts";

/** Starts a worker as a process of its own, so that it can be killed; resolves when it works. */
export async function startWorkerChild(parts: Parameters<typeof environmentOf>[0]): Promise<ChildProcess> {
  buildCommand();
  const script = new URL("worker-process.mjs", import.meta.url).pathname;
  const pace = { ...testPace, lockDuration: 1_500, stalledInterval: 300, drain: 100 };
  const options = JSON.stringify({ environment: environmentOf(parts), pace });
  const child = spawn(process.execPath, [script, options], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await once(child, "message");
  return child;
}

/** Kills a process as a machine that fails would, and waits until it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
