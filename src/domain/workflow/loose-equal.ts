/** A value of an expression that is no object. */
export type Scalar = string | number | boolean | null;

/** Compares as `==` of GitHub's expressions: texts without case, values of different types as numbers. */
export function looseEqual(a: Scalar, b: Scalar): boolean {
  if (typeof a === "string" && typeof b === "string") return a.toLowerCase() === b.toLowerCase();
  return toNumber(a) === toNumber(b);
}

/** Whether a value counts as false in a condition. */
export function isFalsy(value: Scalar): boolean {
  return value === null || value === false || value === "" || value === 0 || Number.isNaN(value);
}

export function isScalarValue(value: unknown): value is Scalar {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

// JavaScript's conversion is GitHub's where it matters: nothing and empty text are 0, other text that is no number equals nothing.
function toNumber(value: Scalar): number {
  return Number(value);
}
