import { isMap, isScalar } from "yaml";
import { type ComputedSteps, findComputedSteps } from "./executed-steps.ts";
import { readFileSteps } from "./file-steps.ts";
import { findActionSteps, type GuardStep } from "./guard-step.ts";
import { type NamePattern, templatePattern, textPart } from "./name-pattern.ts";
import { textOfNode } from "./render-value.ts";
import type { Job, WorkflowFile } from "./workflow-file.ts";
import { findPair } from "./yaml-map.ts";

/** What a guarded job's file says that helps to find its record. */
export interface GuardFacts {
  /** The action of the guard step: one of those that were looked for. */
  readonly action: string;
  /** What GitHub calls the post step of the guard step. */
  readonly postStepName: NamePattern;
  /** The job shows the address of an environment when it ends: text that a step may have written, after the record. */
  readonly hasEnvironmentUrl: boolean;
  /** What helps to tell which steps were executed. */
  readonly computedSteps: ComputedSteps;
  /** Whether the step may hold the job to a list, as far as the file tells: it does not say that it only audits. */
  readonly mayBlock: boolean;
}

/** The facts of a job's first step with the first of some actions that it uses; null where it uses none of them. */
export function readGuardFacts(job: Job, file: WorkflowFile, actions: readonly string[]): GuardFacts | null {
  const content = file.resolve(job.node);
  if (!isMap(content)) return null;
  for (const action of actions) {
    const [guard] = findActionSteps(content, action, file.resolve);
    if (guard !== undefined) return describeGuard(guard, action, job, file);
  }
  return null;
}

function describeGuard(guard: GuardStep, action: string, job: Job, file: WorkflowFile): GuardFacts {
  const name = stepName(guard, file);
  const [first, second] = name;
  const fixedName = first?.kind === "text" && second === undefined ? first.text : null;
  return {
    action,
    postStepName: [textPart("Post "), ...name],
    hasEnvironmentUrl: hasEnvironmentUrl(job, file),
    computedSteps: findComputedSteps(readFileSteps(job, file), { index: guard.index, name: fixedName }),
    mayBlock: mayBlock(guard, file),
  };
}

/** A policy of the Policy Store may block whatever the step says by itself; without any word the action blocks. */
function mayBlock({ inputs }: GuardStep, { resolve }: WorkflowFile): boolean {
  const textOf = (name: string): string => {
    const node = resolve(inputs.get(name)?.value);
    return isScalar(node) ? String(node.value ?? "").trim() : "";
  };
  const asksStore = textOf("policy") !== "" || textOf("use-policy-store").toLowerCase() === "true";
  return asksStore || textOf("egress-policy") !== "audit";
}

function stepName(guard: GuardStep, { resolve }: WorkflowFile): NamePattern {
  const name = textOfNode(resolve(findPair(guard.step, "name")?.value));
  return name === null ? [textPart(`Run ${guard.uses.value}`)] : templatePattern(name, () => null);
}

function hasEnvironmentUrl(job: Job, { resolve }: WorkflowFile): boolean {
  const content = resolve(job.node);
  const environment = isMap(content) ? resolve(findPair(content, "environment")?.value) : null;
  return isMap(environment) && findPair(environment, "url") !== null;
}
