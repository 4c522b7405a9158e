import { isFalsy, looseEqual, type Scalar } from "./loose-equal.ts";

/** A text of which only the beginning is known. It is neither empty nor a number. */
export interface TextLike {
  readonly prefix: string;
}

/** What a part of a condition comes to; undefined where only a run can tell. */
type Known = Scalar | TextLike | undefined;

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
  const expression = unwrap(condition.trim());
  const value = expression === null ? undefined : evaluate(expression, contexts);
  return value === undefined || !isFalse(value);
}

const noContexts: KnownContexts = new Map();

function isFalse(value: Scalar | TextLike): boolean {
  return !isTextLike(value) && isFalsy(value);
}

function isTextLike(value: Known): value is TextLike {
  return typeof value === "object" && value !== null;
}

/** Whether two values are equal as GitHub compares them; undefined where only a run can tell. */
function compare(left: Known, right: Known): boolean | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (isTextLike(left)) return isTextLike(right) ? undefined : mayBe(left, right);
  return isTextLike(right) ? mayBe(right, left) : looseEqual(left, right);
}

/** False where a text cannot be equal to a value; undefined where it may. */
function mayBe({ prefix }: TextLike, value: Scalar): false | undefined {
  if (typeof value !== "string") return false;
  return value.toLowerCase().startsWith(prefix.toLowerCase()) ? undefined : false;
}

/** `startsWith(text, start)`, as far as it is known. */
function startsWith([text, start]: readonly Known[]): Known {
  if (typeof start !== "string") return undefined;
  const wanted = start.toLowerCase();
  if (isTextLike(text)) {
    const known = text.prefix.toLowerCase();
    if (known.startsWith(wanted)) return true;
    return wanted.startsWith(known) ? undefined : false;
  }
  if (text === undefined) return undefined;
  return String(text ?? "")
    .toLowerCase()
    .startsWith(wanted);
}

/** The expression without `${{` and `}}`; null where there are several, or text around it. */
function unwrap(text: string): string | null {
  if (!text.includes("${{")) return text;
  const isWhole = text.startsWith("${{") && text.endsWith("}}") && text.lastIndexOf("${{") === 0;
  return isWhole ? text.slice(3, -2) : null;
}

/** Undefined where the value is not known, or the text is no expression. An empty one is as if it were not there. */
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
      // Where the left one is not known it may be true.
      if (left !== undefined && isFalse(left)) left = right;
    }
    return left;
  }

  function readAnd(depth: number): Known {
    let left = readComparison(depth);
    while (take("&&")) {
      const right = readComparison(depth);
      if (left === undefined) left = right !== undefined && isFalse(right) ? right : undefined;
      else if (!isFalse(left)) left = right;
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
    if (negations === 0 || value === undefined) return value;
    return isFalse(value) === (negations % 2 === 1);
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
      return readPath(name === "startswith" ? startsWith(values) : functions.get(name), depth);
    }
    return literals.has(name) ? readPath(literals.get(name), depth) : readContext(name, depth);
  }

  /** A value of a context: of the longest beginning of its path that is known. What is within nothing is nothing. */
  function readContext(name: string, depth: number): Known {
    let path = name;
    while (tokens?.[at] === "." && /^[A-Za-z_]/.test(tokens[at + 1] ?? "")) {
      path += `.${tokens[at + 1]?.toLowerCase()}`;
      at += 2;
      const known = contexts.get(path) ?? properties.get(path);
      if (known !== undefined) return known;
      if (contexts.get(path) === null) return skipPath(depth);
    }
    return readPath(undefined, depth);
  }

  function skipPath(depth: number): Known {
    const start = at;
    readPath(undefined, depth);
    // An index may be `*`, which makes a list of nothing.
    return tokens?.slice(start, at).includes("[") === true ? undefined : null;
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
