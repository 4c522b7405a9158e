import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { repositorySchema } from "../../../domain/run/schema.ts";
import { fullName, type TaskKind } from "./task-kind.ts";

/** Note the commits that a push brought into the default branch. */
export interface NotePush {
  readonly repository: Repository;
  /** In their order, the branch's head last. */
  readonly commits: readonly string[];
  /** The commit that the branch was at; left out by an earlier release. */
  readonly before?: string;
  /** Whether all files that it touched are known, and none can change what a job calls. */
  readonly isHarmless?: boolean;
}

/** Once per head. What was learned from runs that waited for these commits is proposed. */
export const notePush: TaskKind<"note-push", NotePush, (task: NotePush) => Promise<readonly string[]>> = {
  name: "note-push",
  schema: z.object({
    repository: repositorySchema,
    commits: z.array(z.string().max(64)).max(2_100),
    before: z.string().max(64).exactOptional(),
    isHarmless: z.boolean().exactOptional(),
  }),
  concurrency: 4,
  isUrgent: true,
  repeat: ({ repository, commits }) => ({ kind: "once", key: `${repository.id}-${commits.at(-1) ?? ""}` }),
  describe: ({ repository, commits }) => ({
    repository: fullName(repository),
    task: `push of ${(commits.at(-1) ?? "").slice(0, 7)}`,
  }),
  async run(task, learn, turn) {
    const paths = (await turn.whileKept(task.repository, () => learn(task))) ?? [];
    for (const path of paths) await turn.propose({ repository: task.repository, path, cause: "run" });
    return null;
  },
};
