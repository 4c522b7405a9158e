import { stripAnsi } from "../../../shared/strip-ansi.ts";

/** One line of a job log, without the runner's timestamp, byte order marks, colours and line end. */
export interface LogLine {
  /** When the runner printed it, ISO 8601 UTC as written in the log; null where a line has no timestamp. */
  readonly at: string | null;
  readonly text: string;
}

const timestamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) ?/;
const byteOrderMark = /\uFEFF/g;

/** Reads one raw line. A byte order mark may stand anywhere: the log store writes one per block. */
export function readLogLine(raw: string): LogLine {
  const line = stripAnsi(raw.replace(byteOrderMark, "")).replace(/\r$/, "");
  const match = timestamp.exec(line);
  return match === null
    ? { at: null, text: line }
    : { at: match[1] ?? null, text: line.slice(match[0].length) };
}
