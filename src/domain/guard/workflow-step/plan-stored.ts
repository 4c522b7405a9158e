import { isMap, isScalar, type Node, type Pair } from "yaml";
import { findPatternConflict } from "../../endpoint/entry-list.ts";
import { partUsable } from "../../endpoint/usable-entries.ts";
import { editNotes, listRefusalWords, refusalWords } from "../../text/sentences/edit-refusals.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";
import { isFirstInLine, lineEnd, lineStart, nextLine } from "../../workflow/lines.ts";
import type { Job, WorkflowFile } from "../../workflow/workflow-file.ts";
import { readMeantEntries } from "../list-words.ts";
import { policyName } from "../policy-name.ts";
import type { EditRefusal } from "../refusal.ts";
import type { GuardTarget } from "../target.ts";
import { planIdToken } from "./grant-id-token.ts";
import { addInput, keyText, replacePolicy } from "./guard-inputs.ts";
import { type JobEdit, ownOnly } from "./job-edit.ts";
import type { Splice } from "./splice.ts";

/** What a stored policy decides besides, whatever the step says. */
const switches = ["disable-sudo", "disable-telemetry", "disable-file-monitoring"];

/**
 * Plans how a guard step comes to take its policy from the Policy Store: it names it, records by itself, has no list of its own, which
 * would stand above the stored one, and its job may ask for the token by which the store knows it. That the step records by itself
 * matters where the store has no answer: a list-less `block` would then cut off everything.
 */
export function planStored(
  file: WorkflowFile,
  job: Job,
  guard: GuardStep,
  { name, entries: wanted }: Extract<GuardTarget, { readonly policy: "store" }>,
): JobEdit | EditRefusal {
  const refuse = (code: EditRefusal["code"], message: string, node: Node | null): EditRefusal => {
    const at = (node ?? guard.uses).range?.[0];
    return { job: job.id, code, message, line: at === undefined ? null : file.positionOf(at).line };
  };
  if (!policyName.test(name)) return refuse("policy-name", refusalWords.badPolicyName(name), null);
  const policy = guard.inputs.get("egress-policy");
  const list = guard.inputs.get("allowed-endpoints");
  if (list !== undefined && isExpression(file.text, list))
    return refuse("expression", listRefusalWords.expressionToMove, list.key as Node);
  for (const input of switches) {
    const pair = guard.inputs.get(input);
    if (pair !== undefined && isExpression(file.text, pair))
      return refuse("expression", refusalWords.switchExpression(input), pair.key as Node);
  }
  const { usable, useless } = partUsable(readMeantEntries(file.text, list?.value));
  const conflict = findPatternConflict(usable, wanted);
  if (conflict !== null) return refuse(conflict.code, conflict.message, (list?.key ?? null) as Node | null);
  const cut = list === undefined ? [] : cutList(file.text, guard, list);
  if (typeof cut === "string") return refuse("unsupported-value", cut, (list?.key ?? null) as Node | null);
  const empty = ["policy", "use-policy-store"].map((input) => guard.inputs.get(input)).find(Boolean);
  if (empty !== undefined) return refuse("unsupported-value", refusalWords.unnamedPolicy, empty.key as Node);
  const lines = [...(policy === undefined ? ["egress-policy: audit"] : []), `policy: ${quoted(name)}`];
  const added = addInput(file.text, guard, policy ?? null, {
    inline: lines.join(", "),
    lines: (indent) => lines.map((line) => `${" ".repeat(indent)}${line}`),
  });
  if (added === null) return refuse("unsupported-value", refusalWords.noPlaceForPolicy, null);
  const token = planIdToken(file, job);
  if (!token.ok) return refuse(token.code, token.message, token.node);
  return {
    job: job.id,
    splices: [
      ...(policy === undefined ? [] : replacePolicy(policy, "block", "audit")),
      ...added,
      ...cut,
      ...token.splices,
    ],
    policyKey: keyText(policy) ?? "egress-policy",
    listKey: keyText(list) ?? "allowed-endpoints",
    policy: "audit",
    entries: null,
    notes: useless.length === 0 ? [] : [editNotes.uselessLeftOut(useless)],
    ...ownOnly,
    others: new Map([["policy", name]]),
    grantsIdToken: true,
  };
}

/** YAML reads some names as numbers or truth values. */
function quoted(name: string): string {
  return /^(?:[0-9.+-]|(?:true|false|null|yes|no|on|off|y|n)$)/i.test(name) ? `"${name}"` : name;
}

/** Cuts the list out of the step; a text says why it cannot be. */
function cutList(text: string, guard: GuardStep, { key, value }: Pair): readonly Splice[] | string {
  const map = guard.withPair?.value;
  if (
    !isMap(map) ||
    !isScalar(key) ||
    !key.range ||
    !isScalar(value) ||
    !value.range ||
    value.tag !== undefined
  )
    return listRefusalWords.cannotBeTakenOut;
  if (map.flow === true) return cutFromFlow(map.items, key, value);
  if (!isFirstInLine(text, key.range[0]) || /-/.test(text.slice(lineStart(text, key.range[0]), key.range[0])))
    return listRefusalWords.sharesLines;
  const start = lineStart(text, key.range[0]);
  const end = nextLine(text, lastOffset(text, key.range[1], value.range));
  // On a file's last line the line end before it goes in place of the one behind it.
  if (end === text.length && text.at(-1) !== "\n" && start > 0)
    return [{ at: lineEnd(text, start - 1), remove: end - lineEnd(text, start - 1), insert: "" }];
  return [{ at: start, remove: end - start, insert: "" }];
}

/** An escape may hide an expression from the source, and a fold from the value. */
function isExpression(text: string, { value }: Pair): boolean {
  if (!isScalar(value)) return false;
  const [start = 0, end = 0] = value.range ?? [];
  return String(value.value ?? "").includes("${{") || text.slice(start, end).includes("${{");
}

/** Within the last line of a value. Blank lines behind a block scalar are what follows'. */
function lastOffset(text: string, keyEnd: number, [start = 0, end = 0]: readonly number[]): number {
  const source = text.slice(start, end).trimEnd();
  return source === "" ? keyEnd : start + source.length - 1;
}

function cutFromFlow(items: readonly Pair[], key: Node, value: Node): readonly Splice[] | string {
  const index = items.findIndex((pair) => pair.key === key);
  const end = value.range?.[1];
  const before = (items[index - 1]?.value as Node | null | undefined)?.range?.[1];
  const after = (items[index + 1]?.key as Node | null | undefined)?.range?.[0];
  const start = key.range?.[0];
  if (start === undefined || end === undefined) return listRefusalWords.noPlace;
  if (before !== undefined) return [{ at: before, remove: end - before, insert: "" }];
  if (index > 0) return listRefusalWords.behindNoValue;
  return [{ at: start, remove: (after ?? end) - start, insert: "" }];
}
