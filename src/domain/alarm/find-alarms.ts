import { describeUnenforced } from "../assessment/describe-enforcement.ts";
import { describeTrouble } from "../assessment/describe-trouble.ts";
import { findForged, type Trouble } from "../assessment/find-trouble.ts";
import type { JobAssessment, JobState, Obstacle } from "../assessment/job-assessment.ts";
import type { Baseline, RunKey } from "../baseline/baseline.ts";
import type { Miss } from "../baseline/misses.ts";
import type { UnheldLeg } from "../guard/denied-entries.ts";
import type { NotEnforcedCause } from "../record/enforcement.ts";
import { isForged } from "../record/reasons.ts";
import { fileNameOf } from "../run/file-name.ts";
import { forgedWords } from "../text/sentences/forged.ts";
import { weakenedGuardWords } from "../text/sentences/weakened.ts";
import type { Cause, FailingAlarm, HarmlessRefusal, NotBlockingAlarm, RefusedAlarm } from "./alarm.ts";

/** What the runs of a job tell. In which commits something changed, GitHub has to be asked. */
export type Found =
  | Unasked<RefusedAlarm>
  | Unasked<NotBlockingAlarm>
  | Unasked<FailingAlarm>
  | HarmlessRefusal;

type Unasked<One> = Omit<One, "commits">;

// Each of these may be a bad day of GitHub's or StepSecurity's. Once is no reason to call people.
const passing: ReadonlySet<NotEnforcedCause> = new Set([
  "agent-timed-out",
  "switched-to-audit",
  "policy-store-failed",
]);

/** A job that does not block has not stopped to; one that is to return is known not to be as it should. */
const quiet: ReadonlySet<JobState> = new Set<JobState>([
  "returning",
  "learning",
  "settling",
  "ready",
  "held",
  "outdated",
  "ignored",
  "unguardable",
]);

/** So many endpoints of one job are told of. */
const mostRefused = 50;
const mostNames = 10;

/** Finds what people are to be told of a job of a workflow file, the gravest first; nothing of one that is to be left alone. */
export function findAlarms(job: JobAssessment, path: string): readonly Found[] {
  const { learned, reasons, state } = job;
  const isIgnored = reasons.some(({ code }) => code === "ignored");
  if (learned === null || isIgnored || quiet.has(state)) return [];
  const { baseline } = learned;
  const refusals = state === "not-guarded" ? [] : findRefusals(job, baseline);
  return [
    ...refusals,
    ...findForgedRecord(job, baseline),
    ...findUnenforced(job, path),
    ...findFailing(job, path),
  ];
}

function findRefusals({ jobId, misses }: JobAssessment, baseline: Baseline): readonly Found[] {
  // Of what only its own pull request was refused, that pull request tells.
  const own = misses.filter(({ isFromTrial, seenIn }) => !isFromTrial && seenIn === null);
  const waiting = own.filter(({ verdict }) => verdict === "suspicious" || verdict === "blocklisted");
  const harmless = own.filter(({ verdict }) => verdict === "asked");
  return [
    ...waiting.slice(0, mostRefused).map((miss) => describeRefusal(jobId, miss, baseline)),
    ...harmless.slice(0, mostRefused).map(
      (miss): HarmlessRefusal => ({
        kind: "harmless",
        jobId,
        endpoint: miss.endpoint,
        run: inOrder(miss.runs, baseline)[0] ?? "",
      }),
    ),
  ];
}

function describeRefusal(jobId: string, miss: Miss, baseline: Baseline): Found {
  const { endpoint, verdict, runs, failed, steps, processes, changed } = miss;
  const ordered = inOrder(miss.runs, baseline);
  const first = ordered[0] ?? "";
  return {
    kind: "refused",
    jobId,
    endpoint,
    isBlocklisted: verdict === "blocklisted",
    runs: runs.size,
    failed: failed.size,
    steps: steps.slice(0, mostNames),
    processes: processes.slice(0, mostNames),
    changed: changed.slice(0, mostNames),
    first,
    run: ordered.at(-1) ?? "",
    since: dayOf(first, baseline),
  };
}

function findForgedRecord(job: JobAssessment, baseline: Baseline): readonly Unasked<NotBlockingAlarm>[] {
  const leg = findForged(job);
  if (leg === null) return [];
  const { run, since, reason } = leg;
  return [
    {
      kind: "forged",
      jobId: job.jobId,
      extent: "unknown",
      causes: [{ message: forgedWords[reason] ?? "", lift: null, fact: reason }],
      run,
      first: since,
      since: dayOf(since, baseline),
      changed: [],
    },
  ];
}

function findUnenforced(job: JobAssessment, path: string): readonly Unasked<NotBlockingAlarm>[] {
  const { jobId, unenforced, learned, enforcement, reasons } = job;
  const baseline = learned?.baseline;
  if (baseline === undefined) return [];
  const legs = unenforced.filter(({ cause, run, since }) => !passing.has(cause) || run !== since);
  const weakened = reasons.filter(({ code }) => code in weakenedGuardWords);
  const unknown = troubleOf(job, "unknown");
  const shown = [...legs, ...(unknown === null ? [] : [unknown])];
  if (shown.length + weakened.length === 0) return [];
  // What the file alone says, it says before any run does.
  const run =
    inOrder(
      shown.map((one) => one.run),
      baseline,
    ).at(-1) ?? "";
  const [first = ""] = inOrder(
    shown.map(({ since }) => since),
    baseline,
  );
  const isNothing = weakened.some(({ code }) => code === "guard-gone");
  const isPartly = weakened.length > 0 || (legs.length > 0 && enforcement?.enforcedIn != null);
  return [
    {
      kind: "not-enforced",
      jobId,
      extent: isNothing ? "nothing" : isPartly ? "part" : legs.length > 0 ? "nothing" : "unknown",
      causes: [
        ...weakened.map((reason) => toCause(reason, reason.code)),
        ...describeLegs(legs),
        ...(unknown === null ? [] : [describeTroubled(unknown, path, jobId)]),
      ],
      run,
      first,
      since: dayOf(first, baseline),
      changed: [],
    },
  ];
}

function describeLegs(legs: readonly UnheldLeg[]): readonly Cause[] {
  const facts = [...new Set(legs.map(({ cause, detail }) => `${cause} ${detail ?? ""}`))].sort();
  // Each cause is said once, so of several the facts go with the first.
  return describeUnenforced(legs).map((reason, index) => toCause(reason, index === 0 ? facts.join(" ") : ""));
}

function findFailing(job: JobAssessment, path: string): readonly Unasked<FailingAlarm>[] {
  const { jobId, learned } = job;
  const trouble = troubleOf(job, "failing") ?? troubleOf(job, "died");
  if (trouble === null || learned === null) return [];
  const { run, since: first } = trouble;
  const causes = [describeTroubled(trouble, path, jobId)];
  return [{ kind: "failing", jobId, causes, run, first, since: dayOf(first, learned.baseline), changed: [] }];
}

function troubleOf({ trouble }: JobAssessment, kind: Trouble["kind"]): Trouble | null {
  return trouble?.kind === kind && !isForged(trouble.reason) ? trouble : null;
}

function describeTroubled(trouble: Trouble, path: string, jobId: string): Cause {
  const reason = describeTrouble(trouble, `${fileNameOf(path)}:${jobId}`);
  return toCause(reason, `${trouble.kind} ${trouble.reason ?? ""}`);
}

function toCause({ message, lift, deny }: Obstacle, fact: string): Cause {
  return { message, lift: lift ?? null, fact, ...(deny !== undefined && { deny }) };
}

/** Runs, oldest first; of those that have left the window no time is known. */
function inOrder(runs: Iterable<RunKey>, baseline: Baseline): readonly RunKey[] {
  const atOf = (run: RunKey): string => baseline.runs.get(run)?.at ?? "";
  return [...runs].sort((a, b) => (atOf(a) === atOf(b) ? (a < b ? -1 : 1) : atOf(a) < atOf(b) ? -1 : 1));
}

function dayOf(run: RunKey, baseline: Baseline): string {
  return baseline.runs.get(run)?.at.slice(0, 10) ?? "";
}
