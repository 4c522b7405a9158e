import { explainReason } from "./lessons.ts";

interface Saying {
  readonly message: string;
  readonly lift: string;
}

/** How the runs of a job in block mode end. */
export interface TroubledRuns {
  /** The runs since the switch, and how many of them failed or told nothing. */
  readonly runs: number;
  readonly bad: number;
  /** Those before it. */
  readonly before: { readonly runs: number; readonly failed: number };
  /** Why the newest record tells nothing; null where it does. */
  readonly reason: string | null;
}

/** Says that a job fails, is cut off or tells nothing since it blocks. `job` is as commands name it: `ci.yml:build`. */
export const troubleWords = {
  failing: (runs: TroubledRuns, job: string): Saying => ({
    message: `${count(runs)} in block mode failed${sayBefore(runs)}. I found no missing endpoint that explains it: the cause may be a call without a host name (IPv6, UDP), a runner that GitHub lost, or something that has nothing to do with blocking`,
    lift: returnJob(job),
  }),
  died: (runs: TroubledRuns, job: string): Saying => ({
    message: `${count(runs)} in block mode failed${sayBefore(runs)}. The newest left no record that can be read (${sayWhy(runs)})`,
    lift: returnJob(job),
  }),
  unknown: (runs: TroubledRuns, job: string): Saying => ({
    message: `${count(runs)} in block mode left no record that shows whether the list was enforced (${sayWhy(runs)})`,
    lift: `read the log of the newest run, or ${returnJob(job)}`,
  }),
} as const;

/** Says that no run has proved yet that a job is held to its list. `reason` is why the newest run does not tell; null where none ran. */
export function sayNotProved(reason: string | null): Saying {
  return reason === null
    ? {
        message: "no run has shown yet that its list is enforced",
        lift: "wait for the next run",
      }
    : {
        message: `it is set to block, but its newest run does not show that the list is enforced: ${explainReason(reason)}`,
        lift: "wait for a run whose record can be read",
      };
}

/** Says that a run in block mode, by its number, failed and has no log. */
export function sayLogMissing(runId: string): Saying {
  return {
    message: `run ${runId} failed and GitHub has no log of it, so I do not know what it called or whether the list refused something that it needs`,
    lift: "wait for a run that has a log, or re-run this one",
  };
}

/** How the runs before the switch ended, in a few words; empty where none is known. */
export function sayRunsBefore({ runs, failed }: TroubledRuns["before"]): string {
  return runs === 0 ? "" : `before the switch ${runs - failed} of ${runs} runs succeeded`;
}

/**
 * How one run in block mode ended where the job failed, or where no record tells of its list; empty for any other. `before` are the runs
 * before the switch.
 */
export function sayEnding({
  hasFailed,
  silence,
  before,
}: {
  readonly hasFailed: boolean;
  readonly silence: { readonly state: "unknown" | "died"; readonly reason: string } | null;
  readonly before: TroubledRuns["before"];
}): string {
  const why = silence === null ? "" : explainReason(silence.reason);
  const known = why === "" ? "" : ` (${why})`;
  const compared = sayRunsBefore(before);
  const rest = hasFailed && compared !== "" ? `; ${compared}` : "";
  if (silence?.state === "died")
    return `the job was cut off and left no record that can be read${known}${rest}`;
  if (hasFailed) return `the job failed${rest}`;
  return silence === null ? "" : `no record shows whether the list was enforced${known}`;
}

function returnJob(job: string): string {
  return `return the job to audit mode with ${wayBack(job)}`;
}

/** The command that takes a job back to audit mode. */
export function wayBack(job: string): string {
  return `\`/egress audit ${job}\``;
}

function count({ bad, runs }: TroubledRuns): string {
  return `${bad} of ${runs} ${runs === 1 ? "run" : "runs"}`;
}

function sayBefore({ before }: TroubledRuns): string {
  const said = sayRunsBefore(before);
  return said === "" ? "" : `; ${said}`;
}

function sayWhy({ reason }: TroubledRuns): string {
  const words = reason === null ? "" : explainReason(reason);
  return words === "" ? "the record is incomplete" : words;
}
