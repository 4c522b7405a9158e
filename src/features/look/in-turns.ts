import { setImmediate as letOthersWork } from "node:timers/promises";
import { assessByJob } from "../../domain/assessment/assess.ts";
import type { AssessedFile } from "../../domain/assessment/job-assessment.ts";
import type { Turns } from "../../shared/turns.ts";

/** Does work, and lets the rest of the process work after each turn. */
export async function workInTurns<Result>(turns: Turns<Result>): Promise<Result> {
  for (;;) {
    const turn = turns.next();
    if (turn.done === true) return turn.value;
    await letOthersWork();
  }
}

/** Assesses a file as `assessFile` does, in turns. */
export function assessInTurns(...of: Parameters<typeof assessByJob>): Promise<AssessedFile> {
  return workInTurns(assessByJob(...of));
}
