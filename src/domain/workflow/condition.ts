import { isFalsy, looseEqual, type Scalar } from "./loose-equal.ts";

/** What a part of a condition comes to; undefined where only a run can tell. */
type Known = Scalar | undefined;

// GitHub limits an expression to 21,000 characters; nobody writes so much, and a condition that is not understood may be true.
const longestCondition = 2_000;
const deepestNesting = 50;
const token =
  /\s*(?:('(?:[^']|'')*')|(&&|\|\||[=!<>]=|[!<>()[\],.*])|([A-Za-z_][\w-]*)|([+-]?(?:\d+(?:\.\d+)?|\.\d+)))/y;

/**
 * Whether a step with this `if:` (a text or value as YAML has it) can run in a job in which nothing fails and nobody cancels, on Linux:
 * nowhere else is a list enforced. True also where the condition depends on what only the run knows. A condition without
 * status function implies `success()`, which holds there.
 */
export function canRunOnSuccess(condition: unknown): boolean {
  if (condition === false || condition === 0) return false;
  if (typeof condition !== "string" || condition.length > longestCondition) return true;
  const expression = unwrap(condition.trim());
  const value = expression === null ? undefined : evaluate(expression);
  return value === undefined || !isFalsy(value);
}

/** The expression without `${{` and `}}`; null where there are several, or text around it. */
function unwrap(text: string): string | null {
  if (!text.includes("${{")) return text;
  const isWhole = text.startsWith("${{") && text.endsWith("}}") && text.lastIndexOf("${{") === 0;
  return isWhole ? text.slice(3, -2) : null;
}

/** Undefined where the value is not known, or the text is no expression. An empty one is as if it were not there. */
function evaluate(expression: string): Known {
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
      // Where the left one is not known it may be true.
      if (left !== undefined && isFalsy(left)) left = right;
    }
    return left;
  }

  function readAnd(depth: number): Known {
    let left = readComparison(depth);
    while (take("&&")) {
      const right = readComparison(depth);
      if (left === undefined) left = right !== undefined && isFalsy(right) ? right : undefined;
      else if (!isFalsy(left)) left = right;
    }
    return left;
  }

  function readComparison(depth: number): Known {
    let left = readNot(depth);
    for (;;) {
      const operator = ["==", "!=", "<=", ">=", "<", ">"].find(take);
      if (operator === undefined) return left;
      const right = readNot(depth);
      const isComparable = left !== undefined && right !== undefined && operator.endsWith("=");
      if (operator === "==" && isComparable) left = looseEqual(left ?? null, right ?? null);
      else if (operator === "!=" && isComparable) left = !looseEqual(left ?? null, right ?? null);
      else left = undefined;
    }
  }

  function readNot(depth: number): Known {
    let negations = 0;
    while (take("!")) negations += 1;
    const value = readOperand(depth);
    if (negations === 0 || value === undefined) return value;
    return isFalsy(value) === (negations % 2 === 1);
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
      while (!isBroken && !take(")")) {
        readOr(depth + 1);
        take(",");
      }
      return readPath(functions.get(name), depth);
    }
    const property =
      tokens?.[at] === "." ? properties.get(`${name}.${tokens[at + 1]?.toLowerCase()}`) : undefined;
    if (property === undefined) return readPath(literals.get(name), depth);
    at += 2;
    return property;
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

const functions: ReadonlyMap<string, Scalar> = new Map([
  ["success", true],
  ["always", true],
  ["failure", false],
  ["cancelled", false],
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
