import type { SimulatedRun, Timeline } from "./runs.ts";

/** How far back logs are kept, in days. */
const keptDays = 90;

/** The recorded runs that the bot reads on day 0, oldest first, where it looks at so many of the newest runs. */
export function historyOf({ job, runsOf }: Timeline, most: number): readonly SimulatedRun[] {
  const since = -Math.min(keptDays, job.auditDays);
  const newestFirst: SimulatedRun[] = [];
  for (let day = -1; day >= Math.floor(since); day -= 1) {
    for (const run of runsOf(day).toReversed()) {
      if (run.at < since || newestFirst.length >= most) break;
      newestFirst.push(run);
    }
  }
  return newestFirst.reverse().filter(({ isRecorded }) => isRecorded);
}
