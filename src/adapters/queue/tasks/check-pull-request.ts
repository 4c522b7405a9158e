import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { id, repositorySchema } from "../../../domain/run/schema.ts";
import { fullName, runWhileKept, type TaskKind } from "./task-kind.ts";

/** Look whether a pull request gives a job that blocks a step that its list does not know, and say so. */
export interface CheckPullRequest {
  readonly repository: Repository;
  readonly pullRequest: number;
  /** The commit at its head. */
  readonly head: string;
  /** Its branch is named like one of the bot's; anybody who may push can name one so. */
  readonly isFromOwnBranch?: boolean;
}

/** Once per commit at the head of a pull request. */
export const checkPullRequest: TaskKind<"check-pull-request", CheckPullRequest> = {
  name: "check-pull-request",
  schema: z.object({
    repository: repositorySchema,
    pullRequest: id,
    head: z.string().max(64),
    isFromOwnBranch: z.boolean().exactOptional(),
  }),
  concurrency: 2,
  isUrgent: false,
  repeat: ({ repository, pullRequest, head }) => ({
    kind: "once",
    key: `${repository.id}-${pullRequest}-${head}`,
  }),
  describe: ({ repository, pullRequest }) => ({
    repository: fullName(repository),
    task: `check #${pullRequest}`,
  }),
  run: runWhileKept,
};
