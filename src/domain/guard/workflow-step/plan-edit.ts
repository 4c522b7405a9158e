import { isMap, isScalar, type Node, type Pair } from "yaml";
import { entryKey, readAllowedEntry, splitLikeAgent } from "../../endpoint/entry.ts";
import { findPortConflict, missingEntries } from "../../endpoint/entry-list.ts";

import { editNotes, listRefusalWords, refusalWords } from "../../text/sentences/edit-refusals.ts";
import { guardAction } from "../../workflow/guard-action.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";

import { findMergeKey, isShared } from "../../workflow/sharing.ts";
import type { Job, WorkflowFile } from "../../workflow/workflow-file.ts";
import type { EditRefusal, RefusalCode } from "../refusal.ts";
import type { GuardTarget } from "../target.ts";
import { addInput, keyText, replacePolicy } from "./guard-inputs.ts";
import { type JobEdit, ownOnly } from "./job-edit.ts";
import { editList } from "./list-edit.ts";
import { removeFromList } from "./list-without.ts";
import { planStored } from "./plan-stored.ts";

/** Plans how one job's guard step comes to do what is wanted, or says why it does not. */
export function planEdit(file: WorkflowFile, id: string, target: GuardTarget): JobEdit | EditRefusal {
  const job = file.jobs.find((one) => one.id === id);
  if (job === undefined) return refuse(id, "job-not-found", refusalWords.noSuchJob, null);
  const lineOf = (node: { range?: readonly number[] | null | undefined } | null): number | null => {
    const start = node?.range?.[0];
    return start === undefined ? null : file.positionOf(start).line;
  };
  const jobLine = lineOf(job.key);
  if (job.calls !== null) {
    return refuse(id, "reusable-workflow-call", refusalWords.calledWorkflow(job.calls), jobLine);
  }
  const [guard, another] = job.guards;
  if (guard === undefined) return refuse(id, "no-guard-step", refusalWords.noGuardStep(guardAction), jobLine);
  const line = lineOf(guard.uses);
  if (another !== undefined) {
    return refuse(id, "several-guard-steps", refusalWords.severalGuardSteps, lineOf(another.uses));
  }
  if (target.policy === "store" && namesPolicy(guard, target.name)) {
    const kept = { policyKey: "egress-policy", listKey: "allowed-endpoints", policy: null, entries: null };
    return { job: id, splices: [], ...kept, notes: [], ...ownOnly };
  }
  const obstacle = findObstacle(file, job, guard);
  if (obstacle !== null) return refuse(id, obstacle.code, obstacle.message, lineOf(obstacle.node) ?? line);
  if (target.policy === "store") return planStored(file, job, guard, target.name);
  if (target.policy === "audit") return planAudit(file.text, id, guard, line);
  if ("without" in target) return planWithout(file.text, id, guard, target.without, line);
  const wanted = target.entries;
  const invalid = wanted.find((entry) => readAllowedEntry(entry).kind === "invalid");
  if (invalid !== undefined) {
    return refuse(id, "invalid-endpoint", refusalWords.notAnEndpoint(invalid), line);
  }
  const conflict = findPortConflict([], wanted);
  if (conflict !== null) return refuse(id, "wildcard-two-ports", conflict, line);
  return planGuard(file, id, guard, wanted, line);
}

/** Whether a step takes the policy from the Policy Store already, and nothing of its own stands above it. */
function namesPolicy({ inputs }: GuardStep, name: string): boolean {
  const [policy, list] = ["policy", "allowed-endpoints"].map((input) => inputs.get(input)?.value);
  const hasList = isScalar(list) && String(list.value ?? "").trim() !== "";
  return isScalar(policy) && policy.value === name && !hasList;
}

interface Obstacle {
  readonly code: RefusalCode;
  readonly message: string;
  readonly node: Node | null;
}

/** What makes an edit of this step mean more, or less, than the step itself. */
function findObstacle(file: WorkflowFile, job: Job, guard: GuardStep): Obstacle | null {
  const policy = guard.inputs.get("egress-policy");
  const list = guard.inputs.get("allowed-endpoints");
  const values = [policy?.value, list?.value].filter(
    (node): node is Node => node !== null && node !== undefined,
  );
  const path = [file.jobsMap, ...(job.node === null ? [] : [job.node]), ...guard.path];
  const shared = [...path, ...values].find((node) => isShared(node, file.aliased));
  if (shared !== undefined) {
    return {
      code: "shared-by-anchor",
      message: refusalWords.sharedStep,
      node: shared,
    };
  }
  const maps = [job.map, guard.step, isMap(guard.withPair?.value) ? guard.withPair.value : null];
  const merged = maps.map((map) => (map === null ? null : findMergeKey(map))).find((pair) => pair !== null);
  if (merged)
    return {
      code: "merge-key",
      message: refusalWords.mergedStep,
      node: merged.key as Node,
    };
  if (guard.hasDuplicateInput) {
    return {
      code: "duplicate-key",
      message: refusalWords.duplicateInput,
      node: guard.withPair?.key as Node,
    };
  }
  const store = ["policy", "use-policy-store"]
    .map((name) => guard.inputs.get(name))
    .find((pair) => pair && isSet(pair));
  if (store) {
    return {
      code: "policy-store",
      message: refusalWords.policyElsewhere,
      node: store.key as Node,
    };
  }
  const withValue = guard.withPair?.value ?? null;
  if (withValue !== null && !isMap(withValue) && !(isScalar(withValue) && withValue.source === "")) {
    return { code: "unsupported-value", message: refusalWords.withNoMap, node: withValue as Node };
  }
  return policy === undefined ? null : findPolicyObstacle(policy, file.text);
}

function findPolicyObstacle(policy: Pair, text: string): Obstacle | null {
  const node = policy.value;
  const key = policy.key as Node;
  if (!isScalar(node) || !node.range || node.tag !== undefined) {
    return { code: "unsupported-value", message: refusalWords.policyNoText, node: key };
  }
  const source = text.slice(node.range[0], node.range[1]);
  // An escape may hide an expression from the source, and a fold from the value.
  if (source.includes("${{") || String(node.value).includes("${{")) {
    return {
      code: "expression",
      message: refusalWords.policyExpression,
      node,
    };
  }
  // The action trims its inputs.
  const value = String(node.value ?? "").trim();
  if (value !== "audit" && value !== "block") {
    return {
      code: "unknown-policy",
      message: refusalWords.policyUnknown,
      node,
    };
  }
  if (!policySource.test(source)) {
    return {
      code: "unsupported-value",
      message: refusalWords.policyUneditable,
      node,
    };
  }
  return null;
}

const policySource = /^(['"]?)(?:audit|block)\1$/;

function isSet(pair: Pair): boolean {
  const value = isScalar(pair.value) ? pair.value.value : pair.value;
  return value !== null && value !== "" && value !== false && value !== "false";
}

/** The list stays: it means nothing in audit mode, and a way back needs it. */
function planAudit(text: string, id: string, guard: GuardStep, line: number | null): JobEdit | EditRefusal {
  const policy = guard.inputs.get("egress-policy");
  const list = guard.inputs.get("allowed-endpoints");
  const listKey = keyText(list) ?? "allowed-endpoints";
  const entries = readEntries(list);
  if (entries === undefined) return refuse(id, "unsupported-value", listRefusalWords.unreadable, line);
  const plan = {
    job: id,
    policyKey: keyText(policy) ?? "egress-policy",
    listKey,
    entries,
    notes: [],
    ...ownOnly,
  };
  if (policy !== undefined)
    return { ...plan, policy: "audit", splices: replacePolicy(policy, "block", "audit") };
  const added = addInput(text, guard, null, {
    inline: "egress-policy: audit",
    lines: (indent) => [`${" ".repeat(indent)}egress-policy: audit`],
  });
  return added === null
    ? refuse(id, "unsupported-value", refusalWords.noPlaceForPolicy, line)
    : { ...plan, policy: "audit", splices: added };
}

/** The policy stays. */
function planWithout(
  text: string,
  id: string,
  guard: GuardStep,
  without: readonly string[],
  line: number | null,
): JobEdit | EditRefusal {
  const policy = guard.inputs.get("egress-policy");
  const list = guard.inputs.get("allowed-endpoints");
  const named = isScalar(policy?.value) ? String(policy.value.value).trim() : null;
  if (named === "audit") return refuse(id, "unsupported-value", refusalWords.notBlocking, line);
  const edit = removeFromList(text, list, without);
  if (!edit.ok) return refuse(id, edit.code, edit.message, line);
  return {
    job: id,
    splices: edit.splices,
    policyKey: keyText(policy) ?? "egress-policy",
    listKey: keyText(list) ?? "allowed-endpoints",
    policy: policy === undefined ? null : "block",
    entries: edit.entries,
    notes: [],
    ...ownOnly,
  };
}

/** The entries of a list as the agent reads them; null where there is none, undefined where it is not a text. */
function readEntries(list: Pair | undefined): readonly string[] | null | undefined {
  if (list === undefined) return null;
  return isScalar(list.value) && typeof list.value.value === "string"
    ? splitLikeAgent(list.value.value.trim())
    : undefined;
}

function planGuard(
  file: WorkflowFile,
  id: string,
  guard: GuardStep,
  wanted: readonly string[],
  line: number | null,
): JobEdit | EditRefusal {
  const policy = guard.inputs.get("egress-policy");
  const list = guard.inputs.get("allowed-endpoints");
  const withMap = guard.withPair?.value;
  const isFlow = isMap(withMap) && withMap.flow === true;
  const splices = policy === undefined ? [] : replacePolicy(policy, "audit", "block");
  const plan = {
    job: id,
    policyKey: keyText(policy) ?? "egress-policy",
    listKey: keyText(list) ?? "allowed-endpoints",
    policy: policy === undefined ? null : ("block" as const),
    ...ownOnly,
  };
  if (list !== undefined) {
    const edit = editList(file.text, list, wanted, isFlow);
    if (!edit.ok)
      return refuse(id, edit.code, edit.message, file.positionOf((list.key as Node).range?.[0] ?? 0).line);
    const notes = [...(edit.note === null ? [] : [edit.note]), ...describeInvalid(edit.entries)];
    return { ...plan, splices: [...splices, ...edit.splices], entries: edit.entries, notes };
  }
  const entries = missingEntries([], wanted).map(entryKey);
  if (entries.length === 0) return { ...plan, splices, entries: null, notes: [] };
  const added = addInput(file.text, guard, policy ?? null, {
    inline: `allowed-endpoints: "${entries.join(" ")}"`,
    lines: (margin) => listLines(margin, entries),
  });
  if (added === null) return refuse(id, "unsupported-value", refusalWords.noPlaceForList, line);
  return { ...plan, splices: [...splices, ...added], entries, notes: [] };
}

function describeInvalid(entries: readonly string[]): string[] {
  return entries.filter((entry) => readAllowedEntry(entry).kind === "invalid").map(editNotes.invalidEntry);
}

function listLines(indent: number, entries: readonly string[]): string[] {
  const margin = " ".repeat(indent);
  return [`${margin}allowed-endpoints: >`, ...entries.map((entry) => `${margin}  ${entry}`)];
}

function refuse(job: string, code: RefusalCode, message: string, line: number | null): EditRefusal {
  return { job, code, message, line };
}
