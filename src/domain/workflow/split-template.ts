/** A piece of a text that GitHub evaluates: as it stands, or what stands between `${{` and `}}`. */
export type TemplatePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "expression"; readonly expression: string; readonly source: string };

/**
 * Splits a text into its expressions and what is between them, as GitHub's parser does: `}}` within quotes ends no expression. A quote
 * that is written twice is passed over like any other two. Null where an expression has no end; GitHub refuses such a file.
 */
export function splitTemplate(text: string): readonly TemplatePart[] | null {
  const parts: TemplatePart[] = [];
  let at = 0;
  for (let start = text.indexOf(opening); start >= 0; start = text.indexOf(opening, at)) {
    const end = findEnd(text, start + opening.length);
    if (end === null) return null;
    if (start > at) parts.push({ kind: "text", text: text.slice(at, start) });
    const source = text.slice(start, end);
    const expression = source.slice(opening.length, -closing.length).trim();
    parts.push({ kind: "expression", expression, source });
    at = end;
  }
  if (at < text.length) parts.push({ kind: "text", text: text.slice(at) });
  return parts;
}

/** Whether GitHub evaluates some of a text. */
export function hasExpression(text: string): boolean {
  return splitTemplate(text)?.some(({ kind }) => kind === "expression") === true;
}

const opening = "${{";
const closing = "}}";

/** Where the expression ends whose content begins there: behind its `}}`. */
function findEnd(text: string, start: number): number | null {
  let isQuoted = false;
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === "'") isQuoted = !isQuoted;
    else if (!isQuoted && text[at] === "}" && text[at + 1] === "}") return at + closing.length;
  }
  return null;
}
