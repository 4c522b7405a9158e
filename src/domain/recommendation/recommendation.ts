import type { Arrivals } from "../baseline/arrival.ts";
import type { Sighting } from "../baseline/baseline.ts";
import type { Decision } from "../baseline/decision.ts";
import type { Unlistable } from "./candidate.ts";
import type { Flagged } from "./entry-flags.ts";

/** What a recommendation obeys beside what was called. */
export interface RecommendOptions {
  /** Whether rotating hosts may become a pattern: only if it was allowed, never, or by themselves. */
  readonly wildcards: "ask" | "never" | "allow";
  readonly decisions: readonly Decision[];
  /** By host: those that do not resolve, and those of which no resolver would say. */
  readonly resolutions: ReadonlyMap<string, "missing" | "unanswered">;
  /** The keys of the steps that the workflow file has; null where it is not at hand. */
  readonly steps?: readonly string[] | null;
  /** What had changed when endpoints were first wanted, as far as known. */
  readonly arrivals?: Arrivals;
}

export const defaultRecommendOptions: RecommendOptions = {
  wildcards: "allow",
  decisions: [],
  resolutions: new Map(),
};

/** Why something that was observed is not in the list. */
export type LeftOutReason =
  | Unlistable
  | "resolved-only"
  | "address-without-name"
  | "rotating-host"
  | "denied"
  | "does-not-resolve"
  /** First called right after a dependency or an action changed: it waits for a person's word. */
  | "new-after-dependency-change";

/** Why a job cannot be switched to block mode with this list. `endpoint` may be a pattern with its port. */
export type Hold =
  | { readonly code: "address-without-name" | "wildcard-not-confirmed"; readonly endpoint: string }
  /** GitHub masks a part of the name, of which `endpoint` has the rest. */
  | { readonly code: "masked-name"; readonly endpoint: string }
  /** No resolver said whether it resolves. */
  | { readonly code: "host-unanswered"; readonly endpoint: string }
  /** `isForbidden`: the settings allow no wildcard; otherwise any would let strangers in. */
  | {
      readonly code: "rotating-host-without-pattern";
      readonly endpoint: string;
      readonly isForbidden: boolean;
    }
  /** The pattern would let through what somebody denied. */
  | { readonly code: "denied-name-in-pattern"; readonly endpoint: string; readonly denied: string };

/** One entry of the allow-list, `host:port` or `prefix*suffix:port`. */
export interface Entry extends Flagged {
  readonly text: string;
  /** The endpoints behind it: itself, or those that a pattern stands for. */
  readonly covers: readonly string[];
  /** What put it on the list, joined over the endpoints behind it; empty for what was allowed and never called. */
  readonly sighting: Sighting;
  /** The place in the timeline of the baseline of the run from which on the entry was in the list; -1 for before all. */
  readonly since: number;
  /** The allow of exactly this entry. */
  readonly decision: Decision | null;
}

/** Something that was observed, or allowed, and is not in the list. */
export interface LeftOut {
  readonly endpoint: string;
  readonly reason: LeftOutReason;
  /** The deny that concerns it. */
  readonly decision: Decision | null;
  /** What had changed right before it was first called; absent where that is not why. Foreign names. */
  readonly changed?: readonly string[];
  /** The place in the timeline of the baseline of the first run that called it; absent where that is not why. */
  readonly since?: number;
}

/** The allow-list computed from a baseline, with what was left out and why. Both are sorted. */
export interface Recommendation {
  readonly entries: readonly Entry[];
  readonly leftOut: readonly LeftOut[];
  readonly holds: readonly Hold[];
}
