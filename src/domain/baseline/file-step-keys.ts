import { isRunnerStep, keyOfStepName } from "../workflow/step-key.ts";

/** Whether a step is the one of a key, or one of its equals where the key has no number. */
export function isStepOf(key: string, name: string): boolean {
  return name === key || name.startsWith(`${key} #`);
}

/**
 * The keys of those of some steps that ask for something: that the workflow file still has. `fileSteps` are the keys of its steps but for
 * the guard; null where they are not known, and then all count but the runner's own. Of a step noted under the name that GitHub showed, the
 * one of the file whose name begins like it.
 */
export function stepsOfFile(
  steps: readonly string[],
  fileSteps: readonly string[] | null,
): readonly string[] {
  const keys = steps.map(keyOfStepName);
  if (fileSteps === null) return keys.filter((key) => !isRunnerStep(key));
  return keys.flatMap((key) => {
    if (fileSteps.some((name) => isStepOf(key, name))) return [key];
    const computed = fileSteps.find((name) => {
      const expression = name.indexOf("${{");
      return expression > 0 && key.startsWith(name.slice(0, expression));
    });
    return computed === undefined ? [] : [computed];
  });
}
