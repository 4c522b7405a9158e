import { isScalar, type Pair, type Scalar } from "yaml";
import { splitAgentList } from "../../endpoint/agent-list.ts";
import { entryKey, splitAtWhiteSpace } from "../../endpoint/entry.ts";
import { listRefusalWords } from "../../text/sentences/edit-refusals.ts";
import { lineEnd, nextLine } from "../../workflow/lines.ts";
import type { ListEdit } from "./list-edit.ts";
import type { Splice } from "./splice.ts";

/** Takes entries out of the list that stands in `pair`; all else stays as it is. A list is not emptied. */
export function removeFromList(text: string, pair: Pair | undefined, entries: readonly string[]): ListEdit {
  const node = pair?.value;
  if (!isScalar(node) || typeof node.value !== "string" || !node.range || node.tag !== undefined)
    return refuse(listRefusalWords.noPlainText);
  const [start, end] = node.range;
  const source = text.slice(start, end);
  // Where the text and what the agent reads of it differ, nothing is cut out of the one by looking at the other.
  if (
    source.includes("${{") ||
    /[^\S ]|#/.test(node.value.trim()) ||
    (node.type === "QUOTE_DOUBLE" && source.includes("\\"))
  )
    return refuse(listRefusalWords.misread);
  const gone = new Set(entries.map(entryKey));
  const kept = splitAgentList(node.value).filter((entry) => !gone.has(entryKey(entry)));
  if (kept.length === 0) return refuse(listRefusalWords.nothingLeft);
  const isBlock = node.type === "BLOCK_FOLDED" || node.type === "BLOCK_LITERAL";
  const splices = isBlock ? cutFromBlock(text, node, gone) : cutInline(source, start, gone);
  return { ok: true, splices, entries: kept, note: null };
}

/** Cuts whole lines where nothing of them stays, each with the line end before it, which is there also on a file's last line. */
function cutFromBlock(text: string, node: Scalar, gone: ReadonlySet<string>): readonly Splice[] {
  const [from = 0, to = 0] = node.range ?? [];
  const splices: Splice[] = [];
  let before = lineEnd(text, from);
  for (let at = nextLine(text, from); at < to; at = nextLine(text, at)) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    const parts = splitAtWhiteSpace(line);
    if (parts.length > 0 && parts.every((part) => gone.has(entryKey(part))))
      splices.push({ at: before, remove: end - before, insert: "" });
    else splices.push(...cutInline(line, at, gone));
    before = end;
  }
  return splices;
}

/** Cuts entries out of a text, with the white space before them, or behind them at its beginning. */
function cutInline(source: string, offset: number, gone: ReadonlySet<string>): readonly Splice[] {
  const parts = [...source.matchAll(/[^\s'"]+/g)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    isGone: gone.has(entryKey(match[0])),
  }));
  const splices: Splice[] = [];
  let hasKept = false;
  for (const [index, { start, end, isGone }] of parts.entries()) {
    if (!isGone) {
      hasKept = true;
      continue;
    }
    const from = hasKept ? (parts[index - 1]?.end ?? start) : start;
    const until = hasKept ? end : (parts[index + 1]?.start ?? end);
    splices.push({ at: offset + from, remove: until - from, insert: "" });
  }
  return splices;
}

function refuse(message: string): ListEdit {
  return { ok: false, code: "unsupported-value", message };
}
