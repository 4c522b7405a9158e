import { isAlias, isMap, isScalar } from "yaml";
import { anything, type NamePattern, templatePattern, textPart } from "./name-pattern.ts";
import { findPair, type GuardStep, type Job, type WorkflowFile } from "./workflow-file.ts";

/** What a guarded job's file says that helps to find its record. */
export interface GuardFacts {
  /** What GitHub calls the post step of the guard step. */
  readonly postStepName: NamePattern;
  /** The job shows the address of an environment when it ends: text that a step may have written, after the record. */
  readonly hasEnvironmentUrl: boolean;
}

/** The facts of a job's (first) guard step; null where it has none. */
export function readGuardFacts(job: Job, file: WorkflowFile): GuardFacts | null {
  const [guard] = job.guards;
  if (guard === undefined) return null;
  return {
    postStepName: [textPart("Post "), ...stepName(guard)],
    hasEnvironmentUrl: hasEnvironmentUrl(job, file),
  };
}

function stepName(guard: GuardStep): NamePattern {
  const pair = findPair(guard.step, "name");
  if (pair === null) return [textPart(`Run ${guard.uses.value}`)];
  const name = isScalar(pair.value) ? pair.value.value : null;
  return typeof name === "string" ? templatePattern(name, () => null) : [anything];
}

function hasEnvironmentUrl(job: Job, file: WorkflowFile): boolean {
  const content = isAlias(job.node) ? job.node.resolve(file.document) : job.node;
  if (!isMap(content)) return false;
  const environment = findPair(content, "environment")?.value;
  // An alias may stand for a map with an address: better to think so once too often.
  return isAlias(environment) || (isMap(environment) && findPair(environment, "url") !== null);
}
