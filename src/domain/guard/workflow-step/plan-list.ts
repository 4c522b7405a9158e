import { isMap, isScalar, type Node, type Pair } from "yaml";
import { entryKey, readAllowedEntry, splitLikeAgent } from "../../endpoint/entry.ts";
import { missingEntries } from "../../endpoint/entry-list.ts";
import { editNotes, listRefusalWords, refusalWords } from "../../text/sentences/edit-refusals.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";
import type { WorkflowFile } from "../../workflow/workflow-file.ts";
import { type EditRefusal, refuseEdit } from "../refusal.ts";
import { addInput, keyText, replacePolicy } from "./guard-inputs.ts";
import { type JobEdit, ownOnly } from "./job-edit.ts";
import { editList } from "./list-edit.ts";
import { removeFromList } from "./list-without.ts";

/** Returns the step to audit mode. The list stays: it means nothing in audit mode, and a way back needs it. */
export function planAudit(
  text: string,
  id: string,
  guard: GuardStep,
  line: number | null,
): JobEdit | EditRefusal {
  const policy = guard.inputs.get("egress-policy");
  const list = guard.inputs.get("allowed-endpoints");
  const listKey = keyText(list) ?? "allowed-endpoints";
  const entries = readEntries(list);
  if (entries === undefined) return refuseEdit(id, "unsupported-value", listRefusalWords.unreadable, line);
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
    ? refuseEdit(id, "unsupported-value", refusalWords.noPlaceForPolicy, line)
    : { ...plan, policy: "audit", splices: added };
}

/** Takes entries out of the list. The policy stays. */
export function planWithout(
  text: string,
  id: string,
  guard: GuardStep,
  without: readonly string[],
  line: number | null,
): JobEdit | EditRefusal {
  const policy = guard.inputs.get("egress-policy");
  const list = guard.inputs.get("allowed-endpoints");
  const named = isScalar(policy?.value) ? String(policy.value.value).trim() : null;
  if (named === "audit") return refuseEdit(id, "unsupported-value", refusalWords.notBlocking, line);
  const edit = removeFromList(text, list, without);
  if (!edit.ok) return refuseEdit(id, edit.code, edit.message, line);
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

/** Holds the job to its list, which gets the entries that it lacks. */
export function planBlock(
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
      return refuseEdit(
        id,
        edit.code,
        edit.message,
        file.positionOf((list.key as Node).range?.[0] ?? 0).line,
      );
    const notes = [...(edit.note === null ? [] : [edit.note]), ...describeInvalid(edit.entries)];
    return { ...plan, splices: [...splices, ...edit.splices], entries: edit.entries, notes };
  }
  const entries = missingEntries([], wanted).map(entryKey);
  if (entries.length === 0) return { ...plan, splices, entries: null, notes: [] };
  const added = addInput(file.text, guard, policy ?? null, {
    inline: `allowed-endpoints: "${entries.join(" ")}"`,
    lines: (margin) => listLines(margin, entries),
  });
  if (added === null) return refuseEdit(id, "unsupported-value", refusalWords.noPlaceForList, line);
  return { ...plan, splices: [...splices, ...added], entries, notes: [] };
}

function describeInvalid(entries: readonly string[]): string[] {
  return entries.filter((entry) => readAllowedEntry(entry).kind === "invalid").map(editNotes.invalidEntry);
}

function listLines(indent: number, entries: readonly string[]): string[] {
  const margin = " ".repeat(indent);
  return [`${margin}allowed-endpoints: >`, ...entries.map((entry) => `${margin}  ${entry}`)];
}
