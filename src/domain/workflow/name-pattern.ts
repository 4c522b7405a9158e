import { splitTemplate } from "./split-template.ts";

/** A piece of a display name: a fixed text, one of some texts or patterns, so many characters, or anything at all. */
export type NamePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "one-of-texts"; readonly texts: readonly string[] }
  | { readonly kind: "one-of"; readonly patterns: readonly NamePattern[] }
  | { readonly kind: "characters"; readonly count: number }
  | { readonly kind: "anything" };

/** What a display name looks like as far as the workflow file tells: its parts in order. */
export type NamePattern = readonly NamePart[];

/** The values that an expression (without `${{` and `}}`) can have; null where the file does not tell. */
export type ValuesOf = (expression: string) => readonly string[] | null;

export const anything: NamePart = { kind: "anything" };

// GitHub shows some hundred characters at most, and nobody builds a name from more expressions.
const longestName = 1_000;
const longestTemplate = 1_000;
const mostParts = 32;
const mostAttempts = 1_000;

/** A part that is a fixed text. */
export function textPart(text: string): NamePart {
  return { kind: "text", text };
}

/** Whether a name can be what the pattern describes. Where to say so for sure would cost too much, it can. */
export function matchesName(pattern: NamePattern, name: string): boolean {
  if (name.length > longestName) return false;
  const { some, allFrom } = reach(pattern, name, { some: new Set([0]), allFrom: nowhere });
  return some.has(name.length) || allFrom <= name.length;
}

/** How many parts a pattern has, those of its alternatives included: so much work a comparison can be for each character. */
export function sizeOf(pattern: NamePattern): number {
  let size = 0;
  for (const part of pattern) {
    size += 1;
    if (part.kind === "one-of") for (const inner of part.patterns) size += sizeOf(inner);
  }
  return size;
}

/** Where in the name a part of the pattern can end: some places, and all from one on. */
interface Places {
  readonly some: ReadonlySet<number>;
  readonly allFrom: number;
}

const nowhere = Number.POSITIVE_INFINITY;

function reach(pattern: NamePattern, name: string, places: Places): Places {
  let reached = places;
  for (const part of pattern) {
    if (reached.some.size === 0 && reached.allFrom === nowhere) return reached;
    reached = reachPart(part, name, reached);
  }
  return reached;
}

function reachPart(part: NamePart, name: string, places: Places): Places {
  switch (part.kind) {
    case "text":
      return reachText(part.text, name, places);
    case "characters": {
      const some = [...places.some]
        .map((place) => place + part.count)
        .filter((place) => place <= name.length);
      return { some: new Set(some), allFrom: places.allFrom + part.count };
    }
    case "one-of-texts": {
      if (places.allFrom !== nowhere || part.texts.length * places.some.size > mostAttempts)
        return reachAnything(places);
      const some = new Set<number>();
      for (const place of places.some)
        for (const text of part.texts) if (name.startsWith(text, place)) some.add(place + text.length);
      return { some, allFrom: nowhere };
    }
    case "one-of": {
      if (places.allFrom !== nowhere || part.patterns.length * places.some.size > mostAttempts)
        return reachAnything(places);
      const reached = part.patterns.map((pattern) => reach(pattern, name, places));
      return {
        some: new Set(reached.flatMap(({ some }) => [...some])),
        allFrom: Math.min(nowhere, ...reached.map(({ allFrom }) => allFrom)),
      };
    }
    case "anything":
      return reachAnything(places);
  }
}

function reachText(text: string, name: string, places: Places): Places {
  if (text === "") return places;
  const some = new Set<number>();
  for (const place of places.some) if (name.startsWith(text, place)) some.add(place + text.length);
  if (places.allFrom > name.length) return { some, allFrom: nowhere };
  for (let at = name.indexOf(text, places.allFrom); at >= 0; at = name.indexOf(text, at + 1))
    some.add(at + text.length);
  return { some, allFrom: nowhere };
}

function reachAnything({ some, allFrom }: Places): Places {
  return { some: new Set(), allFrom: Math.min(allFrom, ...some) };
}

/** A text with `${{ … }}` expressions as a pattern; one of unlikely length, or that GitHub refuses, can be anything. */
export function templatePattern(template: string, valuesOf: ValuesOf): NamePattern {
  if (template.length > longestTemplate) return [anything];
  const parts = splitTemplate(template);
  if (parts === null || parts.length > mostParts) return [anything];
  return parts.map((part) => {
    if (part.kind === "text") return textPart(part.text);
    const values = valuesOf(part.expression);
    // Thousands of jobs may share the values of a matrix, so they are not copied.
    return values === null ? anything : { kind: "one-of-texts", texts: values };
  });
}
