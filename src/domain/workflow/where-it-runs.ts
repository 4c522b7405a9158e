import { isMap, isScalar, isSeq } from "yaml";
import { matchesBranch, plainBranchPattern } from "../run/branch-pattern.ts";
import { placeOf } from "./step-place.ts";
import { findTrigger, listTriggers } from "./triggers.ts";
import type { Job, WorkflowFile } from "./workflow-file.ts";
import { findPair } from "./yaml-map.ts";

/** Where a job runs that never runs for a commit of the default branch alone. */
export interface RunsElsewhere {
  readonly isForTags: boolean;
  /** The patterns of branches; foreign text. */
  readonly branches: readonly string[];
  /** Events whose runs are not learned from; foreign names. */
  readonly events: readonly string[];
}

const learned: ReadonlySet<string> = new Set([
  "schedule",
  "workflow_dispatch",
  "repository_dispatch",
  "merge_group",
  "pull_request",
  "branch_protection_rule",
  "label",
  "milestone",
  "public",
  "workflow_call",
]);

/**
 * Tells where a job runs if it does not run for pushes to the default branch, by a schedule, by hand or for pull requests; null where it
 * does, or where the file does not tell.
 */
export function findWhereItRuns(job: Job, file: WorkflowFile, defaultBranch: string): RunsElsewhere | null {
  const triggers = listTriggers(file);
  const node = file.resolve(job.node);
  const condition = isMap(node) ? file.resolve(findPair(node, "if")?.value) : null;
  const place = placeOf(isScalar(condition) ? condition.value : null, triggers);
  const forTags: RunsElsewhere = { isForTags: true, branches: [], events: [] };
  if (place === "tags") return forTags;
  let found: RunsElsewhere = { isForTags: false, branches: [], events: [] };
  for (const event of triggers) {
    const where = event === "push" ? readPush(file, defaultBranch) : readEvent(event);
    if (where === null) return null;
    found = {
      isForTags: found.isForTags || where.isForTags,
      branches: [...found.branches, ...where.branches],
      events: [...found.events, ...where.events],
    };
  }
  return triggers.size === 0 ? null : found;
}

function readEvent(event: string): RunsElsewhere | null {
  if (learned.has(event)) return null;
  if (event === "release" || event === "create") return { isForTags: true, branches: [], events: [] };
  return { isForTags: false, branches: [], events: [event] };
}

/** Null where pushes to the default branch start it, or may. */
function readPush(file: WorkflowFile, defaultBranch: string): RunsElsewhere | null {
  const filters = findTrigger(file, "push");
  if (!isMap(filters)) return null;
  const listOf = (key: string): readonly string[] | null => {
    const list = file.resolve(findPair(filters, key)?.value);
    if (isScalar(list)) return [String(list.value)];
    if (!isSeq(list)) return null;
    return list.items.map(file.resolve).map((item) => (isScalar(item) ? String(item.value) : ""));
  };
  const isForTags = listOf("tags") !== null || listOf("tags-ignore") !== null;
  const branches = listOf("branches");
  if (branches === null)
    return isForTags && listOf("branches-ignore") === null ? { isForTags, branches: [], events: [] } : null;
  const mayNameDefault = branches.some(
    (pattern) => !plainBranchPattern.test(pattern) || matchesBranch(pattern, defaultBranch),
  );
  return mayNameDefault ? null : { isForTags, branches, events: [] };
}
