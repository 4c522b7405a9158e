import { z } from "zod";
import { id } from "../../../domain/run/schema.ts";
import { type Sweep, sweepSchema } from "./sweep.ts";
import type { TaskKind, Turn } from "./task-kind.ts";

/** Look which repositories an installation reaches, and what each of them needs. */
export interface SweepInstallation extends Sweep {
  readonly installationId: number;
}

type Work = (task: SweepInstallation, turn: Pick<Turn, "id">) => Promise<void>;

export const sweepInstallation: TaskKind<"sweep-installation", SweepInstallation, Work> = {
  name: "sweep-installation",
  schema: z.object({ ...sweepSchema, installationId: id }),
  concurrency: 2,
  isUrgent: false,
  repeat: ({ installationId, cause }) => ({ kind: "latest", key: `${installationId}:${cause}` }),
  describe: ({ installationId, cause }) => ({
    repository: `installation ${installationId}`,
    task: `look for what was missed (${cause})`,
  }),
  async run(task, work, turn) {
    await work(task, turn);
    return null;
  },
};
