import { anyFalse, call, compare, isFalse, type Known, resultAt, type TextLike } from "./condition-values.ts";
import type { Scalar } from "./loose-equal.ts";
import { splitTemplate } from "./split-template.ts";

/** What is known of the contexts in which a condition is evaluated, by path in lower case: `github.event_name`. */
export type KnownContexts = ReadonlyMap<string, Scalar | TextLike>;

// GitHub limits an expression to 21,000 characters; nobody writes so much, and a condition that is not understood may be true.
const longestCondition = 2_000;
const deepestNesting = 50;
const token =
  /\s*(?:('(?:[^']|'')*')|(&&|\|\||[=!<>]=|[!<>()[\],.*])|([A-Za-z_][\w-]*)|([+-]?(?:\d+(?:\.\d+)?|\.\d+)))/y;

/**
 * Whether a step with this `if:` (a text or value as YAML has it) can run in a job in which nothing fails and nobody cancels, on Linux:
 * nowhere else is a list enforced. True also where the condition depends on what only the run knows. A condition without
 * status function implies `success()`, which holds there. `contexts` is what else is known there.
 */
export function canRunOnSuccess(condition: unknown, contexts: KnownContexts = noContexts): boolean {
  if (condition === false || condition === 0) return false;
  if (typeof condition !== "string" || condition.length > longestCondition) return true;
  const expression = unwrap(condition)?.trim();
  if (expression === undefined || expression === "") return true;
  return isFalse(evaluate(expression, contexts)) !== true;
}

const noContexts: KnownContexts = new Map();

/**
 * The expression without `${{` and `}}`. Null where there are several, or anything around it, be it a blank or the end of a line: GitHub
 * makes a text of that, which is true. A quoted text alone is taken for what stands in the quotes.
 */
function unwrap(text: string): string | null {
  const parts = splitTemplate(text);
  if (parts === null) return null;
  const [part = { kind: "text", text: "" } as const, second] = parts;
  if (second !== undefined) return null;
  if (part.kind === "text") return part.text;
  const { expression } = part;
  return /^(?:'[^']*')+$/.test(expression) ? expression.slice(1, -1).replaceAll("''", "'") : expression;
}

/** Undefined where the value is not known, or the text is no expression. */
function evaluate(expression: string, contexts: KnownContexts): Known {
  const tokens = tokenize(expression);
  if (tokens === null) return undefined;
  let at = 0;
  let isBroken = false;
  const value = readOr(0);
  return isBroken || at < tokens.length ? undefined : value;

  function take(text: string): boolean {
    if (tokens?.[at] !== text) return false;
    at += 1;
    return true;
  }

  function readOr(depth: number): Known {
    let left = readAnd(depth);
    while (take("||")) {
      const right = readAnd(depth);
      const isLeftFalse = isFalse(left);
      // Where the left one is not known it may be true.
      if (isLeftFalse === true) left = right;
      else if (isLeftFalse === undefined) left = undefined;
    }
    return left;
  }

  function readAnd(depth: number): Known {
    let left = readComparison(depth);
    while (take("&&")) {
      const right = readComparison(depth);
      const isLeftFalse = isFalse(left);
      // Whatever the left one is, what is false on the right makes all of it false.
      if (isLeftFalse === undefined) left = isFalse(right) === true ? anyFalse : undefined;
      else if (!isLeftFalse) left = right;
    }
    return left;
  }

  function readComparison(depth: number): Known {
    let left = readNot(depth);
    for (;;) {
      const operator = ["==", "!=", "<=", ">=", "<", ">"].find(take);
      if (operator === undefined) return left;
      const right = readNot(depth);
      const isEqual = compare(left, right);
      if (operator === "==") left = isEqual;
      else if (operator === "!=") left = isEqual === undefined ? undefined : !isEqual;
      else left = undefined;
    }
  }

  function readNot(depth: number): Known {
    let negations = 0;
    while (take("!")) negations += 1;
    const value = readOperand(depth);
    if (negations === 0) return value;
    const isValueFalse = isFalse(value);
    return isValueFalse === undefined ? undefined : isValueFalse === (negations % 2 === 1);
  }

  function readOperand(depth: number): Known {
    const next = tokens?.[at];
    if (next === undefined || depth > deepestNesting) {
      isBroken = true;
      return undefined;
    }
    if (take("(")) {
      const value = readOr(depth + 1);
      if (!take(")")) isBroken = true;
      return readPath(value, depth);
    }
    at += 1;
    if (next.startsWith("'")) return next.slice(1, -1).replaceAll("''", "'");
    if (/^[+-]?[\d.]*\d/.test(next)) return Number(next);
    if (!/^[A-Za-z_]/.test(next)) isBroken = true;
    return readName(next.toLowerCase(), depth);
  }

  function readName(name: string, depth: number): Known {
    if (take("(")) {
      const values: Known[] = [];
      while (!isBroken && !take(")")) {
        values.push(readOr(depth + 1));
        take(",");
      }
      return readPath(call(name, values), depth);
    }
    return literals.has(name) ? readPath(literals.get(name), depth) : readContext(name, depth);
  }

  /** A value of a context: of the longest beginning of its path that is known. What is within nothing is nothing. */
  function readContext(name: string, depth: number): Known {
    let path = name;
    while (tokens?.[at] === "." && /^[A-Za-z_*]/.test(tokens[at + 1] ?? "")) {
      path += `.${tokens[at + 1]?.toLowerCase()}`;
      at += 2;
      const known = contexts.get(path) ?? properties.get(path) ?? resultAt(path);
      if (known !== undefined) return known;
      if (contexts.get(path) === null) return skipPath(depth);
    }
    return readPath(undefined, depth);
  }

  function skipPath(depth: number): Known {
    const start = at;
    readPath(undefined, depth);
    // An index or a name may be `*`, which makes a list of nothing.
    const skipped = tokens?.slice(start, at) ?? [];
    return skipped.includes("[") || skipped.includes("*") ? undefined : null;
  }

  /** What stands behind a value, to look into it: then nothing is known. */
  function readPath(value: Known, depth: number): Known {
    let found = value;
    for (;;) {
      if (take(".")) at += 1;
      else if (take("[")) {
        if (!take("*")) readOr(depth + 1);
        if (!take("]")) isBroken = true;
      } else return found;
      found = undefined;
      if (isBroken) return found;
    }
  }
}

const literals: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ["true", true],
  ["false", false],
  ["null", null],
]);

const properties: ReadonlyMap<string, Scalar> = new Map([
  ["job.status", "success"],
  ["runner.os", "Linux"],
]);

function tokenize(expression: string): readonly string[] | null {
  const tokens: string[] = [];
  const text = expression.trim();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const match = token.exec(text);
    if (match === null) return null;
    tokens.push(match[0].trim());
  }
  return tokens;
}
