/** A step as GitHub's jobs API lists it, run or skipped. */
export interface ListedStep {
  /** The display name. Hostile text. */
  readonly name: string;
  /** Its place in the job: counted on from 1, but for a gap before the post steps. */
  readonly number: number;
  readonly succeeded: boolean;
}

const longestKey = 200;
const action = /^Run ([\w.-]{1,100}\/[\w./-]{1,150})@\S+$/;
const image = /^Run docker:\/\//;
const builtAction = /^Build [\w.-]{1,100}\/[\w./-]{1,150}@\S+$/;

/**
 * The part of a step's key that its display name gives: the name, without the ref of an action, which updates change. The
 * same of the name that GitHub lists and of what the workflow file makes one expect.
 */
export function keyOfStepName(displayName: string): string {
  const name = displayName.trim();
  const whole = action.exec(name)?.[1];
  const stable = whole === undefined ? name.replace(image, "Run ") : `Run ${whole}`;
  // What would be half a sign is stored as another one.
  return stable.slice(0, longestKey).replace(/[\uD800-\uDBFF]$/, "");
}

/** Tells equal keys apart by their number in the job's order, from the second on. */
export function numberKeys(keys: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  return keys.map((key) => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count === 1 ? key : `${key} #${count}`;
  });
}

/**
 * The listed steps that the workflow file names, in the job's order: without those by which GitHub prepares the job and clears
 * up. These can only be told by name and place, as a step of the file may have any name: the first step, `Pre …` before all others,
 * `Post …` behind the gap that the runner leaves in the numbers.
 */
export function withoutOwnSteps(listed: readonly ListedStep[]): readonly ListedStep[] {
  const sorted = [...listed].sort((a, b) => a.number - b.number);
  const gap = sorted.findIndex(
    ({ number }, index) => index > 0 && number > (sorted[index - 1]?.number ?? 0) + 1,
  );
  const end = gap < 0 ? sorted.length : gap;
  const names = new Set(sorted.map(({ name }) => name));
  const first = sorted.findIndex(
    ({ name }, index) => !(index === 0 ? name === "Set up job" : isPreparation(name, names)),
  );
  return sorted.filter(({ name }, index) => {
    if (index < first || first < 0) return false;
    if (index < end) return index < sorted.length - 1 || name !== "Complete job";
    return !isClearing(name);
  });
}

/** Whether a step is, by its name, one by which GitHub prepares a job or clears up. */
export function isRunnerStep(name: string): boolean {
  return (
    name === "Set up job" || name.startsWith("Pre ") || isPreparation(name, new Set()) || isClearing(name)
  );
}

function isPreparation(name: string, names: ReadonlySet<string>): boolean {
  if (name.startsWith("Pre ")) return names.has(name.slice("Pre ".length));
  return name === "Set up runner" || name === "Initialize containers" || builtAction.test(name);
}

function isClearing(name: string): boolean {
  return (
    name.startsWith("Post ") ||
    name === "Stop containers" ||
    name === "Complete runner" ||
    name === "Complete job"
  );
}
