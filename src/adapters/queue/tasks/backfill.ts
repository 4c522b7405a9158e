import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { namedRepository } from "../../../domain/run/schema.ts";
import { fullName, type Pause, type TaskKind, type Turn } from "./task-kind.ts";

/** Learn from runs that were over before the App came, or once more. */
export interface Backfill {
  /** What tells of a new repository does not name its default branch. */
  readonly repository: Omit<Repository, "defaultBranch">;
  /** The one workflow file whose runs are learned again, whether they were learned before or not; null for all that is new. */
  readonly again: string | null;
}

/** Null when all is done. */
type Learn = (
  task: Backfill,
  turn: Pick<Turn, "id" | "queuedAt" | "isUrgent" | "propose">,
) => Promise<Pause | null>;

/** One at a time of what is new in a repository. To learn a file again is a task of its own each time. */
export const backfill: TaskKind<"backfill", Backfill, Learn> = {
  name: "backfill",
  schema: z.object({ repository: namedRepository, again: z.string().max(1_000).nullable() }),
  concurrency: 1,
  isUrgent: false,
  makesWay: true,
  // The earlier task reads its plan anew, so it does for both; but it may be about a memory that was deleted since.
  repeat: ({ repository, again }) =>
    again === null ? { kind: "single", key: String(repository.id) } : { kind: "each" },
  describe: ({ repository, again }) => ({
    repository: fullName(repository),
    task: again === null ? "learn earlier runs" : `learn the runs of ${again} again`,
  }),
  run: (task, learn, turn) => turn.whileKept(task.repository, () => learn(task, turn)),
};
