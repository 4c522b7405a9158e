import { drawStrip } from "../../insight/pictures/draw-strip.ts";
import type { RunJob, RunPage } from "../../insight/run-page.ts";
import { enforcementWords, legWords, resultWords, sourceWords } from "./page-words.ts";

/** What the template of a run's page shows. */
export function viewRun(page: RunPage): object {
  const attempt = Math.max(
    1,
    ...page.attempts.map((one) => one.attempt),
    ...page.jobs.map((one) => one.attempt),
  );
  return {
    page,
    attempt,
    isOrdered: page.jobs.some((job) => listParts(job).some(({ isInOrder }) => isInOrder)),
    hasLegs: page.jobs.some(({ legs }) => legs.length > 1),
    parts: listParts,
    signs: {
      called: drawStrip(["blocked"]).paths.blocked,
      fresh: drawStrip(["fresh"]).paths.fresh,
      refused: drawStrip(["refused"]).paths.refused,
    },
    words: { enforcementWords, sourceWords, resultWords, legWords },
  };
}

/** The steps whose calls stand in the order of this run, and those that are known of all runs together. */
function listParts({ steps }: RunJob): readonly {
  readonly isInOrder: boolean;
  readonly isWhole: boolean;
  readonly steps: RunJob["steps"];
}[] {
  const isPlaced = ({ endpoints }: RunJob["steps"][number]): boolean =>
    endpoints.every(({ place }) => place !== null);
  const [placed, others] = [steps.filter(isPlaced), steps.filter((step) => !isPlaced(step))];
  return [
    { isInOrder: true, isWhole: others.length === 0, steps: placed },
    { isInOrder: false, isWhole: placed.length === 0, steps: others },
  ].filter((part) => part.steps.length > 0);
}
