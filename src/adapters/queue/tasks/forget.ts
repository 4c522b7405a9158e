import { z } from "zod";
import { id } from "../../../domain/run/schema.ts";
import { backfill } from "./backfill.ts";
import type { TaskKind } from "./task-kind.ts";

/** Delete what was learned about a repository. */
export interface Forget {
  readonly repositoryId: number;
}

/** `askedAt` is when the App lost the repository, in ms since 1970. */
type Delete = (task: Forget, askedAt: number) => Promise<void>;

export const forget: TaskKind<"forget", Forget, Delete> = {
  name: "forget",
  schema: z.object({ repositoryId: id }),
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
