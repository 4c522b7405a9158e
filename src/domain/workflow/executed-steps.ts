import type { FileStep } from "./file-steps.ts";
import { keyOfStepName, type ListedStep, numberKeys, withoutOwnSteps } from "./step-key.ts";

/** The steps of a guarded job whose display names the file alone does not tell, by their distance from the guard step. */
export interface ComputedSteps {
  /** What GitHub calls the guard step; null where an expression names it, so that nothing can be found from it. */
  readonly guardName: string | null;
  readonly steps: readonly ComputedStep[];
}

interface ComputedStep {
  /** Steps after the guard step; negative before it. */
  readonly distance: number;
  readonly key: string;
  readonly beginning: string;
}

// Thousands of jobs may share a list of steps by aliases.
const found = new WeakMap<readonly FileStep[], ComputedSteps>();

/** Finds the steps with computed names among a job's, by the place of its guard step and its display name, if that is fixed. */
export function findComputedSteps(
  steps: readonly FileStep[],
  guard: { readonly index: number; readonly name: string | null },
): ComputedSteps {
  const known = found.get(steps);
  if (known !== undefined) return known;
  const computed = {
    guardName: guard.index < steps.length ? guard.name : null,
    steps: steps.flatMap(({ key, beginning }, index) =>
      beginning === null ? [] : [{ distance: index - guard.index, key, beginning }],
    ),
  };
  found.set(steps, computed);
  return computed;
}

/**
 * The keys of the steps that the workflow file names, of all that GitHub lists, skipped ones included: these keep their number. By
 * that number. A step with a computed name is told by its place and what its name begins with, and has the key that the file gives it; so
 * what another step is called can never speak for it.
 */
export function keySteps(
  listed: readonly ListedStep[],
  computed: ComputedSteps,
): ReadonlyMap<number, string> {
  const steps = withoutOwnSteps(listed);
  const guard = steps.findIndex(({ name }) => name === computed.guardName);
  const computedKeys = new Map<ListedStep, string>();
  for (const { distance, key, beginning } of guard < 0 ? [] : computed.steps) {
    const step = steps[guard + distance];
    if (step?.name.startsWith(beginning) === true) computedKeys.set(step, key);
  }
  const named = steps.filter((step) => !computedKeys.has(step));
  const keys = numberKeys(named.map(({ name }) => keyOfStepName(name)));
  const all = [...computedKeys, ...named.map((step, index) => [step, keys[index] ?? ""] as const)];
  return new Map(all.map(([{ number }, key]) => [number, key]));
}

/** The keys of the steps that succeeded, in the job's order. */
export function listExecutedSteps(listed: readonly ListedStep[], computed: ComputedSteps): readonly string[] {
  const keys = keySteps(listed, computed);
  return [...listed]
    .sort((a, b) => a.number - b.number)
    .flatMap(({ number, succeeded }) => (succeeded ? [keys.get(number) ?? ""] : []))
    .filter((key) => key !== "");
}
