import { isAlias, isMap, type Node } from "yaml";
import type { MatrixValuesOf } from "./job-name.ts";
import { hasExpression } from "./name-pattern.ts";
import { findPair, type Job, type WorkflowFile } from "./workflow-file.ts";

// A key with more values than this is treated as if it could be anything.
const mostValues = 256;

const unknown: MatrixValuesOf = () => null;

/**
 * What the keys of a job's matrix can be, from its axes and what `include` adds. `exclude` only takes away, so a value too
 * many may be named, never one too few. What an expression computes is not known.
 */
export function readMatrixValues(job: Job, file: WorkflowFile): MatrixValuesOf {
  const content = followAlias(job.node, file);
  const strategy = isMap(content) ? followAlias(findPair(content, "strategy")?.value, file) : null;
  const matrix = isMap(strategy) ? followAlias(findPair(strategy, "matrix")?.value, file) : null;
  if (!isMap(matrix)) return unknown;
  const value = toPlain(matrix, file);
  if (!isRecord(value)) return unknown;
  const { include, ...rest } = Object.fromEntries(
    Object.entries(value).map(([key, axis]) => [key.toLowerCase(), axis]),
  );
  const included = include ?? [];
  if (!Array.isArray(included) || !included.every(isRecord)) return unknown;
  return (key) => {
    const [axisName = "", ...path] = key.toLowerCase().split(".");
    const axis = axisName === "exclude" ? [] : (rest[axisName] ?? []);
    if (!Array.isArray(axis)) return null;
    const found = [
      ...axis.map((item) => lookUp(item, path)),
      ...included.map((item) => lookUp(item, [axisName, ...path])),
    ];
    const texts = found.map(render);
    if (texts.length > mostValues || !texts.every((text) => text !== null)) return null;
    // A leg for which nothing sets the key renders it as nothing.
    return [...new Set([...texts, ""])];
  };
}

function followAlias(node: unknown, file: WorkflowFile): unknown {
  return isAlias(node) ? node.resolve(file.document) : node;
}

function toPlain(node: Node, file: WorkflowFile): unknown {
  try {
    return node.toJS(file.document);
  } catch {
    // Aliases that multiply beyond the parser's limit: no honest matrix has them.
    return null;
  }
}

function lookUp(item: unknown, path: readonly string[]): unknown {
  let found = item;
  for (const name of path) {
    if (!isRecord(found)) return null;
    // Expressions compare names without case.
    found = Object.entries(found).find(([key]) => key.toLowerCase() === name)?.[1] ?? null;
  }
  return found;
}

/** A value as an expression renders it; null where that is not certain. */
function render(value: unknown): string | null {
  if (value === null) return "";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return hasExpression(value) ? null : value;
  if (typeof value !== "number") return null;
  const text = String(value);
  return /^-?\d{1,15}(?:\.\d{1,6})?$/.test(text) ? text : null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
