import { isMap, isScalar, type Node, type YAMLMap } from "yaml";
import { permissionsRefusalWords } from "../../text/sentences/edit-refusals.ts";
import { columnOf, isFirstInLine } from "../../workflow/lines.ts";
import { findMergeKey, isShared } from "../../workflow/sharing.ts";
import {
  findPermissions,
  readTokenPermissions,
  type TokenPermissions,
} from "../../workflow/token-permissions.ts";
import type { Job, WorkflowFile } from "../../workflow/workflow-file.ts";
import { findPair } from "../../workflow/yaml-map.ts";
import type { RefusalCode } from "../refusal.ts";
import { insertAbove, insertBelow, type Splice } from "./splice.ts";

/** How a job's token comes to hold `id-token: write` while every other permission stays; without splices it does already. */
export type IdTokenPlan =
  | { readonly ok: true; readonly splices: readonly Splice[] }
  | {
      readonly ok: false;
      readonly code: Extract<
        RefusalCode,
        | "permissions-unknown"
        | "permissions-read-all"
        | "shared-by-anchor"
        | "merge-key"
        | "unsupported-value"
      >;
      readonly message: string;
      readonly node: Node | null;
    };

const line = "id-token: write";

/**
 * Plans to give a job `id-token: write`: one line in the map that it has, or else a map of its own with what the workflow's names and
 * that line. A map takes away every permission that it does not name, so where nothing is named, nothing is guessed.
 */
export function planIdToken(file: WorkflowFile, job: Job): IdTokenPlan {
  const found = findPermissions(file, job);
  if (found === null) {
    return refuse("permissions-unknown", permissionsRefusalWords.unknown, job.key);
  }
  const { pair, isJobs } = found;
  const value = pair.value as Node | null;
  if (value === null) return refuse("unsupported-value", permissionsRefusalWords.noValue, pair.key as Node);
  if (isShared(value, file.aliased)) return refuse("shared-by-anchor", permissionsRefusalWords.shared, value);
  const merged = isMap(value) ? findMergeKey(value) : null;
  if (merged !== null) return refuse("merge-key", permissionsRefusalWords.merged, merged.key as Node);
  const permissions = readTokenPermissions(file, job);
  switch (permissions.kind) {
    case "write-all":
      return { ok: true, splices: [] };
    case "read-all":
      return refuse("permissions-read-all", permissionsRefusalWords.readAll, value);
    case "default":
    case "unreadable":
      return refuse("unsupported-value", permissionsRefusalWords.unreadable, value);
    case "map":
      if (permissions.scopes.get("id-token") === "write") return { ok: true, splices: [] };
      return isJobs && isMap(value)
        ? addToMap(file.text, value)
        : addToJob(file.text, job, permissions.scopes);
  }
}

function addToMap(text: string, map: YAMLMap): IdTokenPlan {
  const denied = findPair(map, "id-token")?.value;
  if (isScalar(denied) && denied.range) {
    const [start, end] = denied.range;
    const source = text.slice(start, end);
    if (source !== String(denied.value))
      return refuse("unsupported-value", permissionsRefusalWords.idTokenUneditable, denied);
    return { ok: true, splices: [{ at: start, remove: end - start, insert: "write" }] };
  }
  const last = map.items.at(-1);
  const [key, value] = [last?.key as Node | undefined, last?.value as Node | undefined];
  if (map.flow === true) {
    const start = map.range?.[0];
    if (start === undefined) return refuse("unsupported-value", permissionsRefusalWords.noPlaceInFile, map);
    return value?.range
      ? { ok: true, splices: [{ at: value.range[1], remove: 0, insert: `, ${line}` }] }
      : { ok: true, splices: [{ at: start + 1, remove: 0, insert: line }] };
  }
  if (!key?.range || !value?.range || !isFirstInLine(text, key.range[0]))
    return refuse("unsupported-value", permissionsRefusalWords.uneditable, map);
  const indent = columnOf(text, key.range[0]);
  return { ok: true, splices: [insertBelow(text, value.range[1], [`${" ".repeat(indent)}${line}`], indent)] };
}

type Scopes = Extract<TokenPermissions, { kind: "map" }>["scopes"];

/** Below `runs-on` where that is one line, else as the job's first entry. */
function addToJob(text: string, { map, key: jobKey }: Job, scopes: Scopes): IdTokenPlan {
  const first = map?.items[0]?.key as Node | undefined;
  if (map === null || map.flow === true || !first?.range || !isFirstInLine(text, first.range[0]))
    return refuse("unsupported-value", permissionsRefusalWords.noPlaceInJob, jobKey);
  const indent = columnOf(text, first.range[0]);
  const margin = " ".repeat(indent);
  const named = [...scopes].filter(([scope]) => scope !== "id-token");
  const lines = [
    `${margin}permissions:`,
    ...named.map(([scope, level]) => `${margin}  ${scope}: ${level}`),
    `${margin}  ${line}`,
  ];
  const runsOn = findPair(map, "runs-on")?.value;
  const isOneLine =
    isScalar(runsOn) &&
    runsOn.range !== null &&
    runsOn.range !== undefined &&
    runsOn.type !== "BLOCK_FOLDED" &&
    runsOn.type !== "BLOCK_LITERAL";
  const below = isOneLine && runsOn.range ? runsOn.range[1] : null;
  return {
    ok: true,
    splices: [
      below === null ? insertAbove(text, first.range[0], lines) : insertBelow(text, below, lines, indent),
    ],
  };
}

function refuse(
  code: Extract<IdTokenPlan, { ok: false }>["code"],
  message: string,
  node: Node | null,
): IdTokenPlan {
  return { ok: false, code, message, node };
}
