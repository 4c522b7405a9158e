import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { repositorySchema } from "../../../domain/run/schema.ts";
import { type Sweep, sweepSchema } from "./sweep.ts";
import { fullName, type TaskKind, type Turn } from "./task-kind.ts";

/** Ask a repository what happened since a time; fill it as if the App were new there, where that is null. */
export interface SweepRepository extends Sweep {
  readonly repository: Repository;
}

type Work = (task: SweepRepository, turn: Pick<Turn, "id">) => Promise<void>;

export const sweepRepository: TaskKind<"sweep-repository", SweepRepository, Work> = {
  name: "sweep-repository",
  schema: z.object({ ...sweepSchema, repository: repositorySchema }),
  concurrency: 4,
  isUrgent: false,
  repeat: ({ repository, cause }) => ({ kind: "latest", key: `${repository.id}:${cause}` }),
  describe: ({ repository, since, cause }) => ({
    repository: fullName(repository),
    task: since === null ? `fill it again (${cause})` : `look for what was missed (${cause})`,
  }),
  async run(task, work, turn) {
    await turn.whileKept(task.repository, () => work(task, turn));
    return null;
  },
};
