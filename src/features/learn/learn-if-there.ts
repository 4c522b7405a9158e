import { isGone } from "../../adapters/github/client/status-of.ts";
import { UnfinishedJobError } from "../../adapters/github/runs/run-jobs.ts";

/**
 * The workflow files that learning a run taught about; or GitHub has the run no more, or it is not quite over and its own task will see
 * to it. @throws every other error
 */
export async function learnIfThere(
  learn: () => Promise<readonly string[]>,
): Promise<readonly string[] | "gone" | "unfinished"> {
  try {
    return await learn();
  } catch (error) {
    if (isGone(error)) return "gone";
    if (error instanceof UnfinishedJobError) return "unfinished";
    throw error;
  }
}
