import { readFileSteps } from "../file-steps.ts";
import { textPart } from "../name-pattern.ts";
import { placeOf } from "../step-place.ts";
import { findRareEvents, listTriggers } from "../triggers.ts";
import type { Job, WorkflowFile } from "../workflow-file.ts";
import type { Expected, ExpectedLeg } from "./expected.ts";
import { legName, legNamePattern } from "./job-name.ts";
import { listMatrixLegs } from "./matrix-legs.ts";

/**
 * What a job must have shown before its list can be complete, according to the file: its steps but for the guard and those that only
 * failure or cancellation starts, the legs of its matrix, and the rare events of its workflow.
 */
export function expectJob(job: Job, file: WorkflowFile): Expected {
  const triggers = readTriggers(file);
  return {
    steps: readFileSteps(job, file)
      .filter(({ isGuard, isOrdinary }) => isOrdinary && !isGuard)
      // Baselines have for each step the very key that the file gives it, see `listExecutedSteps`.
      .map(({ label, key, condition }) => ({
        label,
        keys: [textPart(key)],
        place: placeOf(condition, triggers),
      })),
    legs: expectLegs(job, file),
    events: findRareEvents(job, file),
    triggers,
  };
}

function readTriggers(file: WorkflowFile): ReadonlySet<string> | null {
  const triggers = listTriggers(file);
  return triggers.has("workflow_call") || triggers.size === 0 ? null : triggers;
}

/** The legs of a job's matrix; null where it has none or the file does not tell. Legs whose names are alike are one. */
export function expectLegs(job: Job, file: WorkflowFile): readonly ExpectedLeg[] | null {
  const legs = job.hasMatrix ? listMatrixLegs(job, file) : null;
  if (legs === null) return null;
  const expected = new Map<string, ExpectedLeg>();
  for (const leg of legs) {
    const name = legNamePattern(job, leg);
    expected.set(JSON.stringify(name), { label: legName(job, leg), name });
  }
  return [...expected.values()];
}
