import { z } from "zod";
import { type SweepCause, sweepCauses } from "../../../domain/sweep/judge-need.ts";
import type { TaskKind } from "./task-kind.ts";

/** Look where the App is installed, and have each installation looked at for what no webhook told. */
export interface Sweep {
  readonly cause: SweepCause;
  /** Of what happened since, ms since 1970; null where nobody knows since when. */
  readonly since: number | null;
}

export const sweepSchema = {
  cause: z.enum(sweepCauses),
  since: z.number().nullable(),
};

/** One that waits began earlier, and covers more; one at work may have passed by already. */
export const sweep: TaskKind<"sweep", Sweep> = {
  name: "sweep",
  schema: z.object(sweepSchema),
  concurrency: 1,
  isUrgent: false,
  repeat: ({ cause }) => ({ kind: "latest", key: cause }),
  describe: ({ cause }) => ({ repository: "all installations", task: `look for what was missed (${cause})` }),
  async run(task, work) {
    await work(task);
    return null;
  },
};
