import { isScalar } from "yaml";
import { hasExpression } from "./split-template.ts";

// GitHub writes numbers with 15 digits (`G15`), and those that need more of them, or an exponent, in a way of its own.
const plainNumber = /^-?(?=(?:\d\.?){1,15}$)\d+(?:\.\d{1,6})?$/;

/** A value as an expression renders it; null where that is not certain. */
export function renderValue(value: unknown): string | null {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "string") return hasExpression(value) ? null : value;
  if (typeof value !== "number") return null;
  const text = String(value);
  return plainNumber.test(text) ? text : null;
}

/**
 * The text that GitHub makes of a value where it wants one, as `name:` does, with its expressions: `3.1` of `3.10`, `true` of `True`. A number
 * whose digits are not certain is left as an expression. Null where there is no text: nothing, or none at all.
 */
export function textOfNode(node: unknown): string | null {
  if (!isScalar(node)) return null;
  const { value } = node;
  const text = typeof value === "string" ? value : (renderValue(value) ?? `\${{ ${String(value)} }}`);
  return text === "" ? null : text;
}
