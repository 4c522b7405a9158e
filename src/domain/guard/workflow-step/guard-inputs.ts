import { isMap, isScalar, type Node, type Pair, type Scalar } from "yaml";
import type { GuardStep } from "../../workflow/guard-step.ts";
import { columnOf, isFirstInLine, lineEnd } from "../../workflow/lines.ts";
import { insertAbove, insertBelow, type Splice } from "./splice.ts";

/** The text of a pair's key; null where it is none. */
export function keyText(pair: Pair | undefined): string | null {
  return isScalar(pair?.key) ? String(pair.key.value) : null;
}

/** Replaces the word of a policy that is written plainly or in quotes. Nothing to do where it is another one. */
export function replacePolicy(
  { value }: Pair,
  from: "audit" | "block",
  to: "audit" | "block",
): readonly Splice[] {
  if (!isScalar(value) || value.value !== from || !value.range) return [];
  const [start, end] = value.range;
  const quote = end - start > from.length ? 1 : 0;
  return [{ at: start + quote, remove: from.length, insert: to }];
}

// What StepSecurity's own tool writes behind the policy that it adds.
const reminder =
  /^[ \t]+#[ \t]*TODO: change to (['"])egress-policy: block\1 after (?:a )?couple of runs[ \t]*$/i;

/** Takes out the comment behind an `audit` policy that reminds of changing it to block, once it is changed. Any other comment stays. */
export function removeReminder(text: string, { value }: Pair): readonly Splice[] {
  if (!isScalar(value) || value.value !== "audit" || !value.range) return [];
  const at = value.range[1];
  const rest = text.slice(at, lineEnd(text, at));
  return reminder.test(rest) ? [{ at, remove: rest.length, insert: "" }] : [];
}

/** An input as a flow map has it, and as the lines of a block map with its indentation. */
interface NewInput {
  readonly inline: string;
  lines(indent: number): readonly string[];
}

/** Adds an input to a step that lacks it: below the policy, else as the first input, else with a `with` of its own. */
export function addInput(
  text: string,
  guard: GuardStep,
  policy: Pair | null,
  { inline, lines }: NewInput,
): Splice[] | null {
  const withNode = guard.withPair?.value ?? null;
  if (isMap(withNode) && withNode.range) {
    const anchor = policy?.value as Node | undefined;
    if (withNode.flow === true) {
      if (anchor?.range) return [{ at: anchor.range[1], remove: 0, insert: `, ${inline}` }];
      const separator = withNode.items.length > 0 ? ", " : "";
      return [{ at: withNode.range[0] + 1, remove: 0, insert: `${inline}${separator}` }];
    }
    const first = withNode.items[0]?.key as Node | undefined;
    if (!first?.range || !isFirstInLine(text, first.range[0])) return null;
    const indent = columnOf(text, first.range[0]);
    if (anchor?.range) return [insertBelow(text, anchor.range[1], lines(indent), indent)];
    return [insertAbove(text, first.range[0], lines(indent))];
  }
  const usesKey = guard.step.items.find((pair) => pair.value === guard.uses)?.key as Node | undefined;
  if (!usesKey?.range || !guard.uses.range) return null;
  if (guard.step.flow === true) {
    // `with:` without a value in a flow map has no place of its own to put a map.
    return guard.withPair === null
      ? [{ at: guard.uses.range[1], remove: 0, insert: `, with: {${inline}}` }]
      : null;
  }
  if (!isFirstInLine(text, usesKey.range[0])) return null;
  const indent = columnOf(text, usesKey.range[0]);
  if (guard.withPair !== null) {
    const withKey = guard.withPair.key as Node;
    return withKey.range ? [insertBelow(text, withKey.range[1], lines(indent + 2), indent + 2)] : null;
  }
  const withLines = [`${" ".repeat(indent)}with:`, ...lines(indent + 2)];
  const end = contentEnd(text, guard.uses);
  return end === null ? null : [insertBelow(text, end, withLines, indent + 2)];
}

/** Where the content of a scalar ends. Null where a block scalar keeps blank lines, which what follows would take from it. */
function contentEnd(text: string, { range, type }: Scalar): number | null {
  const [start, end] = range ?? [0, 0];
  if (type !== "BLOCK_FOLDED" && type !== "BLOCK_LITERAL") return end;
  const source = text.slice(start, end);
  return /^.[0-9]*\+/.test(source) ? null : start + source.trimEnd().length;
}
