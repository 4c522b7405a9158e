/** What the consumer of lines wants next: every line, or only the next one with a marker (and what stands right before it). */
export type Appetite = "every-line" | Buffer;

// How much is kept of what stands before a line with a marker: the line or two above it.
const lookBehind = 512;
// A longer line is cut: no line that matters is longer, and memory must not grow with a hostile one.
const longestLine = 1_048_576;
const newline = 10;
// What the log store writes at the beginning of each of its blocks, so also in the middle of a word.
const byteOrderMark = Buffer.from("\uFEFF");

/**
 * Cuts a stream of bytes into lines for `onLine`. While `onLine` answers with a marker, bytes are searched and not decoded, which is
 * what makes a gigabyte cheap; the next line with the marker is then delivered, after those lines within 512 bytes before it that were
 * not. No line is delivered twice. Byte order marks are left out, wherever they stand. Chunks may be reused by the caller. `gap` says
 * that bytes are missing before the next chunk.
 */
export function createLineFeed(onLine: (line: string) => Appetite): {
  push(chunk: Buffer): void;
  gap(): void;
  end(): void;
} {
  let appetite: Appetite = "every-line";
  /** The beginning of a line whose end has not come yet. */
  let pending: Buffer[] = [];
  let pendingLength = 0;
  /** While searching: the lines right before those to come. */
  let passed: Buffer = Buffer.alloc(0);
  /** After a gap the rest of the line that it cut is worth nothing. */
  let skipsToLine = false;

  function keepPending(bytes: Buffer): void {
    const kept = Buffer.from(bytes.subarray(0, longestLine - pendingLength));
    if (kept.length === 0) return;
    pending.push(kept);
    pendingLength += kept.length;
  }

  function readPending(): void {
    const line = Buffer.concat([...pending, Buffer.from("\n")]);
    pending = [];
    pendingLength = 0;
    if (!skipsToLine) readLines(line);
    skipsToLine = false;
  }

  /** Reads whole lines. */
  function readLines(bytes: Buffer): void {
    const lines = removeMarks(bytes);
    let at = 0;
    while (at < lines.length) {
      if (appetite !== "every-line") {
        const hit = lines.indexOf(appetite, at);
        const start = hit < 0 ? lines.length : lines.lastIndexOf(newline, hit) + 1;
        const fresh = lines.subarray(Math.max(at, start - lookBehind - 1), start);
        passed = lastLines(Buffer.concat([passed, fresh]));
        if (hit < 0) return;
        for (const line of passed.toString("utf8").split("\n").slice(0, -1)) onLine(line);
        passed = Buffer.alloc(0);
        at = start;
      }
      const end = lines.indexOf(newline, at);
      appetite = onLine(lines.toString("utf8", at, Math.min(end, at + longestLine)));
      at = end + 1;
    }
  }

  return {
    push(chunk) {
      const first = chunk.indexOf(newline);
      if (first < 0) {
        keepPending(chunk);
        return;
      }
      keepPending(chunk.subarray(0, first));
      readPending();
      const last = chunk.lastIndexOf(newline);
      readLines(chunk.subarray(first + 1, last + 1));
      keepPending(chunk.subarray(last + 1));
    },
    gap() {
      pending = [];
      pendingLength = 0;
      passed = Buffer.alloc(0);
      skipsToLine = true;
    },
    end() {
      if (pendingLength > 0) readPending();
    },
  };
}

/** Of whole lines those that lie within the last 512 bytes. */
function lastLines(lines: Buffer): Buffer {
  if (lines.length <= lookBehind) return lines;
  // With the byte before, which tells whether a line begins there.
  const end = lines.subarray(-lookBehind - 1);
  return end.subarray(end.indexOf(newline) + 1);
}

function removeMarks(bytes: Buffer): Buffer {
  if (!bytes.includes(byteOrderMark)) return bytes;
  return Buffer.from(bytes.toString("latin1").replaceAll(byteOrderMark.toString("latin1"), ""), "latin1");
}
