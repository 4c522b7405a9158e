import { isMap, isScalar, isSeq, type Node } from "yaml";
import { listMatrixLegs, type MatrixLeg } from "../../workflow/jobs/matrix-legs.ts";
import { createMatrixReader } from "../../workflow/jobs/matrix-values.ts";
import type { Job, WorkflowFile } from "../../workflow/workflow-file.ts";
import { findPair } from "../../workflow/yaml-map.ts";

/** The runners for which a job asks. */
export interface Runners {
  /** The labels of each leg of the job's matrix, or of the job. Those that an expression computes are left as they are written. */
  readonly legs: readonly (readonly string[])[];
  readonly node: Node | null;
}

/** One of two labels, whatever decides: `${{ A == 'x' && 'one' || 'other' }}`. */
const alternatives = /^\$\{\{[^()|]*&&\s*'([^']+)'\s*\|\|\s*'([^']+)'\s*\}\}$/;

const matrixExpression = /\$\{\{\s*matrix\.([\w-]+(?:\.[\w-]+)*)\s*\}\}/gi;

/** Makes the function that reads the runners of a file's jobs, those in matrices too as far as the file tells their values. */
export function createRunnerReader(file: WorkflowFile): (job: Job) => Runners {
  const valuesOf = createMatrixReader(file);
  return (job) => {
    const content = file.resolve(job.node);
    const node = (isMap(content) ? (findPair(content, "runs-on")?.value ?? null) : null) as Node | null;
    if (node === null) return { legs: [], node };
    const labels = readLabels(node, file);
    if (!labels.some((label) => label.includes("${{"))) return { legs: [labels], node };
    const [label = "", ...others] = labels;
    const [, one, other] = (others.length === 0 && alternatives.exec(label.trim())) || [];
    if (one !== undefined && other !== undefined) return { legs: [[one], [other]], node };
    const legs = listMatrixLegs(job, file);
    if (legs !== null) {
      const named = legs.map((leg) => labels.map((label) => fill(label, leg)));
      return { legs: distinct(named), node };
    }
    // Where other keys of the matrix are computed, those that are not still say what this one can be.
    const [, key = null] = new RegExp(`^${matrixExpression.source}$`, "i").exec(label.trim()) ?? [];
    const values = key === null || others.length > 0 ? null : valuesOf(job)(key);
    const named = values?.filter((value) => value !== "") ?? [];
    return { legs: named.length > 0 ? named.map((value) => [value]) : [labels], node };
  };
}

function readLabels(aliased: unknown, file: WorkflowFile): string[] {
  const node = file.resolve(aliased);
  if (isScalar(node)) return [String(node.value ?? "")];
  if (isSeq(node)) return node.items.flatMap((item) => readLabels(item, file));
  return isMap(node) ? readLabels(findPair(node, "labels")?.value, file) : [];
}

function fill(label: string, leg: MatrixLeg): string {
  return label.replace(matrixExpression, (whole, key: string) => {
    const value = leg.valueOf(key);
    return value === null || value === "" ? whole : value;
  });
}

function distinct(legs: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(legs.map((labels) => [JSON.stringify(labels), labels])).values()];
}
