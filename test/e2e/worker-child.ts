import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import { buildCommand } from "../support/cli.ts";
import { environmentOf, testPace } from "./bot.ts";

/** Starts a worker as a process of its own, so that it can be killed, at the latest with its test; resolves when it works. */
export async function startWorkerChild(parts: Parameters<typeof environmentOf>[0]): Promise<ChildProcess> {
  buildCommand();
  const script = new URL("worker-process.mjs", import.meta.url).pathname;
  const pace = { ...testPace, stalledInterval: 300, drain: 100 };
  const options = JSON.stringify({ environment: environmentOf(parts), pace });
  const child = spawn(process.execPath, [script, options], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  await once(child, "message");
  return child;
}
