import { settleDecisions } from "../baseline/decided.ts";
import type { EnforcementNow, UnenforcedLeg } from "../baseline/enforcement-now.ts";
import { runIdOf } from "../baseline/memory.ts";
import type { UnguardedLeg } from "../baseline/unguarded-legs.ts";
import { missingEntries } from "../endpoint/entry-list.ts";
import { findDenied, withRemovals } from "../guard/denied-entries.ts";
import type { GuardPolicy } from "../guard/guard-policy.ts";
import { explainHold } from "../readiness/explain-hold.ts";
import type { Recommendation } from "../recommendation/recommendation.ts";
import { asUnread, isLogMissing } from "../record/reasons.ts";
import { fileNameOf } from "../run/file-name.ts";
import { sayDeniedFirst, sayDeniedWaits, sayLeftOut } from "../text/sentences/misses.ts";
import { sayLogMissing, sayNotProved } from "../text/sentences/trouble.ts";
import { describeUnenforced } from "./describe-enforcement.ts";
import { describeMisses } from "./describe-misses.ts";
import { describeTrouble } from "./describe-trouble.ts";
import { findTrouble } from "./find-trouble.ts";
import {
  deniedCode,
  type JobAssessment,
  type JobState,
  type Obstacle,
  sayDecided,
} from "./job-assessment.ts";
import type { BlockingVersion } from "./judge-version.ts";
import { describeUnused, partUnused, rememberList } from "./part-unused.ts";
import { listDecisions, type Rules } from "./rules.ts";

type Unjudged = Omit<JobAssessment, "state" | "reasons">;

/**
 * How a job stands whose guard step blocks, or says so. `version` is what is to be said of the step's, which moves with its list;
 * `elsewhere` why its policy is left alone.
 */
export function judgeBlocking(
  job: Unjudged,
  guard: GuardPolicy,
  {
    ignored,
    version,
    elsewhere,
  }: {
    readonly ignored: Obstacle | null;
    readonly version: BlockingVersion;
    readonly elsewhere: Obstacle | null;
  },
  { rules, path }: { readonly rules: Rules; readonly path: string },
): JobAssessment {
  const { decision, misses, enforcement, unguardedLegs, learned } = job;
  const notes = [version.why, elsewhere].filter((note) => note !== null);
  if (decision?.kind === "audit")
    return { ...job, state: "returning", reasons: [sayDecided(decision, "audit"), ...notes] };
  const isInFile = rules.enforcer.isInFile(job.jobId);
  const decided = settleDecisions(listDecisions(rules));
  const edits = ignored !== null || elsewhere !== null ? "none" : isInFile ? "file" : "policy";
  const named = `${fileNameOf(path)}:${job.jobId}`;
  const shown = listUnenforced(enforcement, unguardedLegs);
  const unenforced = withRemovals(shown, guard, { decided, job: named, edits });
  const blockedAt = rules.records.get(job.jobId)?.blockedAt ?? null;
  const trouble = learned === null ? null : findTrouble(learned.baseline, { misses, enforcement, blockedAt });
  const failures = [
    ...describeUnenforced(unenforced),
    ...(trouble === null ? [] : [describeTrouble(trouble, named)]),
    ...describeMissingLogs(enforcement, trouble),
  ];
  const memories = rememberList(job, guard, rules);
  const denied = edits === "none" ? [] : findDenied(guard, { decided, legs: unenforced, memories });
  // While an entry turns all blocking off, a list that lacks something blocks nothing either.
  const fatal = denied.find(({ unresolvedIn }) => unresolvedIn !== null);
  const repairs = ignored === null && fatal === undefined ? listRepairs(job, guard) : [];
  const others = describeMisses(misses, named, (endpoint) =>
    fatal === undefined ? findObstacle(endpoint, job.recommendation) : sayDeniedFirst(fatal.key),
  );
  const state = repairs.length > 0 ? "missing" : stateOf({ unenforced, trouble, enforcement });
  const unused =
    state === "enforced" || state === "unproven"
      ? partUnused(job, memories, denied, { rules, decided })
      : { own: [], others: [] };
  const waiting = repairs.length > 0 ? denied : [];
  const known = [
    ...others,
    ...waiting.map(({ key }) => ({ code: deniedCode, ...sayDeniedWaits(key) })),
    ...notes,
    ...unused.others.map(describeUnused),
  ];
  const proof = state === "unproven" ? [describeUnproven(enforcement, unguardedLegs)] : [];
  const reasons = state === "missing" ? [...known, ...failures] : [...failures, ...known, ...proof];
  const trimmed = ignored === null ? unused.own : [];
  const removed = repairs.length > 0 ? [] : denied;
  return {
    ...job,
    state,
    reasons: ignored === null ? reasons : [ignored, ...reasons],
    unenforced,
    trouble,
    repairs,
    unused: trimmed,
    denied: removed,
    pin: isInFile && repairs.length + trimmed.length + removed.length > 0 ? version.pin : null,
  };
}

/** That the log of the newest run is missing, where it failed: it may have been refused what it needs. */
function describeMissingLogs(
  enforcement: EnforcementNow | null,
  trouble: JobAssessment["trouble"],
): readonly Obstacle[] {
  const leg = enforcement?.silent.find(({ state, reason }) => state === "died" && isLogMissing(reason));
  if (leg === undefined || trouble?.run === leg.run) return [];
  return [{ code: "log-missing", ...sayLogMissing(runIdOf(leg.run)) }];
}

function stateOf({
  unenforced,
  trouble,
  enforcement,
}: Pick<JobAssessment, "unenforced" | "trouble" | "enforcement">): JobState {
  if (unenforced.length > 0) return "not-enforced";
  if (trouble !== null) return "failing";
  return enforcement?.enforcedIn == null ? "unproven" : "enforced";
}

/** That no run has proved that the list is enforced, and why, as far as that is known. */
function describeUnproven(enforcement: EnforcementNow | null, unguarded: readonly UnguardedLeg[]): Obstacle {
  const reason = enforcement?.silent[0]?.reason ?? unguarded[0]?.reason ?? null;
  return { code: "not-proved", ...sayNotProved(reason) };
}

/** The legs that are not held to the list: as runs showed, or because of where they run. */
function listUnenforced(
  enforcement: EnforcementNow | null,
  unguarded: readonly UnguardedLeg[],
): readonly UnenforcedLeg[] {
  const shown = enforcement?.unenforced ?? [];
  if (enforcement !== null && enforcement.enforcedIn !== null) return shown;
  const more = unguarded
    .filter(
      ({ leg, reason }) =>
        reason !== "subscription-required" &&
        asUnread(reason) === null &&
        shown.every((one) => one.leg !== leg),
    )
    .map(
      ({ leg, reason, run }): UnenforcedLeg => ({
        leg,
        cause: "not-monitored",
        detail: reason,
        run,
        since: run,
        version: null,
      }),
    );
  return [...shown, ...more];
}

/** The entries to add: those that stand for a refused endpoint that the job needs, and against which nothing speaks. */
function listRepairs({ misses, recommendation }: Unjudged, guard: GuardPolicy): readonly string[] {
  const needed = new Set(
    misses.filter(({ verdict }) => verdict === "repair").map(({ endpoint }) => endpoint),
  );
  if (needed.size === 0) return [];
  const held = new Set((recommendation?.holds ?? []).map(({ endpoint }) => endpoint));
  const entries = (recommendation?.entries ?? [])
    .filter(({ text, covers }) => !held.has(text) && covers.some((endpoint) => needed.has(endpoint)))
    .map(({ text }) => text);
  return missingEntries(guard.pieces, entries);
}

/** What speaks against an entry for an endpoint that the job needs; null where nothing does. Foreign text. */
function findObstacle(endpoint: string, recommendation: Recommendation | null): string | null {
  const { entries = [], holds = [], leftOut = [] } = recommendation ?? {};
  const names = entries.filter(({ covers }) => covers.includes(endpoint)).map(({ text }) => text);
  const hold = holds.find((one) => one.endpoint === endpoint || names.includes(one.endpoint));
  if (hold !== undefined) return explainHold(hold).message;
  const left = leftOut.find((one) => one.endpoint === endpoint);
  return left === undefined ? null : sayLeftOut(left.reason);
}
