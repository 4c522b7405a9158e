import type { SweepRepository } from "../../adapters/queue/tasks/sweep-repository.ts";
import { windowSince } from "../../domain/sweep/run-windows.ts";
import { type Cursor, cursorSchema } from "./cursor.ts";
import { endFilling } from "./end-filling.ts";
import { listCommands } from "./list-commands.ts";
import { queueCommand } from "./queue-command.ts";
import { queuePulls } from "./queue-pulls.ts";
import { queueRuns } from "./queue-runs.ts";
import { rememberCommand } from "./remember-command.ts";
import { takeUpFiles } from "./take-up-files.ts";
import type { SweepTools } from "./tools.ts";

/**
 * Asks a repository for comments, pull requests and runs since a time, and queues what no webhook told of as the webhook would have. One of
 * which nothing is known is filled: what people decided is remembered again, and then its runs are learned as on the day of the installation.
 * Broken off, it goes on with the step it was at. @throws what GitHub or the store answered with
 */
export async function sweepRepository(task: SweepRepository, tools: SweepTools): Promise<void> {
  const { sweeps } = tools.store;
  const { repository, cause } = task;
  const sweep = { cause, task: tools.id };
  let cursor: Cursor | null = (await sweeps.readCursor(repository.id, sweep, cursorSchema)) ?? {
    step: "comments",
    page: 1,
  };
  while (cursor !== null) {
    cursor = await takeStep(cursor, task, tools);
    await sweeps.keepCursor(repository.id, sweep, cursor);
  }
}

async function takeStep(cursor: Cursor, task: SweepRepository, tools: SweepTools): Promise<Cursor | null> {
  const { since } = task;
  switch (cursor.step) {
    case "comments":
      return listCommands(cursor.page, task, tools);
    case "commands": {
      const [command, ...left] = cursor.left;
      if (command === undefined)
        return cursor.next === null ? { step: "pulls", page: 1 } : { step: "comments", page: cursor.next };
      if (since === null) await rememberCommand(command, task, tools);
      else await queueCommand(command, task, tools);
      return { ...cursor, left };
    }
    case "pulls": {
      // A filling backfill looks at every file anyway.
      if (since === null) return { step: "end" };
      const isLast = await queuePulls(cursor.page, { ...task, since }, tools);
      if (!isLast) return { step: "pulls", page: cursor.page + 1 };
      return { step: "runs", windows: [windowSince(since, tools.now())], page: 1 };
    }
    case "runs":
      return queueRuns(cursor, task, tools);
    case "end":
      await (since === null ? endFilling(task, tools) : takeUpFiles({ ...task, since }, tools));
      return null;
  }
}
