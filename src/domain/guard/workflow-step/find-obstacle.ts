import { isMap, isScalar, type Node, type Pair } from "yaml";
import { refusalWords } from "../../text/sentences/edit-refusals.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";
import { findMergeKey, isShared } from "../../workflow/sharing.ts";
import type { Job, WorkflowFile } from "../../workflow/workflow-file.ts";
import type { RefusalCode } from "../refusal.ts";

/** What stands in the way of an edit, and the node that is to blame. */
interface StepObstacle {
  readonly code: RefusalCode;
  readonly message: string;
  readonly node: Node | null;
}

/** What makes an edit of this step mean more, or less, than the step itself. */
export function findObstacle(file: WorkflowFile, job: Job, guard: GuardStep): StepObstacle | null {
  const policy = guard.inputs.get("egress-policy");
  const list = guard.inputs.get("allowed-endpoints");
  const values = [policy?.value, list?.value].filter(
    (node): node is Node => node !== null && node !== undefined,
  );
  const shared = findSharing(file, job, guard, values);
  if (shared !== null) return shared;
  if (guard.hasDuplicateInput) {
    return {
      code: "duplicate-key",
      message: refusalWords.duplicateInput,
      node: guard.withPair?.key as Node,
    };
  }
  const store = ["policy", "use-policy-store"]
    .map((name) => guard.inputs.get(name))
    .find((pair) => pair && isSet(pair));
  if (store) {
    return {
      code: "policy-store",
      message: refusalWords.policyElsewhere,
      node: store.key as Node,
    };
  }
  const withValue = guard.withPair?.value ?? null;
  if (withValue !== null && !isMap(withValue) && !(isScalar(withValue) && withValue.source === "")) {
    return { code: "unsupported-value", message: refusalWords.withNoMap, node: withValue as Node };
  }
  return policy === undefined ? null : findPolicyObstacle(policy, file.text);
}

/** What shares the step, or some of these values of it, with other places. */
export function findSharing(
  file: WorkflowFile,
  job: Job,
  guard: GuardStep,
  values: readonly Node[],
): StepObstacle | null {
  const path = [file.jobsMap, ...(job.node === null ? [] : [job.node]), ...guard.path];
  const shared = [...path, ...values].find((node) => isShared(node, file.aliased));
  if (shared !== undefined) {
    return {
      code: "shared-by-anchor",
      message: refusalWords.sharedStep,
      node: shared,
    };
  }
  const maps = [job.map, guard.step, isMap(guard.withPair?.value) ? guard.withPair.value : null];
  const merged = maps.map((map) => (map === null ? null : findMergeKey(map))).find((pair) => pair !== null);
  if (merged)
    return {
      code: "merge-key",
      message: refusalWords.mergedStep,
      node: merged.key as Node,
    };
  return null;
}

function findPolicyObstacle(policy: Pair, text: string): StepObstacle | null {
  const node = policy.value;
  const key = policy.key as Node;
  if (!isScalar(node) || !node.range || node.tag !== undefined) {
    return { code: "unsupported-value", message: refusalWords.policyNoText, node: key };
  }
  const source = text.slice(node.range[0], node.range[1]);
  // An escape may hide an expression from the source, and a fold from the value.
  if (source.includes("${{") || String(node.value).includes("${{")) {
    return {
      code: "expression",
      message: refusalWords.policyExpression,
      node,
    };
  }
  // The action trims its inputs.
  const value = String(node.value ?? "").trim();
  if (value !== "audit" && value !== "block") {
    return {
      code: "unknown-policy",
      message: refusalWords.policyUnknown,
      node,
    };
  }
  if (!policySource.test(source)) {
    return {
      code: "unsupported-value",
      message: refusalWords.policyUneditable,
      node,
    };
  }
  return null;
}

const policySource = /^(['"]?)(?:audit|block)\1$/;

function isSet(pair: Pair): boolean {
  const value = isScalar(pair.value) ? pair.value.value : pair.value;
  return value !== null && value !== "" && value !== false && value !== "false";
}
