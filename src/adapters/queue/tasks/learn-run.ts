import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { repositorySchema, workflowRunSchema } from "../../../domain/run/schema.ts";
import type { WorkflowRun } from "../../../domain/run/workflow-run.ts";
import { LateLogError } from "../../github/runs/late-log-error.ts";
import { fullName, type TaskKind, type Turn } from "./task-kind.ts";

/** Learn what the jobs of one attempt of a workflow run called. */
export interface LearnRun {
  readonly repository: Repository;
  readonly run: WorkflowRun;
}

/** Returns the paths of the workflow files about whose jobs something was learned. */
type Learn = (task: LearnRun, turn: Pick<Turn, "propose">) => Promise<readonly string[]>;

/** Once per attempt of a run. What it taught is proposed. While a log may still come the task waits for it. */
export const learnRun: TaskKind<"learn-run", LearnRun, Learn> = {
  name: "learn-run",
  schema: z.object({ repository: repositorySchema, run: workflowRunSchema }),
  concurrency: 8,
  isUrgent: true,
  repeat: ({ repository, run }) => ({ kind: "once", key: `${repository.id}-${run.id}-${run.attempt}` }),
  describe: ({ repository, run }) => ({
    repository: fullName(repository),
    task: `run ${run.id} attempt ${run.attempt} of ${run.path}`,
  }),
  async run(task, learn, turn) {
    let continueAt: number | null = null;
    const paths = await turn.whileKept(task.repository, async () => {
      try {
        return await learn(task, turn);
      } catch (error) {
        if (!(error instanceof LateLogError)) throw error;
        continueAt = error.askAgainAt;
        return error.paths;
      }
    });
    for (const path of paths ?? []) await turn.propose({ repository: task.repository, path, cause: "run" });
    return continueAt === null ? null : { continueAt };
  },
};
