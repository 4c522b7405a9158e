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
  readonly keys: Set<string>;
}

// No escapes in keys, and only those in values that leave nothing hidden.
const key = /(?:([A-Za-z_][\w.-]{0,200})|"([^"\\]{1,200})"|'([^']{1,200})') ?:(?= |$)/y;
const blockScalar = /[|>][+-]? *(?: #.*)?$/y;
const quoted = /(?:'(?:[^']|'')*'|"(?:[^"\\]|\\["\\nt])*") *(?: #.*)?$/y;
const item = `(?:[A-Za-z0-9_./][A-Za-z0-9_./@-]*|'[^']*'|"[^"\\\\]*")`;
const flowList = new RegExp(`\\[ *(?:${item}(?: *, *${item})*)? *\\] *(?: #.*)?$`, "y");
const emptyMap = /\{ *\} *(?: #.*)?$/y;
const loneReturn = /\r(?!\n)/;
const plainStart = /[^\s\-?:,[\]{}#&*!|>'"%@`]|-[^\s-]/y;

/** Outlines a text in the plain subset; null for any other. Linear in the text's length. */
export function outline(text: string): Outline | null {
  // A carriage return that ends no line: whether it is a line end is a question for a whole parser.
  if (loneReturn.test(text)) return null;
  const frames: Frame[] = [];
  const jobs: { id: string; start: number; end: number; steps: { start: number; end: number }[] }[] = [];
  let jobsLine: { start: number; end: number } | null = null;
  let rootKey = "";
  let jobKey = "";
  /** The entry last read has no value yet, so something deeper may follow. */
  let open = true;
  /** While in a block scalar: the indentation it must exceed, and that of its first line (0 until known). */
  let scalarParent = -1;
  let scalarIndent = 0;
  let widestBlank = 0;
  let inScalar = false;

  for (let start = text.startsWith("\uFEFF") ? 1 : 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    if (text.charCodeAt(end - 1) === 13 && end > start) end -= 1;
    let at = start;
    while (at < end && text.charCodeAt(at) === 32) at += 1;
    const indent = at - start;

    if (inScalar) {
      if (at === end) {
        if (scalarIndent === 0) widestBlank = Math.max(widestBlank, indent);
        start = next;
        continue;
      }
      if (indent > scalarParent) {
        if (scalarIndent === 0) scalarIndent = indent;
        if (indent < scalarIndent || widestBlank > scalarIndent) return null;
        start = next;
        continue;
      }
      inScalar = false;
    }
    if (at === end || text.charCodeAt(at) === 35) {
      start = next;
      continue;
    }
    const line = text.slice(start, end);
    if (line.includes("\t")) return null;
    if (line === "---" && frames.length === 0) {
      start = next;
      continue;
    }
    if (!readLine(line, indent, start, next)) return null;
    start = next;
  }
  closeJob(text.length);
  return jobsLine === null ? null : { jobsLine, jobs };

  function readLine(line: string, indent: number, lineStart: number, lineEnd: number): boolean {
    let at = indent;
    while (line.charCodeAt(at) === 45 && (at + 1 === line.length || line.charCodeAt(at + 1) === 32)) {
      if (!enter("sequence", at)) return false;
      noteStep(at, indent, lineStart);
      open = true;
      at += 1;
      while (line.charCodeAt(at) === 32) at += 1;
      if (at === line.length || line.charCodeAt(at) === 35) return true;
    }
    key.lastIndex = at;
    const match = key.exec(line);
    if (match === null) {
      // A scalar may stand after a dash only; elsewhere it continues the one above, which is not plain.
      const last = frames.at(-1);
      return at > indent && last !== undefined && open && readValue(line, at, last.indent);
    }
    if (!enter("map", at)) return false;
    const frame = frames.at(-1);
    const name = match[1] ?? match[2] ?? match[3] ?? "";
    if (frame === undefined || frame.keys.has(name)) return false;
    frame.keys.add(name);
    noteKey(name, lineStart, lineEnd);
    let value = at + match[0].length;
    while (line.charCodeAt(value) === 32) value += 1;
    open = value === line.length || line.charCodeAt(value) === 35;
    return open || readValue(line, value, at);
  }

  /** Goes to the map or sequence at a column, opening it below an entry without value. */
  function enter(kind: Frame["kind"], column: number): boolean {
    let top = frames.at(-1);
    while (top !== undefined && top.indent > column) {
      frames.pop();
      open = false;
      top = frames.at(-1);
    }
    // The entries of a sequence may stand right below their key, at its column.
    if (top?.indent === column && top.kind === "sequence" && kind === "map") {
      frames.pop();
      open = false;
      top = frames.at(-1);
    }
    if (top?.indent === column && top.kind === kind) return true;
    const canOpen =
      open && (top === undefined || top.indent < column || (kind === "sequence" && top.indent === column));
    if (!canOpen || (top === undefined && kind !== "map")) return false;
    frames.push({ kind, indent: column, keys: new Set() });
    return true;
  }

  function readValue(line: string, at: number, parentIndent: number): boolean {
    open = false;
    switch (line[at]) {
      case "|":
      case ">":
        inScalar = true;
        scalarParent = parentIndent;
        scalarIndent = 0;
        widestBlank = 0;
        return matches(blockScalar, line, at);
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

  function noteKey(name: string, lineStart: number, lineEnd: number): void {
    if (frames.length === 1) {
      closeJob(lineStart);
      rootKey = name;
      if (name === "jobs") jobsLine = { start: lineStart, end: lineEnd };
    } else if (frames.length === 2 && rootKey === "jobs") {
      closeJob(lineStart);
      jobs.push({ id: name, start: lineStart, end: lineEnd, steps: [] });
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

const guard = /step-security\/harden-runner/i;

/**
 * The text with everything made blank comments (character for character, line ends kept) that has no bearing on the guard steps of some
 * jobs, so that every offset and line is the same and a parser has little to read. Null where that cannot be told safely.
 */
export function keepOnlyJobs(text: string, ids: ReadonlySet<string>): string | null {
  const found = outline(text);
  if (found === null) return null;
  const wanted = found.jobs.filter((job) => ids.has(job.id));
  if (wanted.length < ids.size) return null;
  const kept: { start: number; end: number }[] = [found.jobsLine];
  for (const job of wanted) {
    let at = job.start;
    for (const step of job.steps) {
      if (guard.test(text.slice(step.start, step.end))) continue;
      kept.push({ start: at, end: step.start });
      at = step.end;
    }
    kept.push({ start: at, end: job.end });
  }
  let result = "";
  let at = 0;
  for (const { start, end } of kept) {
    result += blank(text.slice(at, start)) + text.slice(start, end);
    at = end;
  }
  return result + blank(text.slice(at));
}

/** Lines that are no comment would become content of a block scalar above them, were they only spaces. */
function blank(text: string): string {
  return text.replace(/[^\r\n\uFEFF][^\r\n]*/g, (line) => `#${" ".repeat(line.length - 1)}`);
}
