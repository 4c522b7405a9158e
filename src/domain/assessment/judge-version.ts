import { findLastFetched, missesConnections } from "../baseline/recorded-by.ts";
import { findComingVersion, type GuardVersion } from "../harden-runner/guard-version.ts";
import { holds } from "../harden-runner/holds.ts";
import { pinKindOf } from "../harden-runner/pin.ts";
import { formatVersion } from "../harden-runner/version.ts";
import { endOf } from "../harden-runner/version-table.ts";
import {
  sayBlocksWithOld,
  sayEndedMovingTag,
  sayHeldVersion,
  sayMovesBeforePolicy,
  sayMovesFirst,
  sayNoTarget,
  sayUnknownVersion,
} from "../text/sentences/versions.ts";
import type { GuardStep } from "../workflow/guard-step.ts";
import type { Learned, Obstacle } from "./job-assessment.ts";
import type { PinMove } from "./pin-move.ts";
import type { Rules } from "./rules.ts";

/** Whether a job may block with the version of Harden-Runner that its step uses. */
export type VersionVerdict =
  | { readonly kind: "fine" }
  /** It moves in the edit that lets it block. */
  | { readonly kind: "moves"; readonly pin: PinMove }
  /** It moves before anything else is proposed. */
  | { readonly kind: "moves-first"; readonly pin: PinMove; readonly why: Obstacle }
  | { readonly kind: "held"; readonly why: Obstacle };

const defect = "defect-kills-long-jobs";

/** Judges the version of the step of a job in audit mode. `isInFile` where an edit of the file lets it block. */
export function judgeVersion(
  guard: GuardStep,
  learned: Learned,
  { settings, hardenRunner }: Pick<Rules, "settings" | "hardenRunner">,
  isInFile: boolean,
): VersionVerdict {
  const { target, upstream } = hardenRunner;
  const version = versionOf(guard, learned);
  if (version.kind === "unknown") {
    const { ref } = guard;
    const newer = upstream.newer.find(({ commit }) => commit === ref.toLowerCase())?.tag ?? null;
    return held("version-unknown", sayUnknownVersion(ref, newer, target?.tag ?? endOf(defect)));
  }
  if (holds(defect, version) !== "yes") return { kind: "fine" };
  const from = formatVersion(version.version);
  const versions = { version: from, fixedIn: endOf(defect) };
  if (pinKindOf(guard.ref) === "moving")
    return held("version-moving", sayEndedMovingTag(guard.ref, versions));
  if (settings.hardenRunner === "hold") return held("version-held", sayHeldVersion(versions));
  if (target === null) return held("version-without-target", sayNoTarget(versions));
  const pin = { from, to: target };
  if (missesConnections(version)) {
    const saying = sayMovesFirst(from, endOf("defect-audit-misses-udp"), target.tag);
    return { kind: "moves-first", pin, why: { code: recordsIncomplete, ...saying } };
  }
  if (isInFile) return { kind: "moves", pin };
  return {
    kind: "moves-first",
    pin,
    why: { code: oldVersion, ...sayMovesBeforePolicy(versions, target.tag) },
  };
}

/** The code of a version that must not block, and that of one whose records miss connections. */
export const oldVersion = "old-version";
export const recordsIncomplete = "records-incomplete";

/** What is to be said of the version of a job that blocks already. */
export interface BlockingVersion {
  /** Null where nothing is. */
  readonly why: Obstacle | null;
  /** The release that the next edit of its list moves it to; null where it stays. */
  readonly pin: PinMove | null;
}

/** Judges the version of a job that blocks already. The settings may keep it. */
export function judgeBlockingVersion(
  guard: GuardStep,
  learned: Learned | null,
  { settings, hardenRunner: { target } }: Pick<Rules, "settings" | "hardenRunner">,
): BlockingVersion {
  const version = versionOf(guard, learned);
  if (version.kind === "unknown" || holds(defect, version) !== "yes") return { why: null, pin: null };
  const from = formatVersion(version.version);
  const why = { code: oldVersion, ...sayBlocksWithOld({ version: from, fixedIn: endOf(defect) }) };
  const moves = pinKindOf(guard.ref) !== "moving" && settings.hardenRunner === "bump" && target !== null;
  return { why, pin: moves ? { from, to: target } : null };
}

function versionOf(guard: GuardStep, learned: Learned | null): GuardVersion {
  return findComingVersion(guard, learned === null ? null : findLastFetched(learned.baseline, guard.ref));
}

function held(code: string, saying: Omit<Obstacle, "code">): VersionVerdict {
  return { kind: "held", why: { code, ...saying } };
}
