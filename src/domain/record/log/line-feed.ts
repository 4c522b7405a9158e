import { createMarkFilter } from "./byte-order-marks.ts";
import type { Needle } from "./find-bytes.ts";

/** What the consumer of lines wants next: every line, or only the next one with a marker (and what stands before it). */
export type Appetite = "every-line" | Needle;

// What is kept before a marker: its own timestamp and the line or two above it.
const lookBehind = 512;
// A longer line is cut: no line that matters is longer, and memory must not grow with a hostile one.
const longestLine = 1_048_576;
const newline = 10;

/**
 * Cuts a stream of bytes into lines for `onLine`. While `onLine` answers with a marker, bytes are searched and not
 * decoded, which is what makes a gigabyte cheap; the next line with the marker is then delivered, after those lines
 * within 512 bytes before it that were not. No line is delivered twice. Byte order marks are left out, wherever they stand.
 * Chunks may be reused by the caller. `gap` says that bytes are missing before the next chunk.
 */
export function createLineFeed(onLine: (line: string) => Appetite): {
  push(chunk: Buffer): void;
  gap(): void;
  end(): void;
} {
  const marks = createMarkFilter();
  let appetite: Appetite = "every-line";
  /** How many bytes came before the chunk, and in which of all bytes the first line begins that was not delivered. */
  let offset = 0;
  let delivered = 0;
  /** The beginning of a line whose end has not come yet. */
  let pending: Buffer[] = [];
  let pendingLength = 0;
  /** The bytes right before the chunk, while searching; of a long chunk they are kept in one and the same place. */
  let behind = Buffer.alloc(0);
  const lastBytes = Buffer.alloc(lookBehind);
  /** After a gap the rest of the line that it cut is worth nothing. */
  let skipsToLine = false;

  function keepPending(bytes: Buffer): void {
    const room = longestLine - pendingLength;
    if (room <= 0) return;
    const kept = Buffer.from(bytes.subarray(0, room));
    pending.push(kept);
    pendingLength += kept.length;
  }

  function takePending(): Buffer {
    const taken = pending.length === 1 && pending[0] !== undefined ? pending[0] : Buffer.concat(pending);
    pending = [];
    pendingLength = 0;
    return taken;
  }

  /** Delivers lines from `from` on until the chunk ends or the consumer wants markers only; returns where it stopped. */
  function readLines(chunk: Buffer, from: number): number {
    let start = from;
    while (appetite === "every-line") {
      const end = chunk.indexOf(newline, start);
      if (end < 0) {
        keepPending(chunk.subarray(start));
        return chunk.length;
      }
      if (pendingLength > 0) {
        keepPending(chunk.subarray(start, end));
        appetite = onLine(takePending().toString("utf8"));
      } else {
        appetite = onLine(chunk.toString("utf8", start, Math.min(end, start + longestLine)));
      }
      start = end + 1;
      delivered = offset + start;
    }
    return start;
  }

  /** Turns to reading lines at a marker: `before` ends, as `end` of all bytes, where the rest of its line is to come. */
  function resume(before: Buffer, end: number): boolean {
    const start = end - before.length;
    const fresh = before.subarray(Math.max(0, delivered - start));
    // Otherwise the first may be the end of a longer line; as context it is worth nothing.
    const beginsWithLine = delivered >= start;
    const lineStart = fresh.lastIndexOf(newline) + 1;
    if (lineStart === 0 && !beginsWithLine) return false;
    const above = lineStart === 0 ? [] : fresh.toString("utf8", 0, lineStart - 1).split("\n");
    for (const line of beginsWithLine ? above : above.slice(1)) onLine(line);
    delivered = end - fresh.length + lineStart;
    appetite = "every-line";
    keepPending(fresh.subarray(lineStart));
    return true;
  }

  /** Searches from `from` on; returns where line reading resumes, or the chunk's length. */
  function search(marker: Needle, chunk: Buffer, from: number): number {
    if (from === 0 && behind.includes(marker.firstByte, -(marker.length - 1))) {
      const seam = Buffer.concat([behind, chunk.subarray(0, marker.length - 1)]);
      const hit = marker.find(seam, Math.max(0, behind.length - marker.length + 1));
      if (hit >= 0 && hit < behind.length && resume(behind, offset)) return 0;
    }
    let hit = marker.find(chunk, from);
    while (hit >= 0) {
      const inChunk = chunk.subarray(Math.max(0, hit - lookBehind), hit);
      const before = hit < lookBehind ? Buffer.concat([behind, inChunk]).subarray(-lookBehind) : inChunk;
      if (resume(before, offset + hit)) return hit;
      hit = marker.find(chunk, hit + 1);
    }
    if (chunk.length < lookBehind) {
      behind = Buffer.concat([behind, chunk]).subarray(-lookBehind);
    } else {
      chunk.copy(lastBytes, 0, chunk.length - lookBehind);
      behind = lastBytes;
    }
    return chunk.length;
  }

  /** Skips the line that a gap cut; returns where the next begins. */
  function skipLine(chunk: Buffer): number {
    if (!skipsToLine) return 0;
    const end = chunk.indexOf(newline);
    if (end < 0) return chunk.length;
    skipsToLine = false;
    delivered = offset + end + 1;
    return end + 1;
  }

  function read(chunk: Buffer): void {
    let at = skipLine(chunk);
    while (at < chunk.length) {
      const searches = appetite !== "every-line";
      at = appetite === "every-line" ? readLines(chunk, at) : search(appetite, chunk, at);
      if (searches && appetite === "every-line") behind = Buffer.alloc(0);
    }
    offset += chunk.length;
  }

  return {
    push: (chunk) => read(marks.filter(chunk)),
    gap() {
      marks.rest();
      pending = [];
      pendingLength = 0;
      behind = Buffer.alloc(0);
      skipsToLine = true;
    },
    end() {
      read(marks.rest());
      if (pendingLength > 0) onLine(takePending().toString("utf8"));
    },
  };
}
