import { isMap, isScalar, isSeq } from "yaml";
import type { Job, WorkflowFile } from "../workflow-file.ts";
import { findPair } from "../yaml-map.ts";

// Aliases multiply: no honest file's matrices come to so much, nor does one hold itself.
const mostNodes = 100_000;
const deepestNesting = 20;

/** A map of the file, its keys in lower case: expressions compare names without case. */
export type PlainMap = ReadonlyMap<string, unknown>;

export function isPlainMap(value: unknown): value is PlainMap {
  return value instanceof Map;
}

/** The node of `strategy.matrix` of a job, which thousands of jobs may share by aliases; null or undefined where it has none. */
export function findMatrix(job: Job, { resolve }: WorkflowFile): unknown {
  const content = resolve(job.node);
  const strategy = isMap(content) ? resolve(findPair(content, "strategy")?.value) : null;
  return isMap(strategy) ? resolve(findPair(strategy, "matrix")?.value) : null;
}

/** Makes the function that gives the value of a node, with aliases followed; null where all together are too much. */
export function createConverter({ resolve }: WorkflowFile): (node: unknown) => unknown {
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
