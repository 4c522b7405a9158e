import { isAlias, isMap, isPair, isScalar, isSeq, type Pair } from "yaml";
import { splitLikeAgent } from "../../endpoint/entry.ts";
import { refusalWords } from "../../text/sentences/edit-refusals.ts";
import { sayPlace } from "../../text/sentences/file-problems.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";
import { findPermissions, isSameButIdToken, readTokenPermissions } from "../../workflow/token-permissions.ts";
import {
  isGenerated,
  longestText,
  parseWorkflowFile,
  type WorkflowFile,
} from "../../workflow/workflow-file.ts";
import type { EditRefusal } from "../refusal.ts";
import type { GuardTarget } from "../target.ts";
import { extractJobs } from "./extract.ts";
import { keyText } from "./guard-inputs.ts";
import type { JobEdit } from "./job-edit.ts";
import { planEdit } from "./plan-edit.ts";
import { applySplices } from "./splice.ts";

type Targets = ReadonlyMap<string, GuardTarget>;

/** A workflow file after the edit. Jobs that already were as wanted are neither changed nor refused. */
export interface EditedWorkflow {
  readonly text: string;
  readonly changed: readonly string[];
  readonly refused: readonly EditRefusal[];
  /** What a reader should know about a changed job. */
  readonly notes: readonly { readonly job: string; readonly message: string }[];
}

/** Switches the guard steps of some jobs (job id → `host:port` entries) to block mode, as `editGuards` does. */
export function switchToBlock(
  text: string,
  lists: ReadonlyMap<string, readonly string[]>,
  options: { readonly path: string | null },
): EditedWorkflow {
  return editGuards(
    text,
    new Map([...lists].map(([job, entries]) => [job, { policy: "block", entries }])),
    options,
  );
}

/**
 * Makes the guard steps of some jobs, by job id, do what is wanted. A list keeps the entries that it has. Everything but the two
 * inputs stays byte for byte; the result was parsed again and compared. A job that can't be edited so is refused, the others are not.
 */
export function editGuards(
  text: string,
  targets: Targets,
  options: { readonly path: string | null },
): EditedWorkflow {
  const refuseAll = (code: EditRefusal["code"], message: string, line: number | null): EditedWorkflow => ({
    text,
    changed: [],
    refused: [...targets.keys()].map((job) => ({ job, code, message, line })),
    notes: [],
  });
  if (isGenerated(text, options.path)) {
    return refuseAll("generated-file", refusalWords.generated, null);
  }
  // An extract has no permissions.
  const isStored = [...targets.values()].some(({ policy }) => policy === "store");
  const quick = isStored ? null : editExtract(text, targets);
  if (quick !== null) return quick;
  const parsed = parseWorkflowFile(text);
  if (!parsed.ok) {
    const { code, message, line, column } = parsed.problem;
    return refuseAll(code, sayPlace(message, { line, column }), line);
  }
  return editFile(parsed.file, targets);
}

/** The edit by way of an extract, which is many times faster for a large file; null where it is not all clear sailing. */
function editExtract(text: string, targets: Targets): EditedWorkflow | null {
  const extract = extractJobs(text, new Set(targets.keys()));
  if (extract === null) return null;
  const parsed = parseWorkflowFile(extract.text);
  if (!parsed.ok) return null;
  const { edits, refused } = planEdits(parsed.file, targets);
  if (refused.length > 0 || (edits.length > 0 && !isVerified(parsed.file, edits))) return null;
  const whole = extract.applyToWhole(edits.flatMap((edit) => edit.splices));
  if (whole === null) return null;
  return {
    text: whole,
    changed: edits.map((edit) => edit.job),
    refused,
    notes: listNotes(edits),
  };
}

function editFile(file: WorkflowFile, targets: Targets): EditedWorkflow {
  const { edits, refused } = planEdits(file, targets);
  // Each look is a parse of the whole file; there is work for many in a file of ordinary size only.
  const looks = Math.max(3, Math.floor(longestText / file.text.length));
  const good = keepGood(edits, (some) => isVerified(file, some), looks);
  const failed = edits
    .filter((edit) => !good.includes(edit))
    .map(({ job }): EditRefusal => {
      const message = refusalWords.notAsIntended;
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
  targets: Targets,
): { readonly edits: readonly JobEdit[]; readonly refused: readonly EditRefusal[] } {
  const refused: EditRefusal[] = [];
  const edits: JobEdit[] = [];
  for (const [job, target] of targets) {
    const plan = planEdit(file, job, target);
    if ("code" in plan) refused.push(plan);
    else if (plan.splices.length > 0) edits.push(plan);
  }
  return { edits, refused };
}

function listNotes(edits: readonly JobEdit[]): EditedWorkflow["notes"] {
  return edits.flatMap((edit) => edit.notes.map((message) => ({ job: edit.job, message })));
}

/**
 * All items if they are good together, else those that are good in halves of halves, asked for at most `looks` times. What
 * remains open by then is left out.
 */
export function keepGood<Item>(
  items: readonly Item[],
  isGood: (some: readonly Item[]) => boolean,
  looks: number,
): readonly Item[] {
  let left = looks;
  const look = (some: readonly Item[]): boolean => {
    left -= 1;
    return left >= 0 && isGood(some);
  };
  const keep = (some: readonly Item[]): readonly Item[] => {
    if (some.length === 0 || look(some)) return some;
    if (some.length === 1) return [];
    const middle = some.length >> 1;
    const [first, second] = [keep(some.slice(0, middle)), keep(some.slice(middle))];
    if (first.length === 0) return second;
    const both = [...first, ...second];
    return second.length === 0 || look(both) ? both : [];
  };
  return keep(items);
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
  const [before, after] = [mapGuards(file), mapGuards(parsed.file)];
  const hidden = new Set<unknown>();
  for (const edit of edits) {
    const inputs = after.get(edit.job)?.inputs;
    if (inputs === undefined || !reads(inputs, edit)) return false;
    const names = edit.stored === null ? ownInputs : storedInputs;
    for (const guards of [before, after]) hideInputs(guards.get(edit.job), names, hidden);
    if (edit.stored !== null && !isTokenVerified(edit.job, file, parsed.file, hidden)) return false;
  }
  return isSame(file.root, parsed.file.root, hidden);
}

const ownInputs = ["egress-policy", "allowed-endpoints"];
const storedInputs = [...ownInputs, "policy"];

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
function hideInputs(guard: GuardStep | undefined, names: readonly string[], hidden: Set<unknown>): void {
  for (const name of names) hidden.add(guard?.inputs.get(name));
  const value = guard?.withPair?.value;
  if (!isMap(value) || value.items.every((pair) => hidden.has(pair))) hidden.add(guard?.withPair);
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
  if (edit.stored !== null && readText(inputs.get("policy"), "policy") !== edit.stored) return false;
  const list = readText(inputs.get("allowed-endpoints"), edit.listKey);
  if (typeof list !== "string" || edit.entries === null) return list === edit.entries;
  // The action trims its inputs before it hands them to the agent.
  const found = splitLikeAgent(list.trim());
  return (
    found.length === edit.entries.length && found.every((entry, index) => entry === edit.entries?.[index])
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
