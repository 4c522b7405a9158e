/** The legs of a job's matrix and the display names of jobs, made of what GitHub's own parser and evaluator give. */
import { data } from "@actions/expressions";
import { equals } from "@actions/expressions/result";
import { isBasicExpression, isMapping, isSequence, isString } from "@actions/workflow-parser";
import type { WorkflowJob } from "@actions/workflow-parser/model/workflow-template";
import type { TemplateToken } from "@actions/workflow-parser/templates/tokens/template-token";
import { dictionary, evaluateAsGitHub, toData, type World } from "./github-parser.ts";

/** The values of one leg. */
export type LegValues = ReadonlyMap<string, data.ExpressionData>;

/** One leg: all its values, and those that name it. */
export interface GitHubLeg {
  readonly named: LegValues;
  readonly values: LegValues;
}

/** The legs as GitHub's documentation says that they are made; its parser makes none. None where an expression makes the matrix. */
export function expandMatrix({ strategy }: Pick<WorkflowJob, "strategy">): readonly GitHubLeg[] {
  const matrix = entriesOf(entriesOf(strategy).get("matrix"));
  const excluded = itemsOf(matrix.get("exclude")).map(legOf);
  const included = itemsOf(matrix.get("include")).map(legOf);
  const axes = [...matrix].filter(([key]) => key !== "include" && key !== "exclude");
  let legs: readonly LegValues[] = axes.length === 0 ? [] : [new Map()];
  for (const [key, token] of axes)
    legs = legs.flatMap((leg) => itemsOf(token).map((item) => new Map([...leg, [key, toData(item)]])));
  const original = legs.filter(
    (leg) => !excluded.some((entry) => [...entry].every(([key, value]) => has(leg, key, value))),
  );
  const extended = original.map((leg) => new Map(leg));
  const added: LegValues[] = [];
  for (const entry of included) {
    // "If none of the pairs overwrite any of the original matrix values."
    const fitting = extended.filter((_, at) =>
      [...entry].every(([key, value]) => original[at]?.has(key) !== true || has(original[at], key, value)),
    );
    for (const leg of fitting)
      for (const [key, value] of entry) if (!axes.some(([axis]) => axis === key)) leg.set(key, value);
    if (fitting.length === 0) added.push(entry);
  }
  return [
    ...extended.map((values, at) => ({ named: original[at] ?? values, values })),
    // What fits an axis comes first.
    ...added.map((entry) => {
      const isAxis = (key: string): boolean => axes.some(([axis]) => axis === key);
      const values = new Map([
        ...[...entry].filter(([key]) => isAxis(key)),
        ...[...entry].filter(([key]) => !isAxis(key)),
      ]);
      return { named: values, values };
    }),
  ];
}

/** Whether a job has a matrix at all. */
export function hasMatrix({ strategy }: Pick<WorkflowJob, "strategy">): boolean {
  return strategy !== undefined && isMapping(strategy) && entriesOf(strategy).has("matrix");
}

/**
 * The display name that GitHub gives a job, or a leg of it: as its server does in `JobNameBuilder` and `EvaluateJobName`, which are public as
 * part of the runner (actions/runner, `src/Sdk/WorkflowParser`).
 */
export function displayName(job: WorkflowJob, leg: GitHubLeg | null, world: World = {}): string {
  const segments = leg === null ? [] : [...leg.named.values()].flatMap(leavesOf).filter((one) => one !== "");
  const appended = (name: string): string =>
    cut(segments.length === 0 ? name : `${name} (${segments.join(", ")})`);
  const { name } = job;
  const id = job.id.value;
  if (name === undefined || !isBasicExpression(name))
    return appended((name === undefined || isString(name) ? name?.value : name.toString()) || id);
  const matrix = leg === null ? new data.Null() : dictionary(Object.fromEntries(leg.values));
  return evaluateAsGitHub(name.expression, { ...world, matrix }).coerceString() || appended(id);
}

function cut(name: string): string {
  return name.length > 100 ? `${name.slice(0, 97)}...` : name;
}

function leavesOf(value: data.ExpressionData): string[] {
  if (value.kind === data.Kind.Array) return value.values().flatMap(leavesOf);
  if (value.kind === data.Kind.Dictionary) return value.values().flatMap(leavesOf);
  return value.kind === data.Kind.Null ? [] : [value.coerceString()];
}

function has(leg: LegValues | undefined, key: string, value: data.ExpressionData): boolean {
  return equals(leg?.get(key) ?? new data.Null(), value);
}

function entriesOf(token: TemplateToken | undefined): ReadonlyMap<string, TemplateToken> {
  return token === undefined || !isMapping(token)
    ? new Map()
    : new Map([...token].map(({ key, value }) => [String(key), value]));
}

function itemsOf(token: TemplateToken | undefined): readonly TemplateToken[] {
  return token === undefined || !isSequence(token) ? [] : [...token];
}

function legOf(token: TemplateToken): LegValues {
  return new Map([...entriesOf(token)].map(([key, value]) => [key, toData(value)]));
}
