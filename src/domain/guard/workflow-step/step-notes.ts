import { isScalar } from "yaml";
import { knownInputs } from "../../harden-runner/version-table.ts";
import { editNotes } from "../../text/sentences/edit-refusals.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";
import { findPair } from "../../workflow/yaml-map.ts";
import { findStayComment } from "../stay-comment.ts";

/** What a reader should know of a step whose edit is planned: of its name, its comments and its other inputs, which stay. */
export function listStepNotes(guard: GuardStep, isSwitch: boolean): readonly string[] {
  const unknown = [...guard.inputs.keys()].filter((name) => (knownInputs.get(name)?.since ?? null) === null);
  const comment = isSwitch ? findStayComment(guard) : null;
  return [
    ...(isSwitch ? noteName(guard) : []),
    ...(comment === null ? [] : [editNotes.stayComment(shorten(comment))]),
    ...(hasInput(guard, "denied-endpoints") ? [editNotes.deniedIgnored] : []),
    ...(unknown.length === 0 ? [] : [editNotes.unknownInputs(unknown.map(shorten))]),
  ];
}

/** Whether an input of a step says something. */
export function hasInput({ inputs }: GuardStep, name: string): boolean {
  const pair = inputs.get(name);
  return pair !== undefined && !(isScalar(pair.value) && String(pair.value.value ?? "").trim() === "");
}

function noteName({ step }: GuardStep): readonly string[] {
  const node = findPair(step, "name")?.value;
  const name = isScalar(node) ? String(node.value ?? "") : "";
  return /\baudit/i.test(name) ? [editNotes.stepName(shorten(name))] : [];
}

function shorten(text: string): string {
  return text.slice(0, 100);
}
