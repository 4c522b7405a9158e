import { isMap, isScalar, type Node, type Pair } from "yaml";
import { readAgentEntry, splitAgentList } from "../../endpoint/agent-list.ts";
import { missingEntries } from "../../endpoint/entry-list.ts";
import { findDead, partUsable } from "../../endpoint/usable-entries.ts";
import { editNotes, listRefusalWords, refusalWords } from "../../text/sentences/edit-refusals.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";
import type { WorkflowFile } from "../../workflow/workflow-file.ts";
import { type EditRefusal, refuseEdit } from "../refusal.ts";
import type { GuardTarget } from "../target.ts";
import { addInput, keyText, removeReminder, replacePolicy } from "./guard-inputs.ts";
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
    ? splitAgentList(list.value.value)
    : undefined;
}

/** Holds the job to its list, which gets the entries that it lacks. */
export function planBlock(
  file: WorkflowFile,
  id: string,
  guard: GuardStep,
  {
    entries: wanted,
    allowsDead = false,
  }: Extract<GuardTarget, { readonly entries: unknown; readonly policy: "block" }>,
  line: number | null,
): JobEdit | EditRefusal {
  const policy = guard.inputs.get("egress-policy");
  const list = guard.inputs.get("allowed-endpoints");
  const withMap = guard.withPair?.value;
  const isFlow = isMap(withMap) && withMap.flow === true;
  const reminder = policy === undefined ? [] : removeReminder(file.text, policy);
  const switched = policy === undefined ? [] : replacePolicy(policy, "audit", "block");
  const splices = [...switched, ...reminder];
  const known = reminder.length === 0 ? [] : [editNotes.reminderRemoved];
  const plan = {
    job: id,
    policyKey: keyText(policy) ?? "egress-policy",
    listKey: keyText(list) ?? "allowed-endpoints",
    policy: policy === undefined ? null : ("block" as const),
    ...ownOnly,
    wanted,
  };
  if (list !== undefined) {
    const edit = editList(file.text, list, wanted, isFlow);
    const listLine = file.positionOf((list.key as Node).range?.[0] ?? 0).line;
    if (!edit.ok) return refuseEdit(id, edit.code, edit.message, listLine);
    const dead = edit.entries.flatMap((entry) => findDead(entry) ?? []);
    const [first] = dead;
    if (first !== undefined && !allowsDead) {
      const message = refusalWords.deadEntry(dead.map(({ entry }) => entry));
      return refuseEdit(id, first.code, message, listLine);
    }
    const notes = [...known, ...(edit.note === null ? [] : [edit.note]), ...describeInvalid(edit.entries)];
    return { ...plan, splices: [...splices, ...edit.splices], entries: edit.entries, notes };
  }
  const entries = missingEntries([], wanted);
  if (entries.length === 0) return { ...plan, splices, entries: null, notes: known };
  const added = addInput(file.text, guard, policy ?? null, {
    inline: `allowed-endpoints: "${entries.join(" ")}"`,
    lines: (margin) => listLines(margin, entries),
  });
  if (added === null) return refuseEdit(id, "unsupported-value", refusalWords.noPlaceForList, line);
  return { ...plan, splices: [...splices, ...added], entries, notes: known };
}

function describeInvalid(entries: readonly string[]): string[] {
  const useless = new Set(partUsable(entries).useless);
  return entries.filter((entry) => useless.has(entry) || hasSeveralStars(entry)).map(editNotes.invalidEntry);
}

/** The agent reads no more than two parts of a pattern, and thereby opens more than it says. */
function hasSeveralStars(entry: string): boolean {
  return readAgentEntry(entry).name.split("*").length > 2;
}

function listLines(indent: number, entries: readonly string[]): string[] {
  const margin = " ".repeat(indent);
  return [`${margin}allowed-endpoints: >`, ...entries.map((entry) => `${margin}  ${entry}`)];
}
