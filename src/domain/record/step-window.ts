/** When a step of a job ran: ISO 8601 UTC in whole seconds, as GitHub's jobs API says it. */
export interface StepWindow {
  readonly name: string;
  readonly startedAt: string;
  readonly completedAt: string;
}

/** The names of the steps in which some calls fall, sorted. A call in a second in which two steps ran may be either's, and is both's. */
export function stepsOf(times: Iterable<string>, steps: readonly StepWindow[]): readonly string[] {
  if (steps.length === 0) return [];
  const windows = steps.map(({ name, startedAt, completedAt }) => ({
    name,
    from: Date.parse(startedAt),
    to: Date.parse(completedAt),
  }));
  const names = new Set<string>();
  for (const time of times) {
    const at = Date.parse(time);
    for (const { name, from, to } of windows) if (at >= from && at <= to) names.add(name);
  }
  return [...names].sort();
}
