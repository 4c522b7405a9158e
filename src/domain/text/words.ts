import type { JobAssessment, JobState } from "../assessment/job-assessment.ts";
import { endOf } from "../harden-runner/version-table.ts";
import type { LeftOutReason } from "../recommendation/recommendation.ts";
import { sayReason } from "./say-reason.ts";

/** Why something that was seen is not in a list, for people. */
export const leftOutWords: Readonly<Record<LeftOutReason, string>> = {
  implicit: "Harden-Runner always allows it",
  "always-reachable": "its addresses are always reachable",
  "not-tcp": "not TCP: a list can only hold TCP",
  "private-name": "private name: no public resolver knows it, and such an entry would turn off all blocking",
  "runner-service": `GitHub's own runner service, whose names change with the region: Harden-Runner allows it without a list since ${endOf("defect-kills-long-jobs")}`,
  blocklisted: "on StepSecurity's global block list, so no list can allow it",
  "shared-address-other-owner":
    "probably not called: it shares an address with a called name of another owner",
  "resolved-only": "looked up, but never connected to",
  "address-without-name": "called by its address: a list can only hold names",
  "rotating-host": "changes from run to run, and no safe pattern covers it",
  "does-not-resolve": "does not resolve: such an entry would turn off all blocking",
  denied: "denied",
  "new-after-dependency-change": "waits for your word: first called right after something had changed",
};

/** How a job stands, in a word or two for a table. */
export const stateNames: Readonly<Record<JobState, string>> = {
  "not-guarded": "no Harden-Runner step",
  enforced: "blocking",
  unproven: "blocking, not proved yet",
  failing: "failing in block mode",
  "not-enforced": "not blocking, although it should",
  missing: "blocks something it needs",
  returning: "going back to audit mode",
  learning: "learning",
  settling: "waiting for quiet runs",
  held: "held",
  ready: "ready",
  refused: "step cannot be edited",
  outdated: "needs a newer Harden-Runner",
  ignored: "left alone",
  unguardable: "cannot be guarded",
};

/** How a job stands; where reasons are known they say it better. */
const stateWords: Readonly<Record<JobState, string>> = {
  "not-guarded": "it has no Harden-Runner step",
  enforced: "it is blocking",
  unproven: "it is set to block, but no run has shown that it does",
  failing: "its runs have failed or left no record since it was set to block",
  "not-enforced": "it is set to block, but does not",
  missing: "block mode refused something that it needs",
  returning: "somebody wants it back in audit mode",
  learning: "too few runs so far",
  settling: "its list is still changing",
  held: "a list cannot help",
  ready: "it is ready",
  refused: "its step cannot be edited",
  outdated: "its Harden-Runner has to be updated first",
  ignored: "somebody said to leave it alone",
  unguardable: "Harden-Runner cannot block where it runs",
};

const mostReasons = 5;
const mostRowReasons = 2;

/** A job as a row: its state, and why, and what comes next, for the first two reasons. The text is foreign. */
export function describeReasons({ jobId, state, reasons }: JobAssessment): {
  readonly jobId: string;
  readonly state: string;
  readonly why: string;
  /** Empty for nothing. */
  readonly next: string;
} {
  const shown = reasons.slice(0, mostRowReasons);
  const more = reasons.length > shown.length ? [`and ${reasons.length - shown.length} more`] : [];
  const why =
    // The state says it all.
    shown.length === 0 ? "–" : [...shown.map(({ message }) => message), ...more].join("; ");
  const next = [...new Set(shown.flatMap(({ lift }) => lift ?? []))].join("; ");
  return { jobId, state: stateNames[state], why, next };
}

/** A job's state with the reasons for it. The text is foreign. */
export function describeState({ jobId, state, reasons }: JobAssessment): {
  readonly jobId: string;
  readonly state: JobState;
  readonly why: string;
} {
  const messages = reasons.slice(0, mostReasons).map(sayReason);
  if (reasons.length > mostReasons) messages.push(`and ${reasons.length - mostReasons} more`);
  return { jobId, state, why: messages.length === 0 ? stateWords[state] : messages.join("; ") };
}
