import { isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { canRunOnSuccess } from "./condition.ts";
import { keyOfStepName, numberKeys } from "./step-key.ts";
import { findPair, type Job, type WorkflowFile } from "./workflow-file.ts";

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
  /** Whether a job in which nothing fails and nobody cancels can execute it. */
  readonly isOrdinary: boolean;
}

const longestLabel = 100;
// As many as the bot reads of a run's.
const mostSteps = 1_000;

/** Lists the steps of a job in order. Those of a called workflow are not the job's. */
export function readFileSteps(job: Job, { resolve }: WorkflowFile): readonly FileStep[] {
  const content = resolve(job.node);
  const steps = isMap(content) ? resolve(findPair(content, "steps")?.value) : null;
  if (!isSeq(steps)) return [];
  const guards = new Set(job.guards.map(({ index }) => index));
  const read = steps.items.slice(0, mostSteps).map((item, index) => {
    const step = resolve(item);
    const value = (key: string): unknown => (isMap(step) ? scalarValue(step, key, resolve) : null);
    const [name, uses, run] = [textOf(value("name")), textOf(value("uses")), textOf(value("run"))];
    const { key, beginning } = nameStep(name, uses, run);
    return {
      label: labelOf(name ?? uses?.split("@")[0] ?? run ?? ""),
      key,
      beginning,
      isGuard: guards.has(index),
      // A step that has neither starts or awaits others.
      isOrdinary: (uses ?? run) !== null && canRunOnSuccess(value("if")),
    };
  });
  const keys = numberKeys(read.map(({ key }) => key));
  return read.map((step, index) => ({ ...step, key: keys[index] ?? step.key }));
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
