import { isGone } from "../../adapters/github/client/status-of.ts";
import { LateLogError } from "../../adapters/github/runs/late-log-error.ts";
import { UnfinishedJobError } from "../../adapters/github/runs/run-jobs.ts";

/**
 * What learning a run or a job of it gives; or GitHub has the run no more, or it is not quite over and its own task will see to it, or a log
 * of it may still come. @throws every other error
 */
export async function learnIfThere<Lesson>(
  learn: () => Promise<Lesson>,
): Promise<Lesson | "gone" | "unfinished" | "late"> {
  try {
    return await learn();
  } catch (error) {
    if (isGone(error)) return "gone";
    if (error instanceof UnfinishedJobError) return "unfinished";
    if (error instanceof LateLogError) return "late";
    throw error;
  }
}
