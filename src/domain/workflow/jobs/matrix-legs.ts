import { isScalarValue, looseEqual, type Scalar } from "../loose-equal.ts";
import { renderValue } from "../render-value.ts";
import { hasExpression } from "../split-template.ts";
import type { Job, WorkflowFile } from "../workflow-file.ts";
import { createConverter, findMatrix, isPlainMap, type PlainMap } from "./plain-matrix.ts";

/** One leg of a matrix. */
export interface MatrixLeg {
  /** The values that GitHub appends to the job's name. */
  readonly segments: readonly string[];
  /** The value of a key (`os`, `os.name`) as an expression renders it; null where that is not certain. */
  valueOf(key: string): string | null;
}

const mostLegs = 256;
const mostWork = 1_000_000;

/**
 * Lists the legs of a job's matrix as GitHub makes them (`MatrixBuilder`): the product of the axes less `exclude`; `include` adds
 * values to those that it fits, and else a leg. Null where the job has no matrix, the file alone does not tell, or GitHub would
 * refuse it.
 */
export function listMatrixLegs(job: Job, file: WorkflowFile): readonly MatrixLeg[] | null {
  const matrix = createConverter(file)(findMatrix(job, file));
  if (!isPlainMap(matrix) || hasUnknown(matrix)) return null;
  const axes = [...matrix].filter(([key]) => key !== "include" && key !== "exclude");
  const excluded = readFilters(matrix.get("exclude"));
  const included = readFilters(matrix.get("include"));
  if (excluded === null || included === null) return null;
  const product = multiply(axes);
  if (product === null) return null;
  const filters = [...excluded, ...included];
  const work =
    filters.reduce((sum, filter) => sum + 1 + countLeaves(filter), 0) * Math.max(1, product.length);
  if (work > mostWork) return null;
  const axisNames = new Set(axes.map(([key]) => key));
  const kept = product.filter((values) => !excluded.some((filter) => fits(filter, values)));
  return addIncluded(kept, included, axisNames);
}

function addIncluded(
  kept: readonly PlainMap[],
  included: readonly PlainMap[],
  axes: ReadonlySet<string>,
): readonly MatrixLeg[] | null {
  const parts = included.map((entry) => ({
    filter: new Map([...entry].filter(([key]) => axes.has(key))),
    extra: new Map([...entry].filter(([key]) => !axes.has(key))),
  }));
  const used = new Set<unknown>();
  const legs = kept.map((values) => {
    const fitting = parts.filter(({ filter }) => fits(filter, values));
    for (const part of fitting) used.add(part);
    return toLeg(values, new Map([...values, ...fitting.flatMap(({ extra }) => [...extra])]));
  });
  for (const part of parts) {
    const values = new Map([...part.filter, ...part.extra]);
    if (!used.has(part)) legs.push(toLeg(values, values));
  }
  return legs.length > 0 && legs.length <= mostLegs && legs.every((leg) => leg !== null) ? legs : null;
}

/** Null where a value of its name cannot be rendered for sure. */
function toLeg(named: PlainMap, all: PlainMap): MatrixLeg | null {
  const segments = [...leavesOf(named)].map(renderValue);
  if (!segments.every((segment) => segment !== null)) return null;
  return {
    segments: segments.filter((segment) => segment !== ""),
    valueOf(key) {
      let found: unknown = all;
      for (const name of key.toLowerCase().split("."))
        found = isPlainMap(found) ? (found.get(name) ?? null) : null;
      return renderValue(found);
    },
  };
}

/** Null where it is more than any matrix that GitHub accepts, or an axis has no values. */
function multiply(axes: readonly (readonly [string, unknown])[]): readonly PlainMap[] | null {
  let product: readonly PlainMap[] = axes.length === 0 ? [] : [new Map()];
  for (const [key, values] of axes) {
    if (!Array.isArray(values) || values.length === 0) return null;
    // `exclude` may take away some of them.
    if (product.length * values.length > 4 * mostLegs) return null;
    product = product.flatMap((before) => values.map((value: unknown) => new Map([...before, [key, value]])));
  }
  return product;
}

/** The entries of `include` or `exclude`; null where they are none. */
function readFilters(value: unknown): readonly PlainMap[] | null {
  const filters = value ?? [];
  return Array.isArray(filters) && filters.every(isPlainMap) && filters.every(({ size }) => size > 0)
    ? filters
    : null;
}

/** Whether every single value in the filter is the same in the other. */
function fits(filter: unknown, value: unknown): boolean {
  if (isPlainMap(filter))
    return [...filter].every(([key, part]) =>
      fits(part, isPlainMap(value) ? (value.get(key) ?? null) : null),
    );
  if (Array.isArray(filter))
    return filter.every((part, index) => fits(part, Array.isArray(value) ? (value[index] ?? null) : null));
  return isScalarValue(filter) && isScalarValue(value) && looseEqual(filter, value);
}

function countLeaves(value: unknown): number {
  return [...leavesOf(value)].length;
}

function* leavesOf(value: unknown): Generator<Scalar> {
  if (isPlainMap(value)) for (const part of value.values()) yield* leavesOf(part);
  else if (Array.isArray(value)) for (const part of value) yield* leavesOf(part);
  else if (isScalarValue(value)) yield value;
}

/** Whether an expression computes some of it. */
function hasUnknown(matrix: PlainMap): boolean {
  for (const leaf of leavesOf(matrix)) if (typeof leaf === "string" && hasExpression(leaf)) return true;
  return false;
}
