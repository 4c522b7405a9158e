import type { JobAssessment, JobState } from "../assessment/job-assessment.ts";
import { endOf } from "../harden-runner/version-table.ts";
import type { Flag } from "../recommendation/recommend.ts";
import type { LeftOutReason } from "../recommendation/recommendation.ts";
import { sayReason } from "./say-reason.ts";

/** Why something that was seen is not in a list, for people. */
export const leftOutWords: Readonly<Record<LeftOutReason, string>> = {
  implicit: "Harden-Runner always allows it",
  "always-reachable": "at addresses that no list holds back",
  "not-tcp": "not TCP; a list allows TCP only",
  "private-name":
    "a private name: no public resolver knows it, and one such entry would turn all blocking off",
  "runner-service": `GitHub's own runner service, by names that change with the region: Harden-Runner allows it without a list since ${endOf("defect-kills-long-jobs")}`,
  blocklisted: "StepSecurity's global block list names it, so no list lets it through",
  "shared-address-other-owner":
    "not known to be called: it shares an address with a name of another owner that was",
  "resolved-only": "was looked up only; its addresses were not called",
  "address-without-name": "called by its address; a list allows names only",
  "rotating-host": "changes from run to run, and no safe pattern covers it",
  "does-not-resolve": "does not resolve: one such entry would turn all blocking off",
  denied: "denied",
  "new-after-dependency-change": "waits for your word: first called right after something had changed",
};

/** What the flags of a table tell. */
export const flagWords: Readonly<Record<Flag | "pull-request-only" | "low-confidence", string>> = {
  "resolved-shared-address":
    "this name resolved to an address that was called under another name of the same owner; the record names only one of them",
  "rotating-host":
    "names that change from run to run, joined into one pattern; it allows every name that fits",
  "new-after-dependency-change":
    "first called in the weeks after a dependency, an action or the workflow changed, as code that came in with it would",
  "late-arrival": "first called when the job had done without it for at least 10 runs and 7 days",
  "unknown-host": "not one of the hosts that I know from public lists",
  punycode: "its name is shown with letters of another alphabet",
  "similar-to": "its name could be taken for the one that is named",
  "newly-shared-tenant":
    "somebody's place at a service where anybody can have one, which the job did without at first",
  rare: "seen in one run only",
  "exfiltration-capable":
    "anybody can store data there, so an attacker who gets into the job can send data out by it",
  "varies-with-cache":
    "packages that only some runs fetched, as if a cache had them: a run with a cold cache may fetch from elsewhere too",
  "found-in-trial": "no run before called it; the trial of this very list was refused it",
  "allowed-by-hand": "somebody said to allow it, whether a run called it or not",
  "low-confidence": "the job runs too seldom to be judged like others",
  "pull-request-only":
    "the default branch has no run of the job, or too few; what it calls was learned from pull requests of this repository",
};

/** How a job stands, in a word or two for a table. */
export const stateNames: Readonly<Record<JobState, string>> = {
  "not-guarded": "no Harden-Runner step",
  enforced: "blocking",
  unproven: "blocking, no run has proved it yet",
  failing: "failing since it blocks",
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
  enforced: "it blocks already",
  unproven: "it is told to block, and no run has proved it yet",
  failing: "its runs fail, or tell nothing, since it blocks",
  "not-enforced": "it is told to block, and did not",
  missing: "it blocks something that it needs",
  returning: "somebody wants it back in audit mode",
  learning: "too little was seen yet",
  settling: "still changing",
  held: "no list can help",
  ready: "ready",
  refused: "its step cannot be edited",
  outdated: "its version of Harden-Runner has to move first",
  ignored: "left alone",
  unguardable: "Harden-Runner cannot hold it to a list",
};

const mostReasons = 5;

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
