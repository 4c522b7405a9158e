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
 * decoded, which is what makes a gigabyte cheap; the next line with the marker is then delivered, after the lines within
 * 512 bytes before it (some of which may have been delivered already). Chunks may be reused by the caller. `gap` says that
 * bytes are missing before the next chunk.
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
  /** The bytes right before the chunk, while searching. */
  let behind = Buffer.alloc(0);
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
    }
    return start;
  }

  /** Turns to reading lines at a marker: `before` ends where the rest of the marker's line is still to come. */
  function resume(before: Buffer): boolean {
    const lineStart = before.lastIndexOf(newline) + 1;
    if (lineStart === 0 && before.length >= lookBehind) return false;
    const above = before.subarray(0, Math.max(0, lineStart - 1));
    const lines = above.toString("utf8").split("\n");
    // The first may be the end of a longer line; as context it is worth nothing.
    for (const line of lines.slice(1)) onLine(line);
    appetite = "every-line";
    keepPending(before.subarray(lineStart));
    return true;
  }

  /** Searches from `from` on; returns where line reading resumes, or the chunk's length. */
  function search(marker: Needle, chunk: Buffer, from: number): number {
    if (from === 0 && behind.length > 0) {
      const seam = Buffer.concat([behind, chunk.subarray(0, marker.length - 1)]);
      const hit = marker.find(seam, Math.max(0, behind.length - marker.length + 1));
      if (hit >= 0 && hit < behind.length && resume(behind)) return 0;
    }
    let hit = marker.find(chunk, from);
    while (hit >= 0) {
      const inChunk = chunk.subarray(Math.max(0, hit - lookBehind), hit);
      const before = hit < lookBehind ? Buffer.concat([behind, inChunk]).subarray(-lookBehind) : inChunk;
      if (resume(before)) return hit;
      hit = marker.find(chunk, hit + 1);
    }
    const tail = chunk.subarray(-lookBehind);
    behind =
      tail.length === lookBehind ? Buffer.from(tail) : Buffer.concat([behind, tail]).subarray(-lookBehind);
    return chunk.length;
  }

  return {
    push(chunk) {
      let at = 0;
      if (skipsToLine) {
        const end = chunk.indexOf(newline);
        if (end < 0) return;
        at = end + 1;
        skipsToLine = false;
      }
      while (at < chunk.length) {
        const searches = appetite !== "every-line";
        at = appetite === "every-line" ? readLines(chunk, at) : search(appetite, chunk, at);
        if (searches && appetite === "every-line") behind = Buffer.alloc(0);
      }
    },
    gap() {
      pending = [];
      pendingLength = 0;
      behind = Buffer.alloc(0);
      skipsToLine = true;
    },
    end() {
      if (pendingLength > 0) onLine(takePending().toString("utf8"));
    },
  };
}
