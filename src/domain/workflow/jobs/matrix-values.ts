import { renderValue } from "../render-value.ts";
import type { Job, WorkflowFile } from "../workflow-file.ts";
import type { MatrixValuesOf } from "./job-name.ts";
import { createConverter, findMatrix, isPlainMap, type PlainMap } from "./plain-matrix.ts";

// GitHub makes no more legs than this of a matrix, so longer lists are treated as if they could hold anything.
const mostValues = 256;

const unknown: MatrixValuesOf = () => null;

/**
 * Makes the function that tells what the keys of a job's matrix can be, from its axes and what `include` adds. `exclude` only takes
 * away, so a value too many may be named, never one too few. What an expression computes is not known. Thousands of jobs may
 * share a matrix by aliases: each is read once.
 */
export function createMatrixReader(file: WorkflowFile): (job: Job) => MatrixValuesOf {
  const toPlain = createConverter(file);
  const read = new Map<unknown, MatrixValuesOf>();
  return (job) => {
    const content = file.resolve(job.node);
    const known = read.get(content);
    if (known !== undefined) return known;
    const matrix = findMatrix(job, file);
    const values = read.get(matrix) ?? readMatrix(toPlain(matrix));
    read.set(content, values).set(matrix, values);
    return values;
  };
}

function readMatrix(matrix: unknown): MatrixValuesOf {
  if (!isPlainMap(matrix)) return unknown;
  const included = matrix.get("include") ?? [];
  if (!Array.isArray(included) || included.length > mostValues || !included.every(isPlainMap)) return unknown;
  const known = new Map<string, readonly string[] | null>();
  return (key) => {
    const name = key.toLowerCase();
    const before = known.get(name);
    if (before !== undefined) return before;
    const values = listValues(name.split("."), matrix, included);
    known.set(name, values);
    return values;
  };
}

function listValues(
  path: readonly string[],
  matrix: PlainMap,
  included: readonly PlainMap[],
): readonly string[] | null {
  const [axisName = "", ...rest] = path;
  const isAxis = axisName !== "include" && axisName !== "exclude";
  const axis = (isAxis ? matrix.get(axisName) : null) ?? [];
  if (!Array.isArray(axis) || axis.length > mostValues) return null;
  const values = [
    ...axis.map((item) => lookUp(item, rest)),
    ...included.map((item) => lookUp(item, path)),
  ].map(renderValue);
  if (!values.every((text) => text !== null)) return null;
  // A leg for which nothing sets the key renders it as nothing.
  return [...new Set([...values, ""])];
}

function lookUp(item: unknown, path: readonly string[]): unknown {
  let found = item;
  for (const name of path) {
    if (!isPlainMap(found)) return null;
    found = found.get(name) ?? null;
  }
  return found;
}
