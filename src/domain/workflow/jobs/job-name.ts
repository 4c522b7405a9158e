import { anything, type NamePattern, templatePattern, textPart } from "../name-pattern.ts";
import { hasExpression, splitTemplate } from "../split-template.ts";

/** What the display name of a job is made from. */
export interface NamedJob {
  readonly id: string;
  /** The job's `name:`, possibly with expressions; null where it has none or an empty one, then GitHub shows the id. */
  readonly name: string | null;
  readonly hasMatrix: boolean;
}

/** The values that a key of the job's matrix (`os`, `os.name`) can have; null where the file does not tell. */
export type MatrixValuesOf = (key: string) => readonly string[] | null;

const longestName = 100;
const keptOfLongName = 97;
const longestTemplate = 1_000;
const matrixKey = /^matrix\.([\w-]+(?:\.[\w-]+)*)$/i;

/**
 * What GitHub would render as the job's display name: `name:` evaluated, or where that is nothing the job id; then for a matrix without own
 * name, or whose name is nothing, ` (a, b)`; a name longer than 100 characters is cut to 97 and `...`.
 */
export function jobNamePattern(job: NamedJob, matrixValuesOf: MatrixValuesOf = () => null): NamePattern {
  return withCuts(
    listTemplates(job).flatMap((template) => {
      if (!hasExpression(template)) return defaultNames(template, job.hasMatrix);
      const named = evaluatedPattern(template, matrixValuesOf);
      return mayBeEmpty(named) ? [named, ...defaultNames(job.id, job.hasMatrix)] : [named];
    }),
  );
}

/** Whether each run has exactly one job of the name that the file gives it, and no other name can be shown. */
export function hasFixedName(job: NamedJob): boolean {
  const [template = "", second] = listTemplates(job);
  return !job.hasMatrix && second === undefined && !hasExpression(template);
}

/** Of what GitHub evaluates the name. Whether it shows blanks and line ends around it, as a block has one, is not known. */
function listTemplates({ name, id }: Pick<NamedJob, "id" | "name">): readonly string[] {
  const template = name ?? id;
  const trimmed = template.trim() || id;
  return trimmed === template ? [template] : [template, trimmed];
}

function defaultNames(name: string, hasMatrix: boolean): readonly NamePattern[] {
  const base = [textPart(name)];
  return hasMatrix ? [base, [textPart(`${name} (`), anything, textPart(")")]] : [base];
}

/** Whether nothing but expressions makes a name, and each may come to nothing. */
function mayBeEmpty(pattern: NamePattern): boolean {
  return pattern.every(
    (part) => part.kind === "anything" || (part.kind === "one-of-texts" && part.texts.includes("")),
  );
}

function withCuts(names: readonly NamePattern[]): NamePattern {
  return [{ kind: "one-of", patterns: [...names, ...names.flatMap(cut)] }];
}

/** What names a leg: the values that its matrix gives it. */
export interface NamedLeg {
  readonly segments: readonly string[];
  valueOf(key: string): string | null;
}

/** What GitHub would render as the display name of one leg of the job's matrix. */
export function legNamePattern(job: Pick<NamedJob, "id" | "name">, leg: NamedLeg): NamePattern {
  return withCuts(
    listTemplates(job).flatMap((template) => {
      if (!hasExpression(template)) return [[textPart(withSuffix(template, leg))]];
      const named = evaluatedPattern(template, (key) => {
        const value = leg.valueOf(key);
        return value === null ? null : [value];
      });
      return mayBeEmpty(named) ? [named, [textPart(withSuffix(job.id, leg))]] : [named];
    }),
  );
}

/** The display name of a leg for people, as far as the file tells it. */
export function legName(job: Pick<NamedJob, "id" | "name">, leg: NamedLeg): string {
  const template = (job.name ?? job.id).slice(0, longestTemplate);
  if (!hasExpression(template)) return withSuffix(template, leg);
  const parts = splitTemplate(template) ?? [];
  const name = parts.map((part) => {
    if (part.kind === "text") return part.text;
    const key = matrixKey.exec(part.expression)?.[1];
    return (key === undefined ? null : leg.valueOf(key)) ?? part.source;
  });
  return name.join("") || withSuffix(job.id, leg);
}

function withSuffix(name: string, { segments }: NamedLeg): string {
  return segments.length === 0 ? name : `${name} (${segments.join(", ")})`;
}

function evaluatedPattern(template: string, matrixValuesOf: MatrixValuesOf): NamePattern {
  return templatePattern(template, (expression) => {
    const key = matrixKey.exec(expression)?.[1];
    return key === undefined ? null : matrixValuesOf(key);
  });
}

/** How a name like the pattern looks when it is cut; none where it is a fixed text that fits. */
function cut(pattern: NamePattern): NamePattern[] {
  const [first] = pattern;
  const beginning = first?.kind === "text" ? first.text : "";
  if (pattern.length === 1 && first?.kind === "text" && beginning.length <= longestName) return [];
  // GitHub's cut may halve an emoji, of which then another sign is left.
  const kept = beginning.slice(0, keptOfLongName).replace(/[\uD800-\uDBFF]$/, "");
  return [[textPart(kept), { kind: "characters", count: keptOfLongName - kept.length }, textPart("...")]];
}
