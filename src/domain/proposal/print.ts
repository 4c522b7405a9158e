import { createHash } from "node:crypto";
import { type Found, findAlarms } from "../alarm/find-alarms.ts";
import { findFirstBlockRun } from "../assessment/first-block-run.ts";
import type { AssessedFile, JobAssessment } from "../assessment/job-assessment.ts";
import type { MissVerdict } from "../baseline/misses.ts";
import type { Recommendation } from "../recommendation/recommendation.ts";
import type { Settings } from "../settings/settings.ts";

/** What a proposal follows from beside how the jobs of its file stand. */
export interface Surroundings {
  /** The workflow file. */
  readonly path: string;
  /** When the bot's newest pull request for the file was merged, ISO 8601 UTC; null where none was. */
  readonly mergedAt: string | null;
  /** Whether people may be asked about what is not used. */
  readonly mayTrim: boolean;
  /** Where the lists are kept, and what of it lies outside the file. */
  readonly mode: Settings["mode"];
  readonly outside: readonly unknown[];
  /** Whether hosts are looked up. */
  readonly looksUp: boolean;
  /** Whether the check is on every head of a pull request. */
  readonly checks: Settings["checks"];
}

/**
 * A digest of all that a pull request, a comment after a merge or an alarm about a file would follow from: equal digests, equal words but for
 * numbers. That the tenth run was seen is no news; that it is enough is. Hexadecimal SHA-256.
 */
export function printOf(assessed: AssessedFile, { path, mergedAt, ...others }: Surroundings): string {
  const jobs = assessed.ok ? assessed.jobs.map((job) => printJob(job, path, mergedAt)) : [assessed.problem];
  return createHash("sha256")
    .update(JSON.stringify({ jobs, ...others }))
    .digest("hex");
}

const waiting: ReadonlySet<MissVerdict> = new Set<MissVerdict>(["suspicious", "blocklisted"]);

function printJob(job: JobAssessment, path: string, mergedAt: string | null): object {
  const { jobId, state, decision, misses, repairs, unused, denied, pin, enforcement, trouble, learned } = job;
  return {
    jobId,
    state,
    decision,
    repairs,
    source: learned?.source,
    // Which gates a job has still to pass is shown to who asks, and changes with its first runs.
    reasons: [
      ...(state === "learning" || state === "settling" ? [] : job.reasons),
      "overridden",
      ...job.overridden,
    ].map((one) => (typeof one === "string" ? one : one.code)),
    unguarded: job.unguardedLegs.map(({ leg, reason }) => [leg, reason]),
    recommendation: job.recommendation === null ? null : printRecommendation(job.recommendation),
    misses: misses.map(({ endpoint, verdict, isFromTrial, runs, failed, seenIn, movedFrom, steps }) => [
      [endpoint, verdict, isFromTrial, failed.size > 0, seenIn, movedFrom],
      [...steps].sort(),
      // Who has to answer reads how often it happened.
      waiting.has(verdict) ? [runs.size, failed.size] : null,
    ]),
    unused: unused.map(({ key }) => key),
    denied: denied.map((entry) => [entry.key, entry.decision, entry.unresolvedIn !== null]),
    pin: pin === null ? null : [pin.from, pin.to.tag],
    isEnforced: enforcement?.enforcedIn != null,
    silent: enforcement?.silent.map(({ leg, state: what, reason }) => [leg, what, reason]),
    // Once is told of by nobody, twice by all.
    unenforced: job.unenforced.map(({ leg, cause, detail, run, since, removal }) => [
      leg,
      cause,
      detail,
      run === since,
      removal,
    ]),
    trouble: trouble === null ? null : [trouble.kind, trouble.reason],
    alarms: findAlarms(job, path).map(printAlarm),
    firstRun: mergedAt === null ? null : findFirstBlockRun(job, mergedAt),
  };
}

/** An alarm that goes on is no news, however many runs show it; what a forged record says is. */
function printAlarm(alarm: Found): object {
  switch (alarm.kind) {
    case "harmless":
      return [alarm.kind, alarm.endpoint];
    case "refused":
      // Somebody has to decide, and sees how often it happens.
      return [alarm.kind, alarm.endpoint, alarm.isBlocklisted, alarm.runs, alarm.failed];
    case "forged":
      return [alarm.kind, alarm.first, alarm.run, alarm.causes.map(({ fact }) => fact)];
    case "not-enforced":
      return [alarm.kind, alarm.extent, alarm.causes.map(({ fact }) => fact)];
    case "failing":
      return [alarm.kind, alarm.causes.map(({ fact }) => fact)];
  }
}

function printRecommendation({ entries, leftOut, holds }: Recommendation): object {
  return {
    entries: entries.map(({ text, flags, changed, similarTo, decision, sighting: { steps, processes } }) => [
      [text, flags, changed, similarTo, decision],
      [[...steps].sort(), [...processes].sort()],
    ]),
    leftOut: leftOut.map(({ endpoint, reason, decision, changed }) => [endpoint, reason, decision, changed]),
    holds,
  };
}
