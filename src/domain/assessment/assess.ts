import { finish, type Turns } from "../../shared/turns.ts";
import { emptyBaseline } from "../baseline/baseline.ts";
import type { JobDecision } from "../baseline/decision.ts";
import { type BlockingFile, readEnforcement } from "../baseline/enforcement-now.ts";
import { type Miss, withRepairs } from "../baseline/misses.ts";
import { type Doubted, doubtOldRecords } from "../baseline/recorded-by.ts";
import { findUnguardedLegs } from "../baseline/unguarded-legs.ts";
import type { Enforcer } from "../guard/enforcer.ts";
import type { GuardPolicy } from "../guard/guard-policy.ts";
import { type EditRefusal, othersPolicy } from "../guard/refusal.ts";
import { formatVersion } from "../harden-runner/version.ts";
import { endOf } from "../harden-runner/version-table.ts";
import { asUnread } from "../record/reasons.ts";
import {
  obstacleWords,
  sayReturnedJob,
  sayRunsElsewhere,
  sayStayComment,
} from "../text/sentences/obstacles.ts";
import { sayDoubtedRuns } from "../text/sentences/versions.ts";
import { expectJob } from "../workflow/jobs/expected-job.ts";
import { findWhereItRuns } from "../workflow/where-it-runs.ts";
import type { Job, ParseResult, WorkflowFile } from "../workflow/workflow-file.ts";
import { judgeBlocking } from "./assess-blocking.ts";
import { findDeadEntries } from "./dead-entries.ts";
import { describeUnguardable } from "./describe-unguardable.ts";
import {
  type AssessedFile,
  isEdited,
  type JobAssessment,
  keepUnused,
  type Learned,
  type Obstacle,
  refuse,
  sayDecided,
  wantedOf,
} from "./job-assessment.ts";
import type { JobRecord } from "./job-record.ts";
import { judgeMisses, spreadMoves } from "./judge-misses.ts";
import {
  type BlockingVersion,
  judgeBlockingVersion,
  judgeVersion,
  recordsIncomplete,
  type VersionVerdict,
} from "./judge-version.ts";
import { isIgnoredBySettings, type Rules } from "./rules.ts";
import { describeWeakenedGuard } from "./weakened-guard.ts";
import { weighJob } from "./weigh-job.ts";

/** Assesses the jobs of a workflow file, in the file's order. `learned` is by job id. */
export function assessFile(
  parsed: ParseResult,
  path: string,
  learned: ReadonlyMap<string, Learned>,
  rules: Rules,
): AssessedFile {
  return finish(assessByJob(parsed, path, learned, rules));
}

/** The same in turns, some for each job, so that a file with hundreds of them does not hold up everything else. */
export function* assessByJob(
  parsed: ParseResult,
  path: string,
  learned: ReadonlyMap<string, Learned>,
  rules: Rules,
): Turns<AssessedFile> {
  if (!parsed.ok) return { ok: false, problem: parsed.problem };
  const { file } = parsed;
  const misses = yield* findAllMisses(file, learned, rules);
  const judged: JobAssessment[] = [];
  for (const job of file.jobs) {
    yield;
    const context = { file, path, rules, misses: misses.get(job.id) ?? [] };
    judged.push(judge(job, context, learned.get(job.id) ?? null));
  }
  const { jobs: settled, refusals } = yield* settleMoves(file, path, judged, rules.enforcer);
  const jobs = settled.map((job) => {
    const refusal = refusals.get(job.jobId);
    return refusal === undefined ? job : refuse(job, refusal);
  });
  return { ok: true, jobs: waitForDue(jobs) };
}

/** Leaves the entries that are hardly called any more in the lists as long as none of the file is due. */
function waitForDue(jobs: readonly JobAssessment[]): readonly JobAssessment[] {
  if (jobs.some(({ unused }) => unused.some(({ isDue }) => isDue))) return jobs;
  return jobs.map(keepUnused);
}

/**
 * Finds what cannot be edited. A list that blocks is changed also where its step cannot move to another release, and what somebody denied leaves
 * it also where what is not used cannot.
 */
function* settleMoves(
  file: WorkflowFile,
  path: string,
  jobs: readonly JobAssessment[],
  enforcer: Enforcer,
): Turns<{ readonly jobs: readonly JobAssessment[]; readonly refusals: ReadonlyMap<string, EditRefusal> }> {
  const refusals = yield* findRefusals(file, path, jobs, enforcer);
  const asksLess = ({ pin, repairs, unused, denied }: JobAssessment): boolean =>
    (pin !== null && repairs.length + unused.length + denied.length > 0) ||
    (unused.length > 0 && denied.length > 0);
  const staying = new Set(jobs.filter((job) => asksLess(job) && refusals.has(job.jobId)));
  if (staying.size === 0) return { jobs, refusals };
  const stayed = jobs.map((job) =>
    staying.has(job) ? { ...job, pin: null, unused: job.denied.length > 0 ? [] : job.unused } : job,
  );
  return { jobs: stayed, refusals: yield* findRefusals(file, path, stayed, enforcer) };
}

/** What block mode refused the jobs of the file, by job id. */
function* findAllMisses(
  file: WorkflowFile,
  learned: ReadonlyMap<string, Learned>,
  rules: Rules,
): Turns<ReadonlyMap<string, readonly Miss[]>> {
  const jobs = new Map<string, { readonly guard: GuardPolicy; readonly misses: readonly Miss[] }>();
  for (const job of file.jobs) {
    const guard = rules.enforcer.read(job);
    if (guard === null) continue;
    yield;
    const known = learned.get(job.id);
    jobs.set(job.id, { guard, misses: known === undefined ? [] : judgeMisses(job.id, guard, known, rules) });
  }
  return spreadMoves(jobs);
}

interface Context {
  readonly file: WorkflowFile;
  readonly path: string;
  readonly rules: Rules;
  /** Of the job at hand. */
  readonly misses: readonly Miss[];
}

function judge(job: Job, context: Context, learned: Learned | null): JobAssessment {
  const { rules, path, misses } = context;
  const guard = rules.enforcer.read(job);
  const [step] = job.guards;
  const decision = rules.decisions.jobs.get(job.id) ?? null;
  const known = learned === null || learned.baseline.runs.size === 0 ? null : learned;
  const seen = withRepairs(known?.baseline ?? emptyBaseline, misses);
  const { baseline, ...doubts } = doubtOldRecords(seen);
  const numbers =
    known === null && misses.length === 0 ? null : weighJob(job, baseline, decision, { ...context, known });
  const legs = known === null ? null : findUnguardedLegs(known.baseline);
  // A record without marks says nothing of the runner; where the version may still move, that is judged.
  const isMoving = guard?.policy !== "block";
  const unguarded = (legs?.unguarded ?? []).filter(({ reason }) => !isMoving || reason !== "unmarked-record");
  const assessment = {
    jobId: job.id,
    overridden: [],
    decision,
    unguardedLegs: unguarded,
    learned: known,
    recommendation: numbers?.recommendation ?? null,
    readiness: numbers?.readiness ?? null,
    enforcement: known === null ? null : readEnforcement(known.baseline, readBlockingFile(job, context)),
    unenforced: [],
    trouble: null,
    misses,
    repairs: [],
    unused: [],
    denied: [],
    pin: null,
  };
  const weakened = describeWeakenedGuard(job, rules.records.get(job.id) ?? null);
  const ignored = readIgnored(decision, isIgnoredBySettings(rules.settings, path, job.id));
  if (guard === null)
    return { ...assessment, state: "not-guarded", reasons: ignored === null ? weakened : [] };
  const elsewhere = rules.enforcer.findObstacle(guard, job.id);
  const isReported = elsewhere?.code === othersPolicy && guard.policy === "block";
  if (elsewhere !== null && !isReported && ignored === null)
    return { ...assessment, state: "refused", reasons: [elsewhere] };
  if (guard.policy === "block") {
    const version: BlockingVersion =
      step === undefined ? { why: null, pin: null } : judgeBlockingVersion(step, known, rules);
    const blocked = judgeBlocking(
      assessment,
      guard,
      { ignored, version, elsewhere: isReported ? elsewhere : null },
      context,
    );
    return { ...blocked, reasons: [...weakened, ...blocked.reasons] };
  }
  if (ignored !== null) return { ...assessment, state: "ignored", reasons: [ignored] };
  const returned = sayReturned(rules.records.get(job.id) ?? null, decision);
  if (returned !== null) return { ...assessment, state: "ignored", reasons: [returned] };
  if (decision?.kind === "audit")
    return { ...assessment, state: "ignored", reasons: [sayDecided(decision, "audit")] };
  // Where a record cannot be read the list would lack what that leg calls, and Harden-Runner may hold it to the list all the same.
  const unread = unguarded.filter(({ reason }) => asUnread(reason) !== null);
  if (unread.length > 0) return { ...assessment, state: "held", reasons: [describeUnguardable(unread)] };
  if (legs !== null && unguarded.length > 0 && !legs.hasGuarded)
    return { ...assessment, state: "unguardable", reasons: [describeUnguardable(unguarded)] };
  if (guard.stayComment !== null && decision?.kind !== "propose")
    return {
      ...assessment,
      state: "held",
      reasons: [{ code: "comment-says-audit", ...sayStayComment(guard.stayComment) }],
    };
  const dead = findDeadEntries(guard, rules.resolutions);
  if (dead.length > 0) return { ...assessment, state: "held", reasons: dead };
  if (numbers === null) {
    const where = findWhereItRuns(job, context.file, rules.defaultBranch);
    const saying = where === null ? obstacleWords.nothingLearned : sayRunsElsewhere(where);
    return { ...assessment, state: "learning", reasons: [{ code: "nothing-learned", ...saying }] };
  }
  const isInFile = rules.enforcer.isInFile(job.id);
  const version: VersionVerdict =
    step === undefined || known === null ? { kind: "fine" } : judgeVersion(step, known, rules, isInFile);
  if (version.kind === "held")
    return { ...assessment, state: "held", reasons: [version.why, ...numbers.readiness.reasons] };
  if (version.kind === "moves-first")
    return { ...assessment, state: "outdated", reasons: [version.why], pin: version.pin };
  const { readiness } = numbers;
  const gates = decision?.kind === "propose" ? new Set(decision.gates) : new Set();
  const lacking = readiness.reasons.length === 0 ? [] : [...readiness.reasons, ...describeDoubts(doubts)];
  const reasons = lacking.filter(({ code }) => !gates.has(code));
  const overridden = [...numbers.confirmed, ...lacking.filter(({ code }) => gates.has(code))];
  // The verdict is the gravest of its reasons; where those that are left are none, nothing is in the way.
  const state = reasons.length === 0 ? "ready" : readiness.verdict;
  const pin = version.kind === "moves" ? version.pin : null;
  return { ...assessment, state, reasons, overridden, pin };
}

function readBlockingFile(job: Job, { file, rules }: Context): BlockingFile {
  return { blockedAt: rules.records.get(job.id)?.blockedAt ?? null, legs: expectJob(job, file).legs };
}

/** That runs were taken away from those that count. */
function describeDoubts({ doubted, version }: Pick<Doubted, "doubted" | "version">): readonly Obstacle[] {
  if (version === null) return [];
  const fixedIn = endOf("defect-audit-misses-udp");
  return [{ code: recordsIncomplete, ...sayDoubtedRuns(doubted, formatVersion(version), fixedIn) }];
}

function readIgnored(decision: JobDecision | null, isInSettings: boolean): Obstacle | null {
  // Somebody's word on this very job is newer and nearer than a line of the settings.
  if (decision?.kind === "ignore") return sayDecided(decision, "ignore");
  return isInSettings && decision === null ? { code: "ignored", ...obstacleWords.ignoredBySettings } : null;
}

/** That somebody has returned a job to audit mode by hand, and not asked for it to be proposed since; null where nobody has. */
function sayReturned(record: JobRecord | null, decision: JobDecision | null): Obstacle | null {
  const { returnedAt = null } = record ?? {};
  if (returnedAt === null || (decision?.kind === "propose" && decision.at > returnedAt)) return null;
  return { code: "returned-to-audit", ...sayReturnedJob(returnedAt.slice(0, 10)) };
}

/** Why jobs cannot be edited that are to be, by job id. */
function* findRefusals(
  file: WorkflowFile,
  path: string,
  jobs: readonly JobAssessment[],
  enforcer: Enforcer,
): Turns<ReadonlyMap<string, EditRefusal>> {
  const wanted = new Map(
    jobs.flatMap((job) => {
      const one = isEdited(job, enforcer) ? wantedOf(job) : null;
      return one === null ? [] : [[job.jobId, one] as const];
    }),
  );
  const { refused } = yield* enforcer.apply(file, wanted, { path });
  return new Map(refused.map((refusal) => [refusal.job, refusal]));
}
