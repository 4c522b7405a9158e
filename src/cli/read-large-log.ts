import { readSync } from "node:fs";
import type { JobLogReader } from "../harden-runner/job-log.ts";
import type { Part } from "./scan-log.ts";

const chunkLength = 524_288;
// What the reader wants to see before a marker, and more than a marker with byte order marks in it is long.
const context = 1_024;

/**
 * Reads the first half of a log while `startScan`, in another thread, looks for places in the second where markers may be,
 * of which then only what stands there is read. The reader comes to the same as if it had read all.
 */
export async function readLargeLog(
  reader: JobLogReader,
  file: number,
  size: number,
  startScan: (part: Part) => Promise<readonly number[] | null>,
): Promise<void> {
  const half = Math.floor(size / 2);
  const scan = startScan({ from: Math.max(0, half - context), to: size });
  let at = readUpTo(reader, file, 0, half);
  const places = await scan;
  if (places === null) {
    readUpTo(reader, file, at, size);
    return;
  }
  while (at < size) {
    if (reader.isSearching()) {
      const next = places.find((place) => place > at - context);
      if (next === undefined) return;
      if (next - context > at) {
        reader.gap();
        at = next - context;
      }
    }
    at = readUpTo(reader, file, at, Math.min(at + chunkLength, size));
  }
}

/** Reads from one offset to another, or to the end of the file; returns where it got to. */
function readUpTo(reader: JobLogReader, file: number, from: number, to: number): number {
  const chunk = Buffer.allocUnsafeSlow(Math.min(chunkLength, to - from));
  let at = from;
  while (at < to) {
    const length = readSync(file, chunk, 0, Math.min(chunk.length, to - at), at);
    if (length === 0) return to;
    reader.push(chunk.subarray(0, length));
    at += length;
  }
  return at;
}
