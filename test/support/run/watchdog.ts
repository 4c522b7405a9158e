/**
 * Waits until the process that started it has ended or says that the run is over, then ends the processes of the run and removes its
 * folder, which is its only argument. What still ran although the run was over is named on standard error.
 */
import { rmSync } from "node:fs";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { type FoundProcess, findProcesses } from "./processes.ts";

const [folder = ""] = process.argv.slice(2);
const starter = process.ppid;
// Who would read it may be gone.
process.stderr.on("error", () => {});

const isOver = (await text(process.stdin)) === "over\n";
const left = findLeft();
if (isOver && left.length > 0) {
  const lines = left.map(({ id, command }) => `${id} ${command.slice(0, 200)}\n`);
  process.stderr.write(`still running at the end:\n${lines.join("")}`);
}
// What is being ended may just have started another.
for (let running = left; running.length > 0; running = findLeft()) {
  for (const { id } of running) kill(id);
  await wait(20);
}
rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });

function findLeft(): readonly FoundProcess[] {
  const all = findProcesses(folder);
  return isOver ? all.filter((found) => !isRunners(found)) : all;
}

/** The processes in which tests run end after the run is over. */
function isRunners({ parent, command }: FoundProcess): boolean {
  return parent === starter || command.startsWith("vitest");
}

function kill(id: number): void {
  try {
    process.kill(id, "SIGKILL");
  } catch {
    // It ended by itself.
  }
}
