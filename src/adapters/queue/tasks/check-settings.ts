import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { repositorySchema } from "../../../domain/run/schema.ts";
import { fullName, runWhileKept, type TaskKind } from "./task-kind.ts";

/** Look whether the settings of a repository, or those of its owner, can be read, and say so. */
export interface CheckSettings {
  readonly repository: Repository;
}

export const checkSettings: TaskKind<"check-settings", CheckSettings> = {
  name: "check-settings",
  schema: z.object({ repository: repositorySchema }),
  concurrency: 2,
  isUrgent: false,
  // What a task waits for is read when it is done, so one that waits is enough.
  repeat: ({ repository }) => ({ kind: "latest", key: String(repository.id) }),
  describe: ({ repository }) => ({ repository: fullName(repository), task: "check the settings" }),
  run: runWhileKept,
};
