import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { repositorySchema } from "../../../domain/run/schema.ts";
import { fullName, runWhileKept, type TaskKind } from "./task-kind.ts";

/** Tell in a repository which of its jobs are not held to their lists. */
export interface ReportTask {
  readonly repository: Repository;
}

export const report: TaskKind<"report", ReportTask> = {
  name: "report",
  schema: z.object({ repository: repositorySchema }),
  concurrency: 2,
  isUrgent: false,
  // What a task waits for is read when it is done, so one that waits is enough.
  repeat: ({ repository }) => ({ kind: "latest", key: String(repository.id) }),
  describe: ({ repository }) => ({ repository: fullName(repository), task: "report what is not enforced" }),
  run: runWhileKept,
};
