import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { id, namedRepository } from "../../../domain/run/schema.ts";
import { backfill } from "./backfill.ts";
import type { TaskKind } from "./task-kind.ts";

/** Delete what was learned about a repository. */
export interface Forget {
  readonly repositoryId: number;
  /** Where the App lost it, as far as it may have gone to another owner. */
  readonly from?: Omit<Repository, "id" | "defaultBranch">;
}

/** `askedAt` is when the App lost the repository, in ms since 1970. */
type Delete = (task: Forget, askedAt: number) => Promise<void>;

export const forget: TaskKind<"forget", Forget, Delete> = {
  name: "forget",
  schema: z.object({ repositoryId: id, from: namedRepository.omit({ id: true }).exactOptional() }),
  concurrency: 1,
  isUrgent: false,
  // Each on its own: the App may be installed again between two, and what was queued then goes with the second.
  repeat: () => ({ kind: "each" }),
  // A backfill of before the loss does nothing any more, so it must not stand for one of after it.
  ends: ({ repositoryId }) => ({ name: backfill.name, key: String(repositoryId) }),
  describe: ({ repositoryId }) => ({ repository: String(repositoryId), task: "delete what was learned" }),
  async run(task, forgetRepository, { queuedAt }) {
    await forgetRepository(task, queuedAt);
    return null;
  },
};
