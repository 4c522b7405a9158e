import type { DescribedJob } from "../describe-job.ts";
import type { RepairedJob } from "../describe-repair.ts";
import { code } from "../escape.ts";
import type { RunLink } from "../run-link.ts";
import { sayDays } from "../say-day.ts";

/** What a switched job's list was learned from, as Markdown. `base` is the branch by whose runs the bot learns. */
export function sayEvidence(job: DescribedJob, base: string): string {
  const where = job.isFromPullRequests
    ? job.isPartlyFromDefault
      ? ", most of them of pull requests"
      : " of pull requests"
    : ` on ${code(base, 100)}`;
  const period = job.first === null || job.last === null ? "" : `, ${sayPeriod(job.first, job.last)}`;
  const quiet =
    job.quietRuns === 0
      ? ""
      : ` The last **${job.quietRuns === 1 ? "complete run" : `${job.quietRuns} complete runs`} added nothing new**.`;
  const callers = job.ofCallers === null ? "" : ` ${job.ofCallers}.`;
  return `${count(job.runs, "run")}${where}${period}.${quiet}${callers}`;
}

/** In which runs block mode refused what a job needs, as Markdown. */
export function sayRefusedIn({ refusedIn: { runs, failed, first, last }, rows }: RepairedJob): string {
  const what = rows.length === 1 ? "it" : "them";
  const how =
    failed === 0
      ? ""
      : failed < runs
        ? `, ${failed} of which failed`
        : runs === 1
          ? ", which failed"
          : runs === 2
            ? ", both of which failed"
            : ", all of which failed";
  const when = first === null || last === null ? "" : ` (${sayPeriod(first, last)})`;
  return runs === 0
    ? "Somebody said that the job needs it."
    : `Block mode refused ${what} in ${count(runs, "run")}${how}${when}.`;
}

/** The days of the first and the last run, linked; one day where they are the same run. */
export function sayPeriod(first: RunLink, last: RunLink): string {
  const [from, to] = sayDays(first.date, last.date);
  return first.url === last.url && first.date === last.date
    ? `[${to}](${last.url})`
    : `[${from}](${first.url}) to [${to}](${last.url})`;
}

/** How sure the list is to be complete, without a full stop; null where nothing can be said. */
export function saySure({ quietRuns, risk, doubts }: DescribedJob): string | null {
  if (quietRuns === 0 || doubts.length > 0) return null;
  const runs = quietRuns === 1 ? "The last complete run" : `The last ${quietRuns} complete runs`;
  return `${runs} called nothing new. If coming runs are like these and independent of each other, at most ${risk} % of them call something that is not in the list (with 95 % confidence)`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
