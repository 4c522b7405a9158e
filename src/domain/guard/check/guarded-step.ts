import { isScalar } from "yaml";
import { findGuardVersion, type GuardVersion } from "../../harden-runner/guard-version.ts";
import { compareVersions } from "../../harden-runner/version.ts";
import { knownInputs } from "../../harden-runner/version-table.ts";
import type { GuardStep } from "../../workflow/guard-step.ts";
import type { Job, WorkflowFile } from "../../workflow/workflow-file.ts";
import type { Severity } from "./finding.ts";
import type { Report } from "./rules.ts";

/** A guard step that is checked, and what several rules ask of it. */
export interface GuardedStep {
  readonly file: WorkflowFile;
  readonly job: Job;
  readonly guard: GuardStep;
  readonly version: GuardVersion;
  /** `unknown` is an expression, or a word that is none. */
  readonly policy: "audit" | "block" | "unknown";
  /** It blocks: it says so, or is to be taken as if it did. */
  readonly isBlock: boolean;
  /** It asks the Policy Store, whose policy may block. */
  readonly asksStore: boolean;
  /** How bad it is what keeps a list from being in force. */
  readonly broken: Severity;
  readonly report: Report;
}

/** Reads what a guard step is. `isTakenAsBlock`: as if its policy were to block, whatever it says. */
export function readGuardedStep(
  file: WorkflowFile,
  job: Job,
  guard: GuardStep,
  { report, isTakenAsBlock }: { readonly report: Report; readonly isTakenAsBlock: boolean },
): GuardedStep {
  const policy = readPolicy(file, guard);
  const version = findGuardVersion(guard);
  const asks = (input: string): boolean => isSet(file, guard, input) && mayKnow(version, input);
  const isBlock = policy === "block" || isTakenAsBlock;
  return {
    file,
    job,
    guard,
    version,
    policy,
    isBlock,
    asksStore: asks("policy") || asks("use-policy-store"),
    broken: isBlock ? "error" : "warning",
    report,
  };
}

function readPolicy(file: WorkflowFile, guard: GuardStep): GuardedStep["policy"] {
  if (!guard.inputs.has("egress-policy")) return "block";
  const node = readInput(file, guard, "egress-policy");
  // The action trims its inputs.
  const value = isScalar(node) ? String(node.value ?? "").trim() : "";
  return value === "audit" || value === "block" ? value : "unknown";
}

/** The value of an input, or what it is an alias of; undefined if the step does not name it. */
export function readInput(file: WorkflowFile, guard: GuardStep, name: string): unknown {
  return file.resolve(guard.inputs.get(name)?.value);
}

/** Whether an input has a value that is not false. */
export function isSet(file: WorkflowFile, guard: GuardStep, input: string): boolean {
  const value = readInput(file, guard, input);
  const text = isScalar(value) ? String(value.value ?? "").trim() : "";
  return text !== "" && text.toLowerCase() !== "false";
}

/** Whether the action of a version may know an input: one that came later is ignored. */
export function mayKnow(version: GuardVersion, input: string): boolean {
  const since = knownInputs.get(input)?.since ?? null;
  return version.kind === "unknown" || since === null || compareVersions(version.version, since) >= 0;
}

/** Whether a list is missing or empty. A sequence or map is none, but not empty. */
export function isEmptyList(list: unknown): boolean {
  return list === undefined || list === null || (isScalar(list) && String(list.value ?? "").trim() === "");
}
