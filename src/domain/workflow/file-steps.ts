import { isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from "yaml";
import { canRunOnSuccess } from "./condition.ts";
import { keyOfStepName, numberKeys } from "./step-key.ts";
import type { Job, WorkflowFile } from "./workflow-file.ts";
import { findPair } from "./yaml-map.ts";

/** A step of a job as the workflow file has it. */
export interface FileStep {
  /** For people: its name, its action without the ref, or the first line of what it runs. */
  readonly label: string;
  /**
   * What it is known by in a baseline: its display name as `keyOfStepName` shortens it, numbered among the job's equal ones. With an
   * expression in it, the display name as it stands in the file.
   */
  readonly key: string;
  /** What the display name begins with, where an expression computes the rest; null where the file has all of it. */
  readonly beginning: string | null;
  readonly isGuard: boolean;
  /** What it does: `uses` and the action without the ref, which updates change, or `run` and the script; null for neither. */
  readonly does: string | null;
  /** Whether a job in which nothing fails and nobody cancels can execute it. */
  readonly isOrdinary: boolean;
  /** Its `if:` as the file has it. */
  readonly condition: unknown;
}

const longestLabel = 100;
// As many as the bot reads of a run's.
const mostSteps = 1_000;

type ReadStep = Omit<FileStep, "isGuard">;

// Aliases let a file of one megabyte have millions of steps: each list, and each step, is read once as long as its node is there.
const readLists = new WeakMap<YAMLSeq, readonly FileStep[]>();
const readSteps = new WeakMap<YAMLMap, ReadStep>();

/** Lists the steps of a job in order. Those of a called workflow are not the job's. The same list where jobs share it by aliases. */
export function readFileSteps(job: Job, { resolve }: WorkflowFile): readonly FileStep[] {
  const content = resolve(job.node);
  const steps = isMap(content) ? resolve(findPair(content, "steps")?.value) : null;
  if (!isSeq(steps)) return noSteps;
  const known = readLists.get(steps);
  if (known !== undefined) return known;
  const guards = new Set(job.guards.map(({ index }) => index));
  const read = steps.items.slice(0, mostSteps).map((item) => readStep(resolve(item), resolve));
  const keys = numberKeys(read.map(({ key }) => key));
  const list = read.map((step, index) => ({
    ...step,
    key: keys[index] ?? step.key,
    isGuard: guards.has(index),
  }));
  readLists.set(steps, list);
  return list;
}

const noSteps: readonly FileStep[] = [];
const noStep: ReadStep = {
  label: "",
  key: "",
  beginning: null,
  does: null,
  isOrdinary: false,
  condition: null,
};

function readStep(step: unknown, resolve: WorkflowFile["resolve"]): ReadStep {
  if (!isMap(step)) return noStep;
  const known = readSteps.get(step);
  if (known !== undefined) return known;
  const value = (key: string): unknown => scalarValue(step, key, resolve);
  const [name, uses, run] = [textOf(value("name")), textOf(value("uses")), textOf(value("run"))];
  const read = {
    ...nameStep(name, uses, run),
    does: describeDeed(uses, run),
    label: labelOf(name ?? uses?.split("@")[0] ?? run ?? ""),
    // A step that has neither starts or awaits others.
    isOrdinary: (uses ?? run) !== null && canRunOnSuccess(value("if")),
    condition: value("if"),
  };
  readSteps.set(step, read);
  return read;
}

function describeDeed(uses: string | null, run: string | null): string | null {
  if (uses !== null) return `uses ${uses.trim().split("@", 1)[0]?.toLowerCase()}`;
  return run === null ? null : `run ${run.trim()}`;
}

function scalarValue(step: YAMLMap, key: string, resolve: WorkflowFile["resolve"]): unknown {
  const node = resolve(findPair(step, key)?.value);
  return isScalar(node) ? node.value : null;
}

function textOf(value: unknown): string | null {
  const text = value === null || value === undefined ? "" : String(value);
  return text.trim() === "" ? null : text;
}

/**
 * The display name as the runner derives it (`ActionRunner.GenerateDisplayName`): `name`, or `Run ` and the action or the
 * script, evaluated, and of that the first line that is not empty.
 */
function nameStep(
  name: string | null,
  uses: string | null,
  run: string | null,
): Pick<FileStep, "key" | "beginning"> {
  const template = (name ?? uses ?? run ?? "").replace(/^[ \t\r\n]+/, "");
  const prefix = name === null ? "Run " : "";
  const line = firstLine(template);
  const shown = `${prefix}${line}`;
  // An action is taken as it stands.
  const expression = name === null && uses !== null ? -1 : line.indexOf("${{");
  if (expression < 0) return { key: keyOfStepName(shown), beginning: null };
  return { key: keyOfStepName(shown), beginning: `${prefix}${line.slice(0, expression)}` };
}

function labelOf(template: string): string {
  const line = firstLine(template.trim());
  const characters = [...line.slice(0, 2 * longestLabel)];
  return characters.length > longestLabel ? `${characters.slice(0, longestLabel - 1).join("")}…` : line;
}

function firstLine(text: string): string {
  return /^[^\r\n]*/.exec(text)?.[0] ?? "";
}
