import { isFalsy, looseEqual, type Scalar } from "./loose-equal.ts";

/** A text of which only the beginning is known. It is neither empty nor a number. */
export interface TextLike {
  readonly prefix: string;
}

/** One of some values. */
export interface OneOf {
  readonly values: readonly Scalar[];
}

/** A list of which each item is one of some values. */
export interface ListOf {
  readonly items: OneOf;
}

/** What a part of a condition comes to; undefined where only a run can tell. */
export type Known = Scalar | TextLike | OneOf | ListOf | undefined;

/** Whether a value counts as false in a condition; undefined where only a run can tell. */
export function isFalse(value: Known): boolean | undefined {
  if (value === undefined) return undefined;
  if (isOneOf(value)) return agree(value.values.map(isFalsy));
  return !isTextLike(value) && !isListOf(value) && isFalsy(value);
}

function isTextLike(value: Known): value is TextLike {
  return typeof value === "object" && value !== null && "prefix" in value;
}

function isOneOf(value: Known): value is OneOf {
  return typeof value === "object" && value !== null && "values" in value;
}

function isListOf(value: Known): value is ListOf {
  return typeof value === "object" && value !== null && "items" in value;
}

/** Whether two values are equal as GitHub compares them; undefined where only a run can tell. */
export function compare(left: Known, right: Known): boolean | undefined {
  if (left === undefined || right === undefined || isListOf(left) || isListOf(right)) return undefined;
  if (isOneOf(left)) return agree(left.values.map((value) => compare(value, right)));
  if (isOneOf(right)) return compare(right, left);
  if (isTextLike(left)) return isTextLike(right) ? undefined : mayBe(left, right);
  if (isTextLike(right)) return mayBe(right, left);
  const isEqual = looseEqual(left, right);
  if (typeof left !== "string" || typeof right !== "string") return isEqual;
  // Letters that are one as capitals and two as small ones, or the other way round, are left to GitHub.
  return (left.toUpperCase() === right.toUpperCase()) === isEqual ? isEqual : undefined;
}

/** What all say; undefined where they do not agree. */
function agree(all: readonly (boolean | undefined)[]): boolean | undefined {
  const [first] = all;
  return all.every((one) => one === first) ? first : undefined;
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
  if (text === undefined || isOneOf(text) || isListOf(text)) return undefined;
  return String(text ?? "")
    .toLowerCase()
    .startsWith(wanted);
}

/** `contains(list, item)`, as far as it is known. */
function contains([list, item]: readonly Known[]): Known {
  return isListOf(list) && compare(list.items, item) === false ? false : undefined;
}

/** How another step or job ended where nothing failed and nobody cancelled, or will have; nothing where there is none of that name. */
const result: OneOf = { values: [null, "success", "skipped"] };
/** Any value that counts as false. */
export const anyFalse: OneOf = { values: [null, false, 0, ""] };

/** What is known of how steps and jobs ended, by the path in the contexts; undefined of all else. */
export function resultAt(path: string): OneOf | ListOf | undefined {
  if (!/^(?:steps\.(?:[\w-]+|\*)\.(?:outcome|conclusion)|needs\.(?:[\w-]+|\*)\.result)$/.test(path))
    return undefined;
  return path.includes("*") ? { items: result } : result;
}

/** What a function gives, as far as it is known. */
export function call(name: string, values: readonly Known[]): Known {
  switch (name) {
    case "startswith":
      return startsWith(values);
    case "contains":
      return contains(values);
    default:
      return functions.get(name);
  }
}

const functions: ReadonlyMap<string, Scalar> = new Map([
  ["success", true],
  ["always", true],
  ["failure", false],
  ["cancelled", false],
]);
