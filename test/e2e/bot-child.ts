import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import type { Role } from "../../src/apps/server/main.ts";
import { buildCommand } from "../support/cli.ts";
import { environmentOf, testPace } from "./bot.ts";

type Parts = Parameters<typeof environmentOf>[0];

/** Starts a worker as a process of its own, so that it can be killed, at the latest with its test; resolves when it works. */
export async function startWorkerChild(parts: Parts): Promise<ChildProcess> {
  return (await startBotChild(parts, "worker")).child;
}

/** A bot as a process of its own. */
export interface BotChild {
  readonly child: ChildProcess;
  readonly port: number;
  readHeld(): Promise<Held>;
}

/** For how many ms an event loop was held at most since it began, for how many its thread was at work at most, and how long a request waited. */
export interface Held {
  readonly held: number;
  readonly working: number;
  readonly answering: number;
}

export async function startBotChild(parts: Parts, role: Role): Promise<BotChild> {
  buildCommand();
  const script = new URL("bot-process.mjs", import.meta.url).pathname;
  const pace = { ...testPace, stalledInterval: 300, drain: 100 };
  const options = JSON.stringify({ environment: environmentOf(parts), pace, role });
  const child = spawn(process.execPath, [script, options], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [port] = await once(child, "message");
  return {
    child,
    port,
    async readHeld() {
      child.send("held?");
      const [held] = await once(child, "message");
      return held;
    },
  };
}
