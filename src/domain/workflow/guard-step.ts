import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap, type YAMLSeq } from "yaml";
import { findPair, type Resolve } from "./yaml-map.ts";

/** A step that uses an action that guards the job or records what it calls, with the nodes of the syntax tree that an edit or a check needs. */
export interface GuardStep {
  /** Its place among the job's steps. */
  readonly index: number;
  readonly step: YAMLMap;
  readonly uses: Scalar<string>;
  /** What stands behind the `@`. */
  readonly ref: string;
  /** The comment behind `uses`, where people note the version of a pinned ref. */
  readonly comment: string | null;
  readonly withPair: Pair | null;
  /** The entries of `with`, by their names in lower case: GitHub compares input names without case. */
  readonly inputs: ReadonlyMap<string, Pair>;
  /** Nodes from the steps down to `with`; an anchor or alias on any of them is shared with something else. */
  readonly path: readonly Node[];
  /** Two keys of `with` that differ only in case. */
  readonly hasDuplicateInput: boolean;
}

// Aliases let thousands of jobs have the same thousands of steps: each list is read once for each action.
const readLists = new WeakMap<YAMLSeq, Map<string, readonly GuardStep[]>>();

/** The steps of a job that use an action (`owner/name`, in lower case), in their order. */
export function findActionSteps(job: YAMLMap, action: string, resolve: Resolve): readonly GuardStep[] {
  const stepsNode = findPair(job, "steps")?.value as Node | undefined;
  const steps = resolve(stepsNode);
  if (stepsNode === undefined || !isSeq(steps)) return [];
  const known = readLists.get(steps) ?? new Map<string, readonly GuardStep[]>();
  const found = known.get(action) ?? readList(steps, action, resolve);
  readLists.set(steps, known.set(action, found));
  return found.map((guard) => ({ ...guard, path: [stepsNode, ...guard.path] }));
}

function readList(steps: YAMLSeq, action: string, resolve: Resolve): readonly GuardStep[] {
  return steps.items.flatMap((item, index) => {
    const step = resolve(item);
    if (!isMap(step)) return [];
    const guard = readGuard(step, index, action, resolve);
    return guard === null ? [] : [{ ...guard, path: [item as Node, ...guard.path] }];
  });
}

function readGuard(step: YAMLMap, index: number, action: string, resolve: Resolve): GuardStep | null {
  const uses = findPair(step, "uses")?.value;
  if (!isScalar(uses) || typeof uses.value !== "string") return null;
  const at = uses.value.indexOf("@");
  if (at < 0 || uses.value.slice(0, at).toLowerCase() !== action) return null;
  const withPair = findPair(step, "with");
  const withNode = (withPair?.value ?? null) as Node | null;
  const withMap = resolve(withNode);
  const inputs = new Map<string, Pair>();
  let hasDuplicateInput = false;
  for (const pair of isMap(withMap) ? withMap.items : []) {
    const name = isScalar(pair.key) ? String(pair.key.value).toLowerCase() : "";
    if (inputs.has(name)) hasDuplicateInput = true;
    inputs.set(name, pair);
  }
  return {
    index,
    step,
    uses: uses as Scalar<string>,
    ref: uses.value.slice(at + 1),
    comment: uses.comment ?? null,
    withPair,
    inputs,
    path: withNode === null ? [] : [withNode],
    hasDuplicateInput,
  };
}
