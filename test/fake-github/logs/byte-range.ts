/** The part of a content that a `Range` header asks for; `end` is the last byte's place. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `bytes=a-` and `bytes=a-b`. Everything else is `whole`, the suffix form too, as Azure's Blob Storage does.
 * A range that begins behind the content is `unsatisfiable`.
 */
export function readRange(header: string | undefined, length: number): ByteRange | "whole" | "unsatisfiable" {
  const match = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? "");
  if (match === null) return "whole";
  const start = Number(match[1]);
  const last = match[2] === "" ? length - 1 : Number(match[2]);
  if (last < start && match[2] !== "") return "whole";
  if (start >= length) return "unsatisfiable";
  return { start, end: Math.min(last, length - 1) };
}
