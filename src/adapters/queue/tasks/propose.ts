import { z } from "zod";
import { repositorySchema } from "../../../domain/run/schema.ts";
import { type FileToPropose, fullName, runWhileKept, type TaskKind } from "./task-kind.ts";

/** Make the pull request of one workflow file what the baselines of its jobs ask for. */
export type Propose = FileToPropose;

export const propose: TaskKind<"propose", Propose> = {
  name: "propose",
  schema: z.object({
    repository: repositorySchema,
    path: z.string().max(1_000),
    cause: z.enum(["event", "alarm", "run"]).exactOptional(),
  }),
  concurrency: 2,
  isUrgent: true,
  goesFirst: ({ cause }) => cause === "alarm",
  repeat: ({ repository, path, cause }) => ({
    kind: "latest",
    key: `${repository.id}:${path}`,
    isQuiet: cause === "run",
  }),
  drops: ({ repository, path, cause = "event" }) =>
    cause === "event" ? { repositoryId: repository.id, line: path } : null,
  describe: ({ repository, path }) => ({ repository: fullName(repository), task: path }),
  run: runWhileKept,
};
