import { isMap, isScalar, isSeq } from "yaml";
import type { MatrixValuesOf } from "./job-name.ts";
import { hasExpression } from "./name-pattern.ts";
import { findPair, type Job, type WorkflowFile } from "./workflow-file.ts";

// GitHub makes no more legs than this of a matrix, so longer lists are treated as if they could hold anything.
const mostValues = 256;
// Aliases multiply: no honest file's matrices come to so much, nor does one hold itself.
const mostNodes = 100_000;
const deepestNesting = 20;

const unknown: MatrixValuesOf = () => null;

/** A map of the file, its keys in lower case: expressions compare names without case. */
type PlainMap = ReadonlyMap<string, unknown>;

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
    const strategy = isMap(content) ? file.resolve(findPair(content, "strategy")?.value) : null;
    const matrix = isMap(strategy) ? file.resolve(findPair(strategy, "matrix")?.value) : null;
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
  ].map(render);
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

/** Makes the function that gives the value of a node, with aliases followed; null where all together are too much. */
function createConverter({ resolve }: WorkflowFile): (node: unknown) => unknown {
  let nodes = 0;
  return (node) => {
    let isTooDeep = false;
    const value = convert(node, 0);
    return isTooMuch() ? null : value;

    function isTooMuch(): boolean {
      return isTooDeep || nodes > mostNodes;
    }

    function convert(aliased: unknown, depth: number): unknown {
      nodes += 1;
      if (depth > deepestNesting) isTooDeep = true;
      const converted = resolve(aliased);
      if (isScalar(converted)) return converted.value;
      if (isSeq(converted)) {
        const list: unknown[] = [];
        for (const item of converted.items) {
          if (isTooMuch()) break;
          list.push(convert(item, depth + 1));
        }
        return list;
      }
      if (!isMap(converted)) return null;
      const map = new Map<string, unknown>();
      for (const { key, value: entry } of converted.items) {
        if (isTooMuch()) break;
        if (isScalar(key)) map.set(String(key.value).toLowerCase(), convert(entry, depth + 1));
      }
      return map;
    }
  };
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

function isPlainMap(value: unknown): value is PlainMap {
  return value instanceof Map;
}
