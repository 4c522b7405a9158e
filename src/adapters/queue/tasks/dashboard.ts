import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { repositorySchema } from "../../../domain/run/schema.ts";
import { fullName, runWhileKept, type TaskKind } from "./task-kind.ts";

/** Make the dashboard of a repository say how things stand. */
export interface DashboardTask {
  readonly repository: Repository;
  /** When, ms since 1970; null for soon, as something needs people or somebody asked. */
  readonly at: number | null;
}

export const dashboard: TaskKind<"dashboard", DashboardTask> = {
  name: "dashboard",
  schema: z.object({ repository: repositorySchema, at: z.number().nullable() }),
  concurrency: 1,
  isUrgent: false,
  repeat: ({ repository: { id }, at }) =>
    at === null ? { kind: "latest", key: String(id) } : { kind: "later", key: `${id}:${at}`, at },
  describe: ({ repository }) => ({ repository: fullName(repository), task: "write the dashboard" }),
  run: runWhileKept,
};
