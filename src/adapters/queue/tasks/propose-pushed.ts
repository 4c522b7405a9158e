import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { repositorySchema } from "../../../domain/run/schema.ts";
import { fullName, type TaskKind } from "./task-kind.ts";

/** Go through the workflow files that a push touched, and have each looked at. */
export interface ProposePushed {
  readonly repository: Repository;
  /** Workflow files, each once. */
  readonly paths: readonly string[];
}

/** However many files a push touches, the webhook leaves one task. */
export const proposePushed: TaskKind<"propose-pushed", ProposePushed, null> = {
  name: "propose-pushed",
  schema: z.object({ repository: repositorySchema, paths: z.array(z.string().max(1_000)).max(3_000) }),
  concurrency: 2,
  isUrgent: true,
  repeat: () => ({ kind: "each" }),
  describe: ({ repository, paths }) => ({
    repository: fullName(repository),
    task: `look at ${paths.length} pushed workflow ${paths.length === 1 ? "file" : "files"}`,
  }),
  async run({ repository, paths }, _, turn) {
    await turn.whileKept(repository, async () => {
      for (const path of paths) await turn.propose({ repository, path });
    });
    return null;
  },
};
