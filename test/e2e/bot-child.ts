import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";
import type { Pace, Role } from "../../src/apps/server/main.ts";
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
  /** Sets its clock, ms since 1970, which goes on from there. */
  setTime(now: number): void;
  /** What it holds after it has collected what it does not need, and what it has of the machine, in MB. */
  readMemory(): Promise<{ readonly heap: number; readonly resident: number }>;
}

/** For how many ms an event loop was held at most since it began, for how many its thread was at work at most, and how long a request waited. */
export interface Held {
  readonly held: number;
  readonly working: number;
  readonly answering: number;
  /** The most memory that the process had, in MB. */
  readonly memory: number;
}

/** Starts a bot that is killed with its test. */
export function startBotChild(parts: Parts, role: Role, changes: Partial<Pace> = {}): Promise<BotChild> {
  return spawnBot(parts, role, changes, onTestFinished);
}

/** Starts a bot that several tests share. `atEnd` hears how it is killed. */
export async function spawnBot(
  parts: Parts,
  role: Role,
  changes: Partial<Pace>,
  atEnd: (kill: () => void) => void,
): Promise<BotChild> {
  buildCommand();
  const script = new URL("bot-process.mjs", import.meta.url).pathname;
  const pace = { ...testPace, stalledInterval: 300, drain: 100, ...changes };
  const options = JSON.stringify({ environment: environmentOf(parts), pace, role });
  const child = spawn(process.execPath, [script, options], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  atEnd(() => void child.kill("SIGKILL"));
  const [port] = await once(child, "message");
  const ask = async (question: "held?" | "memory?") => {
    child.send(question);
    const [answer] = await once(child, "message");
    return answer;
  };
  return {
    child,
    port,
    readHeld: () => ask("held?"),
    setTime: (now) => void child.send({ now }),
    readMemory: () => ask("memory?"),
  };
}
