import type { JobAssessment } from "../../../src/domain/assessment/job-assessment.ts";
import type { Proposal } from "../../../src/domain/proposal/select.ts";
import type { Entry } from "../../../src/domain/recommendation/recommendation.ts";
import { type LivingEndpoint, type LivingRepository, steps } from "./world.ts";

/** How the attacker's code comes into the jobs, and after how many of their runs it calls home. */
export interface Attacker {
  readonly kind:
    | "dependency-while-blocking"
    | "dependency-while-auditing"
    /** A writer adds a step to the workflow, changes the repository's own code, or commands the bot. */
    | "writer-of-workflow"
    | "writer-of-code"
    | "writer-by-command";
  readonly sleep: number;
}

export const attackerKinds: readonly Attacker["kind"][] = [
  "dependency-while-blocking",
  "dependency-while-auditing",
  "writer-of-workflow",
  "writer-of-code",
  "writer-by-command",
];
export const longestSleep = 20;

/** Of the attacker's hosts. */
export const hostile = /attacker/;
/** Who owns the writer's account. */
export const hostileLogin = "mallory";

// From this day on an attack may begin that needs all lists to be in force; one in audit mode begins when a job has run for some days.
const blockingFrom = 220;
const auditingFrom = 9;
const attackDays = 20;

/** A file that the attacker changed. */
export interface HostileChange {
  readonly day: number;
  readonly file: string;
  readonly line: string;
}

/** What the jobs call from some day on, and what was changed for it. */
export interface Attack {
  readonly kind: Attacker["kind"];
  /** By job id. */
  readonly calls: ReadonlyMap<string, readonly LivingEndpoint[]>;
  readonly change: HostileChange | null;
}

/** Begins an attack once the time has come; null before. `isBlocking`: whether all jobs block. */
export function beginAttack(
  { kind, sleep }: Attacker,
  { updates, jobs }: LivingRepository,
  isBlocking: boolean,
  day: number,
): Attack | null {
  const needsBlocking = kind === "dependency-while-blocking";
  if (needsBlocking ? day < blockingFrom || !isBlocking : day < auditingFrom) return null;
  const isDependency = kind.startsWith("dependency");
  const began = isDependency ? updates.find((update) => update > day) : day;
  if (began === undefined) return null;
  const calls = new Map(
    jobs.flatMap(({ id, runs }) => {
      const from = runs.filter((run) => run > began)[sleep];
      return from === undefined ? [] : [[id, callHome(from)] as const];
    }),
  );
  const change = {
    day: began,
    file: kind === "writer-of-workflow" ? ".github/workflows/ci.yml" : "src/index.ts",
    line: "      - run: node src/report.js",
  };
  return { kind, calls, change: isDependency ? null : change };
}

/** One fails the job where it is refused, the other does so without a sound, again and again. */
function callHome(from: number): readonly LivingEndpoint[] {
  const call = (host: string, isEssential: boolean): LivingEndpoint => ({
    host,
    from,
    until: from + attackDays,
    chance: 1,
    step: steps[0],
    isEssential,
  });
  return [call("collect.attacker.com", true), call("beacon.attacker.com", false)];
}

/** Something in a proposal that a person has not answered for. */
export interface Proposed {
  readonly endpoint: string;
  readonly flags: readonly string[];
  /** Somebody's word on it, other than the attacker's. */
  readonly isAnswered: boolean;
}

/** The entries that a proposal puts into lists. */
export function listProposed({ switched, repaired, lists }: Proposal): readonly Proposed[] {
  const of = ({ recommendation }: JobAssessment, texts: readonly string[]): readonly Entry[] =>
    (recommendation?.entries ?? []).filter(({ text }) => texts.includes(text));
  return [
    ...switched.flatMap((job) => of(job, lists.get(job.jobId) ?? [])),
    ...repaired.flatMap((job) => of(job, job.repairs)),
  ].map(({ text, flags, decision }) => ({
    endpoint: text,
    flags,
    isAnswered: decision?.origin.kind === "person" && decision.origin.login !== hostileLogin,
  }));
}

/** The flags that name the reason why an attacker's host is one to look at. */
const reasons: Readonly<Record<Attacker["kind"], readonly string[]>> = {
  "dependency-while-blocking": ["new-after-dependency-change"],
  "dependency-while-auditing": ["new-after-dependency-change"],
  "writer-of-workflow": ["new-after-dependency-change"],
  "writer-of-code": ["late-arrival", "unknown-host"],
  "writer-by-command": ["allowed-by-hand", "late-arrival", "unknown-host"],
};

/** Whether a proposed host of the attacker's lacks the flag that names the reason. */
export function lacksFlag({ endpoint, flags }: Proposed, kind: Attacker["kind"]): boolean {
  return hostile.test(endpoint) && !flags.some((flag) => reasons[kind].includes(flag));
}

const tellingFlags = [
  "new-after-dependency-change",
  "late-arrival",
  "punycode",
  "similar-to",
  "newly-shared-tenant",
];

/**
 * Whether a careful reviewer does not merge it as it is. The hosts of the jobs stand for known ones, so that one is unknown tells only of the
 * attacker's.
 */
export function isFlagged({ endpoint, flags, isAnswered }: Proposed): boolean {
  if (isAnswered) return false;
  const telling = hostile.test(endpoint)
    ? [...tellingFlags, "unknown-host", "allowed-by-hand"]
    : tellingFlags;
  return flags.some((flag) => telling.includes(flag));
}
