import { branchEvents } from "../run/branch-events.ts";
import { canRunOnSuccess, type KnownContexts } from "./condition.ts";
import type { TextLike } from "./condition-values.ts";
import type { Scalar } from "./loose-equal.ts";

/**
 * Where a step can run, as its condition says: in runs from which a list is learned, or only in those of pull requests, of tags, or with
 * debug logging, or in others.
 */
export type StepPlace = "default-branch" | "debug-logging" | "pull-requests" | "tags" | "elsewhere";

/** Events that are learned from too, and have refs of their own. */
const refsOfEvents: ReadonlyMap<string, string> = new Map([
  ["merge_group", "refs/heads/gh-readonly-queue/"],
  ["release", "refs/tags/"],
]);

/**
 * Tells where a step with this `if:` (a text or value as YAML has it) can run. `triggers` are the events that start its workflow; null
 * where others may call it. Where the condition asks for what only a run knows, it is as if it said nothing.
 */
export function placeOf(condition: unknown, triggers: ReadonlySet<string> | null): StepPlace {
  // Most steps have none, and of those that have one most run everywhere.
  if (condition === null || condition === undefined) return "default-branch";
  const starts = (event: string): boolean => triggers === null || triggers.has(event);
  const events = [...branchEvents, ...refsOfEvents.keys()].filter(starts);
  const learned = (more: Entries): boolean =>
    events.some((event) => canRunOnSuccess(condition, contextsOf(event, refsOfEvents.get(event), more)));
  if (learned([["runner.debug", null]])) return "default-branch";
  if (learned([["runner.debug", "1"]])) return "debug-logging";
  if (starts("pull_request") && canRunOnSuccess(condition, ofPullRequest)) return "pull-requests";
  if (starts("push") && canRunOnSuccess(condition, contextsOf("push", "refs/tags/"))) return "tags";
  return "elsewhere";
}

type Entries = readonly (readonly [string, Scalar | TextLike])[];

function contextsOf(event: string, ref = "refs/heads/", more: Entries = []): KnownContexts {
  return new Map<string, Scalar | TextLike>([
    ...ofAnyRun,
    ["github.event_name", event],
    ["github.ref", { prefix: ref }],
    ["github.ref_type", ref === "refs/tags/" ? "tag" : "branch"],
    ["github.event.pull_request", null],
    ["github.head_ref", ""],
    ["github.base_ref", ""],
    ...more,
  ]);
}

const ofAnyRun: Entries = [["github.repository", { prefix: "" }]];

const ofPullRequest: KnownContexts = new Map<string, Scalar | TextLike>([
  ...ofAnyRun,
  ["github.event_name", "pull_request"],
  ["github.ref", { prefix: "refs/pull/" }],
  ["github.ref_type", "branch"],
]);
