import { isDeepStrictEqual } from "node:util";
import { splitLikeAgent } from "../harden-runner/allowed-endpoints.ts";
import { extractJobs } from "./outline.ts";
import { type JobEdit, planEdit } from "./plan-edit.ts";
import type { Refusal } from "./refusal.ts";
import { applySplices } from "./splice.ts";
import { isGenerated, parseWorkflowFile, type WorkflowFile } from "./workflow-file.ts";

/** A workflow file after the edit. Jobs that already were as wanted are neither changed nor refused. */
export interface EditedWorkflow {
  readonly text: string;
  readonly changed: readonly string[];
  readonly refused: readonly Refusal[];
  /** What a reader should know about a changed job. */
  readonly notes: readonly { readonly job: string; readonly message: string }[];
}

/**
 * Switches the guard steps of some jobs (job id → `host:port` entries) to block mode. Everything but the two inputs stays
 * byte for byte; the result was parsed again and compared. A job that can't be edited so is refused, the others are not.
 */
export function switchToBlock(
  text: string,
  targets: ReadonlyMap<string, readonly string[]>,
  options: { readonly path: string | null },
): EditedWorkflow {
  const refuseAll = (code: Refusal["code"], message: string, line: number | null): EditedWorkflow => ({
    text,
    changed: [],
    refused: [...targets.keys()].map((job) => ({ job, code, message, line })),
    notes: [],
  });
  if (isGenerated(text, options.path)) {
    return refuseAll("generated-file", "a program writes this file; change what it is generated from", null);
  }
  const quick = editExtract(text, targets);
  if (quick !== null) return quick;
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) {
    const { code, message, line, column } = parsed.problem;
    return refuseAll(code, `${message} (line ${line}, column ${column})`, line);
  }
  return editFile(parsed.file, targets);
}

/** The edit by way of an extract, which is many times faster for a large file; null where it is not all clear sailing. */
function editExtract(text: string, targets: ReadonlyMap<string, readonly string[]>): EditedWorkflow | null {
  const extract = extractJobs(text, new Set(targets.keys()));
  if (extract === null) return null;
  const parsed = parseWorkflowFile(extract.text);
  if (!parsed.ok) return null;
  const { edits, refused } = planEdits(parsed.file, targets);
  if (refused.length > 0 || (edits.length > 0 && !isVerified(parsed.file, edits))) return null;
  const splices = edits
    .flatMap((edit) => edit.splices)
    .map((splice) => ({ ...splice, at: extract.toWhole(splice.at) }));
  return {
    text: applySplices(text, splices),
    changed: edits.map((edit) => edit.job),
    refused,
    notes: listNotes(edits),
  };
}

function editFile(file: WorkflowFile, targets: ReadonlyMap<string, readonly string[]>): EditedWorkflow {
  const { edits, refused } = planEdits(file, targets);
  const good = keepVerified(file, edits);
  const failed = edits
    .filter((edit) => !good.includes(edit))
    .map(({ job }): Refusal => {
      const message = "the edited file did not read as intended; please report this";
      return { job, code: "verification-failed", message, line: null };
    });
  return {
    text: apply(file, good),
    changed: good.map((edit) => edit.job),
    refused: [...refused, ...failed],
    notes: listNotes(good),
  };
}

function planEdits(
  file: WorkflowFile,
  targets: ReadonlyMap<string, readonly string[]>,
): { readonly edits: readonly JobEdit[]; readonly refused: readonly Refusal[] } {
  const refused: Refusal[] = [];
  const edits: JobEdit[] = [];
  for (const [job, entries] of targets) {
    const plan = planEdit(file, job, entries);
    if ("code" in plan) refused.push(plan);
    else if (plan.splices.length > 0) edits.push(plan);
  }
  return { edits, refused };
}

function listNotes(edits: readonly JobEdit[]): EditedWorkflow["notes"] {
  return edits.flatMap((edit) => edit.notes.map((message) => ({ job: edit.job, message })));
}

/** All edits if they verify together, else those that verify alone and together. */
function keepVerified(file: WorkflowFile, edits: readonly JobEdit[]): readonly JobEdit[] {
  if (edits.length === 0 || isVerified(file, edits)) return edits;
  const alone = edits.filter((edit) => isVerified(file, [edit]));
  return alone.length < edits.length && (alone.length === 0 || isVerified(file, alone)) ? alone : [];
}

function apply(file: WorkflowFile, edits: readonly JobEdit[]): string {
  return applySplices(
    file.text,
    edits.flatMap((edit) => edit.splices),
  );
}

/** Whether the edited text reads exactly as the old one but for the two inputs of each edited step. */
function isVerified(file: WorkflowFile, edits: readonly JobEdit[]): boolean {
  const parsed = parseWorkflowFile(apply(file, edits));
  if (!parsed.ok) return false;
  const before = toValue(file);
  const after = toValue(parsed.file);
  if (before === null || after === null) return false;
  for (const edit of edits) {
    const input = findInputs(after, edit);
    if (input === null || (edit.policy !== null && input.get(edit.policyKey) !== edit.policy)) return false;
    const list = input.get(edit.listKey);
    if (edit.entries !== null) {
      // The action trims its inputs before it hands them to the agent.
      if (typeof list !== "string" || !isDeepStrictEqual(splitLikeAgent(list.trim()), [...edit.entries]))
        return false;
    }
    forget(before, edit);
    forget(after, edit);
  }
  return isDeepStrictEqual(before, after);
}

/** A document as maps and arrays; null if it cannot be built, for example because its aliases multiply. */
function toValue(file: WorkflowFile): unknown {
  try {
    return file.document.toJS({ mapAsMap: true });
  } catch (error) {
    if (error instanceof ReferenceError || error instanceof RangeError) return null;
    throw error;
  }
}

function findStep(value: unknown, edit: JobEdit): Map<unknown, unknown> | null {
  const step = at(at(at(at(value, "jobs"), edit.job), "steps"), edit.stepIndex);
  return step instanceof Map ? step : null;
}

function findInputs(value: unknown, edit: JobEdit): Map<unknown, unknown> | null {
  const inputs = at(findStep(value, edit), "with");
  return inputs instanceof Map ? inputs : null;
}

/** Takes the two inputs out of a value, and a `with` that holds nothing else. */
function forget(value: unknown, edit: JobEdit): void {
  const step = findStep(value, edit);
  const inputs = findInputs(value, edit);
  inputs?.delete(edit.policyKey);
  inputs?.delete(edit.listKey);
  if (inputs === null || inputs.size === 0) step?.delete("with");
}

function at(value: unknown, key: string | number): unknown {
  if (value instanceof Map) return value.get(key) ?? findNumberKey(value, key);
  return Array.isArray(value) && typeof key === "number" ? value[key] : undefined;
}

/** A job id such as `2024` is a number to YAML and a text to GitHub. */
function findNumberKey(value: ReadonlyMap<unknown, unknown>, key: string | number): unknown {
  for (const [candidate, found] of value) if (String(candidate) === key) return found;
  return undefined;
}
