import { closeSync, openSync, readSync } from "node:fs";
import { createNeedle } from "../harden-runner/find-bytes.ts";
import { recordMarker } from "../harden-runner/job-log.ts";

/** A part of a file, in bytes. */
export interface Part {
  readonly from: number;
  readonly to: number;
}

const chunkLength = 524_288;
// More than any real log has; a log with more is read from end to end.
const mostMarkers = 1_000;

/** Where the marker of a record may begin in a part of a log; null where it does so too often to be worth listing. */
export function scanLog(path: string, { from, to }: Part): readonly number[] | null {
  const marker = createNeedle(recordMarker);
  const chunk = Buffer.allocUnsafeSlow(chunkLength);
  const found: number[] = [];
  const file = openSync(path, "r");
  try {
    // Chunks overlap, so that no marker is cut in two.
    for (let at = from; at < to; at += chunkLength - marker.length) {
      const length = readSync(file, chunk, 0, Math.min(chunkLength, to - at), at);
      if (length === 0) break;
      const bytes = chunk.subarray(0, length);
      for (let hit = marker.find(bytes, 0); hit >= 0; hit = marker.find(bytes, hit + 1)) {
        if (found.length === mostMarkers) return null;
        if (found.at(-1) !== at + hit) found.push(at + hit);
      }
    }
  } finally {
    closeSync(file);
  }
  return found;
}
