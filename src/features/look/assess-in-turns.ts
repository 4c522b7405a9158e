import { setImmediate as letOthersWork } from "node:timers/promises";
import { assessByJob } from "../../domain/assessment/assess.ts";
import type { AssessedFile } from "../../domain/assessment/job-assessment.ts";

/** Assesses a file as `assessFile` does, and lets the rest of the process work after each job. */
export async function assessInTurns(...of: Parameters<typeof assessByJob>): Promise<AssessedFile> {
  const turns = assessByJob(...of);
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
    await letOthersWork();
  }
}
