import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { repositorySchema } from "../../../domain/run/schema.ts";
import { fullName, runWhileKept, type TaskKind } from "./task-kind.ts";

/** Make the pull request of one workflow file what the baselines of its jobs ask for. */
export interface Propose {
  readonly repository: Repository;
  /** The workflow file, `.github/workflows/ci.yml`. */
  readonly path: string;
}

export const propose: TaskKind<"propose", Propose> = {
  name: "propose",
  schema: z.object({ repository: repositorySchema, path: z.string().max(1_000) }),
  concurrency: 2,
  isUrgent: true,
  repeat: ({ repository, path }) => ({ kind: "latest", key: `${repository.id}:${path}` }),
  describe: ({ repository, path }) => ({ repository: fullName(repository), task: path }),
  run: runWhileKept,
};
