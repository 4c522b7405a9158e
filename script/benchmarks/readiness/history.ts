import { defaultSettings } from "../../../src/proposal/settings.ts";
import type { SimulatedRun, Timeline } from "./runs.ts";

/** How far back logs are kept, in days. */
const keptDays = 90;

/** The recorded runs that the bot reads on day 0, oldest first: of the newest as many as it looks at. */
export function historyOf({ job, runsOf }: Timeline): readonly SimulatedRun[] {
  const since = -Math.min(keptDays, job.auditDays);
  const newestFirst: SimulatedRun[] = [];
  for (let day = -1; day >= Math.floor(since); day -= 1) {
    for (const run of runsOf(day).toReversed()) {
      if (run.at < since || newestFirst.length >= defaultSettings.backfill.runs) break;
      newestFirst.push(run);
    }
  }
  return newestFirst.reverse().filter(({ isRecorded }) => isRecorded);
}
