import { loneReturn } from "../../workflow/workflow-file.ts";

/**
 * A large workflow file takes a YAML parser many times longer to read than the one job that matters. Most files are written in
 * a plain subset of YAML whose structure shows line by line: block maps and sequences, scalars on one line, block
 * scalars, flat flow lists. This file recognises that subset strictly. What it accepts is valid YAML with unique keys, no
 * anchors, aliases, tags or merge keys; about everything else it says nothing, and the whole file must be parsed.
 */

/** Where a job stands in the text: from its key's line to the line where the next thing begins. */
export interface OutlinedJob {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  /** The entries of its `steps`, each from its dash's line on. */
  readonly steps: readonly { readonly start: number; readonly end: number }[];
}

/** The jobs of a workflow file in the plain subset. */
export interface Outline {
  /** The line of the key `jobs`. */
  readonly jobsLine: { readonly start: number; readonly end: number };
  readonly jobs: readonly OutlinedJob[];
}

interface Frame {
  readonly kind: "map" | "sequence";
  readonly indent: number;
  /** How many keys of the maps around it were read before its own. */
  readonly keysBefore: number;
}

/** No map of a real workflow has as many keys; the limit bounds how long it takes to compare each with all. */
const mostKeys = 200;

// The line that most lines are, taken in at once: a key, perhaps behind a dash, and a value without quotes or colon, or the sign of a block
// scalar, and perhaps a comment. Only one part can take the blanks at any place, so that no line is gone over again and again.
const common =
  /(?:- +)?[A-Za-z_][\w.-]*:(?: +(?:[A-Za-z0-9_./$][^\n\r\t#:]*|[|>][+-]? *)| *)(?:(?<= )#[^\n\r\t]*)?\r?(?:\n|$)/y;
// No escapes in keys, and only those in values that leave nothing hidden.
const key = /(?:([A-Za-z_][\w.-]{0,200})|"([^"\\]{1,200})"|'([^']{1,200})') ?:(?= |$)/y;
const blockScalar = /[|>][+-]? *(?: #.*)?$/y;
const quoted = /(?:'(?:[^']|'')*'|"(?:[^"\\]|\\["\\nt])*") *(?: #.*)?$/y;
const item = `(?:[A-Za-z0-9_./][A-Za-z0-9_./@-]*|'[^']*'|"[^"\\\\]*")`;
const flowList = new RegExp(`\\[ *(?:${item}(?: *, *${item})* *)?\\] *(?: #.*)?$`, "y");
const emptyMap = /\{ *\} *(?: #.*)?$/y;
const [lineFeed, carriageReturn, space, hash, dash, greaterThan, verticalBar] = [10, 13, 32, 35, 45, 62, 124];
const blankLines = /(?: *\r?\n)*/y;
const indentation = / */y;
const plainStart = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-[^\s-]/y;

/** Outlines a text in the plain subset; null for any other. Linear in the text's length. */
export function outline(text: string): Outline | null {
  if (loneReturn.test(text)) return null;
  const frames: Frame[] = [];
  /** The keys of the maps that stand open, those of the innermost last. */
  const keys: string[] = [];
  const jobs: { id: string; start: number; end: number; steps: { start: number; end: number }[] }[] = [];
  let jobsLine: { start: number; end: number } | null = null;
  let rootKey = "";
  let jobKey = "";
  /** A second document start would begin a second document. */
  let isStarted = false;
  /** The entry last read has no value yet, so something deeper may follow. */
  let open = true;
  /** Where the next line begins: behind a block scalar, if the line opens one. */
  let next = 0;

  for (let start = text.startsWith("\uFEFF") ? 1 : 0; start < text.length; start = next) {
    const newline = text.indexOf("\n", start);
    next = newline < 0 ? text.length : newline + 1;
    let at = start;
    while (text.charCodeAt(at) === space) at += 1;
    const first = text.charCodeAt(at);
    if (first === hash || at === next || first === lineFeed || first === carriageReturn) continue;
    common.lastIndex = at;
    if (common.test(text)) {
      if (!readCommon(start, at, first === dash)) return null;
      continue;
    }
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end);
    if (line.includes("\t")) return null;
    if (line === "---" && frames.length === 0 && !isStarted) {
      isStarted = true;
      continue;
    }
    if (!readLine(line, at - start, start)) return null;
  }
  closeJob(text.length);
  return jobsLine === null ? null : { jobsLine, jobs };

  /** Reads a line that `common` has matched from `at` on. */
  function readCommon(start: number, at: number, hasDash: boolean): boolean {
    let from = at;
    if (hasDash) {
      if (!enter("sequence", at - start)) return false;
      noteStep(at - start, at - start, start);
      open = true;
      from += 1;
      while (text.charCodeAt(from) === space) from += 1;
    }
    const colon = text.indexOf(":", from);
    if (!addKey(text.slice(from, colon), from - start, start)) return false;
    let value = colon + 1;
    while (text.charCodeAt(value) === space) value += 1;
    const first = text.charCodeAt(value);
    open = value >= next || first === lineFeed || first === carriageReturn || first === hash;
    return (first !== verticalBar && first !== greaterThan) || skipBlockScalar(from - start);
  }

  function addKey(name: string, column: number, lineStart: number): boolean {
    if (!enter("map", column)) return false;
    const from = frames[frames.length - 1]?.keysBefore ?? 0;
    if (keys.includes(name, from) || keys.length - from === mostKeys) return false;
    keys.push(name);
    noteKey(name, lineStart);
    return true;
  }

  function readLine(line: string, indent: number, lineStart: number): boolean {
    let at = indent;
    while (line.charCodeAt(at) === dash && (at + 1 === line.length || line.charCodeAt(at + 1) === space)) {
      if (!enter("sequence", at)) return false;
      noteStep(at, indent, lineStart);
      open = true;
      at += 1;
      while (line.charCodeAt(at) === space) at += 1;
      if (at === line.length || line.charCodeAt(at) === hash) return true;
    }
    key.lastIndex = at;
    const match = key.exec(line);
    if (match === null) {
      // A scalar may stand after a dash only; elsewhere it continues the one above, which is not plain.
      const last = frames.at(-1);
      return at > indent && last !== undefined && open && readValue(line, at, last.indent);
    }
    if (!addKey(match[1] ?? match[2] ?? match[3] ?? "", at, lineStart)) return false;
    let value = at + match[0].length;
    while (line.charCodeAt(value) === space) value += 1;
    open = value === line.length || line.charCodeAt(value) === hash;
    return open || readValue(line, value, at);
  }

  /** Goes to the map or sequence at a column, opening it below an entry without value. */
  function enter(kind: Frame["kind"], column: number): boolean {
    let top = frames[frames.length - 1];
    while (top !== undefined && top.indent > column) top = leave(top);
    // The entries of a sequence may stand right below their key, at its column.
    if (top?.indent === column && top.kind === "sequence" && kind === "map") top = leave(top);
    if (top?.indent === column && top.kind === kind) return true;
    const canOpen =
      open && (top === undefined || top.indent < column || (kind === "sequence" && top.indent === column));
    if (!canOpen || (top === undefined && kind !== "map")) return false;
    frames.push({ kind, indent: column, keysBefore: keys.length });
    return true;
  }

  /** Leaves the innermost map or sequence for the one around it. */
  function leave(top: Frame): Frame | undefined {
    frames.pop();
    keys.length = top.keysBefore;
    open = false;
    return frames[frames.length - 1];
  }

  function readValue(line: string, at: number, parentIndent: number): boolean {
    open = false;
    switch (line[at]) {
      case "|":
      case ">":
        return matches(blockScalar, line, at) && skipBlockScalar(parentIndent);
      case "'":
      case '"':
        return matches(quoted, line, at);
      case "[":
        return matches(flowList, line, at);
      case "{":
        return matches(emptyMap, line, at);
      default:
        return matches(plainStart, line, at) && isPlain(line, at);
    }
  }

  function skipBlockScalar(parentIndent: number): boolean {
    blankLines.lastIndex = next;
    const blank = blankLines.exec(text)?.[0] ?? "";
    const from = next + blank.length;
    indentation.lastIndex = from;
    const indent = indentation.exec(text)?.[0].length ?? 0;
    // Blank lines before the first line must not be deeper than it.
    if (blank !== "" && blank.split(/\r?\n/).some((line) => line.length > indent)) return false;
    if (indent <= parentIndent) return true;
    const content = contentOf(indent);
    content.lastIndex = from;
    content.test(text);
    next = content.lastIndex;
    return true;
  }

  function noteKey(name: string, lineStart: number): void {
    if (frames.length === 1) {
      closeJob(lineStart);
      rootKey = name;
      if (name === "jobs") jobsLine = { start: lineStart, end: next };
    } else if (frames.length === 2 && rootKey === "jobs") {
      closeJob(lineStart);
      jobs.push({ id: name, start: lineStart, end: next, steps: [] });
    } else if (frames.length === 3) {
      closeStep(lineStart);
      jobKey = name;
    }
  }

  function noteStep(column: number, indent: number, lineStart: number): void {
    if (rootKey !== "jobs" || frames.length !== 4 || jobKey !== "steps" || column !== indent) return;
    closeStep(lineStart);
    jobs.at(-1)?.steps.push({ start: lineStart, end: -1 });
  }

  function closeStep(end: number): void {
    const step = jobs.at(-1)?.steps.at(-1);
    if (step?.end === -1) step.end = end;
  }

  function closeJob(end: number): void {
    closeStep(end);
    const job = jobs.at(-1);
    if (job !== undefined && rootKey === "jobs") job.end = end;
    jobKey = "";
  }
}

const contents = new Map<number, RegExp>();

/** The lines of a block scalar whose first line has this indentation: as deep or deeper, or blank. */
function contentOf(indent: number): RegExp {
  const known = contents.get(indent);
  if (known !== undefined) return known;
  const pattern = new RegExp(`(?: {${indent}}[^\\n]*(?:\\n|$)| {0,${indent - 1}}\\r?\\n)*`, "y");
  contents.set(indent, pattern);
  return pattern;
}

function matches(pattern: RegExp, line: string, at: number): boolean {
  pattern.lastIndex = at;
  return pattern.test(line);
}

/** A plain scalar on one line: no `: ` and no colon at its end, up to a comment. */
function isPlain(line: string, at: number): boolean {
  const comment = line.indexOf(" #", at);
  const value = (comment < 0 ? line.slice(at) : line.slice(at, comment)).trimEnd();
  return !value.includes(": ") && !value.endsWith(":");
}
