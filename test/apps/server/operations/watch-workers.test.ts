import { pino } from "pino";
import { expect, test } from "vitest";
import { createMetrics } from "../../../../src/apps/server/operations/metrics.ts";
import { noteWrite } from "../../../../src/apps/server/operations/task-notes.ts";
import { watchWorkers } from "../../../../src/apps/server/operations/watch-workers.ts";

const about = {
  queue: "propose",
  id: "7",
  tries: 1,
  delivery: null,
  repository: "octo-org/octo-repo",
  task: ".github/workflows/ci.yml",
} as const;
const write = "POST /repos/{owner}/{repo}/pulls";

test.each<[string, boolean, () => Promise<unknown>, string, number]>([
  ["is done", true, async () => null, "a task is done", 30],
  ["is put off", true, async () => ({ continueAt: 1 }), "a task did a part of its work", 30],
  ["fails", true, () => Promise.reject(new Error("broken")), "a task did a part of its work", 30],
  ["is done without doing anything", false, async () => null, "a task had nothing to do", 20],
])("of a task that %s the log has one line", async (_, writes, end, message, level) => {
  const lines: Record<string, unknown>[] = [];
  const log = pino({ level: "debug", base: null }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const watch = watchWorkers(log, { status: "ready" }, createMetrics());
  await watch
    .watch(about, () => {
      if (writes) noteWrite(write);
      return end();
    })
    .catch(() => {});
  expect(lines).toMatchObject([
    { msg: message, level, queue: "propose", written: writes ? { [write]: 1 } : {} },
  ]);
});

test.each([
  ["is put off", async () => ({ continueAt: 1 })],
  ["fails", () => Promise.reject(new Error("broken"))],
] as const)("of a task that %s before it did anything it has none of what was done", async (_, end) => {
  const lines: string[] = [];
  const log = pino({ level: "debug" }, { write: (line: string) => lines.push(line) });
  const watch = watchWorkers(log, { status: "ready" }, createMetrics());
  await watch.watch(about, end).catch(() => {});
  expect(lines).toEqual([]);
});
