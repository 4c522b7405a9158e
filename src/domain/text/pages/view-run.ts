import { drawStrip } from "../../insight/pictures/draw-strip.ts";
import type { RunPage } from "../../insight/run-page.ts";
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
    signs: {
      called: drawStrip(["blocked"]).paths.blocked,
      fresh: drawStrip(["fresh"]).paths.fresh,
      refused: drawStrip(["refused"]).paths.refused,
    },
    words: { enforcementWords, sourceWords, resultWords, legWords },
  };
}
