import { isAlias, isMap, isPair, isScalar, isSeq, type Pair } from "yaml";
import { splitAgentList } from "../../endpoint/agent-list.ts";
import { missingEntries } from "../../endpoint/entry-list.ts";
import { noted } from "../../harden-runner/version.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";
import { lineEnd } from "../../workflow/lines.ts";
import { findPermissions, isSameButIdToken, readTokenPermissions } from "../../workflow/token-permissions.ts";
import { type ParseResult, parseWorkflowFile, type WorkflowFile } from "../../workflow/workflow-file.ts";
import { findPair } from "../../workflow/yaml-map.ts";
import { keyText } from "./guard-inputs.ts";
import type { JobEdit } from "./job-edit.ts";
import { applySplices } from "./splice.ts";

/**
 * The edited file, if it reads exactly as the old one but for the two inputs of each edited step, and for `uses` where the step is to
 * use another release; null where it does not.
 */
export function readVerified(file: WorkflowFile, edits: readonly JobEdit[]): WorkflowFile | null {
  const parsed = parseEdited(
    file,
    applySplices(
      file.text,
      edits.flatMap((edit) => edit.splices),
    ),
  );
  if (!parsed.ok) return null;
  const [before, after] = [mapGuards(file), mapGuards(parsed.file)];
  const hidden = new Set<unknown>();
  for (const edit of edits) {
    const [old, next] = [before.get(edit.job), after.get(edit.job)];
    if (old === undefined || next === undefined) return null;
    if (edit.uses !== null) {
      if (!usesRelease(old, next, edit.uses, parsed.file.text)) return null;
      for (const guard of [old, next]) hidden.add(findPair(guard.step, "uses"));
    }
    if (!edit.keepsInputs) {
      if (!reads(next.inputs, edit)) return null;
      const names = [...ownInputs, ...edit.others.keys()];
      for (const guard of [old, next]) hideInputs(guard, names, hidden);
    }
    if (edit.grantsIdToken && !isTokenVerified(edit.job, file, parsed.file, hidden)) return null;
  }
  return isSame(file.root, parsed.file.root, hidden) ? parsed.file : null;
}

// A job that is ready is edited when it is assessed, to see whether it can be, and once more when it is proposed.
const lastEdited = new WeakMap<WorkflowFile, { readonly text: string; readonly parsed: ParseResult }>();

/** Parses an edited text, unless it is the one that the last edit of the same file made. */
function parseEdited(file: WorkflowFile, text: string): ParseResult {
  const last = lastEdited.get(file);
  if (last?.text === text) return last.parsed;
  const parsed = parseWorkflowFile(text);
  lastEdited.set(file, { text, parsed });
  return parsed;
}

const ownInputs = ["egress-policy", "allowed-endpoints"];

/** Whether a job's token may what it might and ask for an OIDC token; its permissions are hidden then. */
function isTokenVerified(
  id: string,
  before: WorkflowFile,
  after: WorkflowFile,
  hidden: Set<unknown>,
): boolean {
  const [old, next] = [before, after].map((file) => {
    const job = file.jobs.find((one) => one.id === id);
    if (job === undefined) return undefined;
    const found = findPermissions(file, job);
    if (found?.isJobs === true) hidden.add(found.pair);
    return readTokenPermissions(file, job);
  });
  return old !== undefined && next !== undefined && isSameButIdToken(old, next);
}

/** Hides the inputs of a step that an edit is about, and a `with` that holds nothing else. */
function hideInputs({ inputs, withPair }: GuardStep, names: readonly string[], hidden: Set<unknown>): void {
  for (const name of names) hidden.add(inputs.get(name));
  const value = withPair?.value;
  if (!isMap(value) || value.items.every((pair) => hidden.has(pair))) hidden.add(withPair);
}

/** Whether a step uses what it was to use, written as it was, with a comment on its line that names the release if it has to. */
function usesRelease(
  { uses: old }: GuardStep,
  { uses }: GuardStep,
  { value, tag }: NonNullable<JobEdit["uses"]>,
  text: string,
): boolean {
  const isAlike = uses.type === old.type && uses.tag === old.tag && uses.anchor === old.anchor;
  if (!isAlike || uses.value !== value) return false;
  const end = uses.range?.[1] ?? text.length;
  const version = noted.exec(/#(.*)$/s.exec(text.slice(end, lineEnd(text, end)))?.[1] ?? "")?.[0];
  return tag === null || (version !== undefined && tag.endsWith(version));
}

/** The first guard step of each job. */
function mapGuards({ jobs }: WorkflowFile): ReadonlyMap<string, GuardStep> {
  const guards = new Map<string, GuardStep>();
  for (const {
    id,
    guards: [guard],
  } of jobs)
    if (guard !== undefined) guards.set(id, guard);
  return guards;
}

/** Whether the inputs say what the edit was to make them say. */
function reads(inputs: ReadonlyMap<string, Pair>, edit: JobEdit): boolean {
  const policy = readText(inputs.get("egress-policy"), edit.policyKey);
  if (policy !== edit.policy) return false;
  for (const [name, text] of edit.others) if (readText(inputs.get(name), name) !== text) return false;
  const list = readText(inputs.get("allowed-endpoints"), edit.listKey);
  if (typeof list !== "string" || edit.entries === null) return list === edit.entries;
  const found = splitAgentList(list);
  return (
    found.length === edit.entries.length &&
    found.every((entry, index) => entry === edit.entries?.[index]) &&
    missingEntries(found, edit.wanted).length === 0
  );
}

/** The text of an input; null if the step does not name it. */
function readText(pair: Pair | undefined, key: string): string | null | undefined {
  if (pair === undefined) return null;
  const { value } = pair;
  return keyText(pair) === key && isScalar(value) && typeof value.value === "string"
    ? value.value
    : undefined;
}

/** Whether two trees are the same but for the hidden pairs. Aliases are not followed, so they cannot multiply. */
function isSame(before: unknown, after: unknown, hidden: ReadonlySet<unknown>): boolean {
  if (isPair(before)) {
    return (
      isPair(after) && isSame(before.key, after.key, hidden) && isSame(before.value, after.value, hidden)
    );
  }
  if (isAlias(before)) return isAlias(after) && before.source === after.source;
  if (isScalar(before)) {
    return (
      isScalar(after) &&
      before.source === after.source &&
      before.type === after.type &&
      before.tag === after.tag &&
      before.anchor === after.anchor
    );
  }
  if (!isMap(before) && !isSeq(before)) return before === after;
  if (!isMap(after) && !isSeq(after)) return false;
  if (isMap(before) !== isMap(after) || before.tag !== after.tag || before.anchor !== after.anchor)
    return false;
  const [one, other] = [before, after].map(({ items }) =>
    (items as unknown[]).filter((item) => !hidden.has(item)),
  );
  return (
    one !== undefined &&
    one.length === other?.length &&
    one.every((item, index) => isSame(item, other[index], hidden))
  );
}
