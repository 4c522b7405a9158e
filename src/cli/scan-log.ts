import { closeSync, openSync, readSync } from "node:fs";
import { byteOrderMark } from "../harden-runner/byte-order-marks.ts";
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
// The log store may begin each block with a byte order mark.
const blockLength = 2_097_152;

/**
 * Where in a part of a log the marker of a record may begin or stand in pieces, in ascending order: the places of the marker,
 * and of byte order marks, which may lie in the middle of one. Null where there are too many to be worth listing.
 */
export function scanLog(path: string, { from, to }: Part): readonly number[] | null {
  const marker = createNeedle(recordMarker);
  const most = mostMarkers + Math.ceil((to - from) / blockLength);
  const chunk = Buffer.allocUnsafeSlow(chunkLength);
  const found = new Set<number>();
  const file = openSync(path, "r");
  try {
    // Chunks overlap, so that nothing is cut in two.
    for (let at = from; at < to; at += chunkLength - marker.length) {
      const length = readSync(file, chunk, 0, Math.min(chunkLength, to - at), at);
      if (length === 0) break;
      const bytes = chunk.subarray(0, length);
      for (let hit = marker.find(bytes, 0); hit >= 0; hit = marker.find(bytes, hit + 1)) {
        found.add(at + hit);
        if (found.size > most) return null;
      }
      for (let hit = bytes.indexOf(byteOrderMark); hit >= 0; hit = bytes.indexOf(byteOrderMark, hit + 1)) {
        found.add(at + hit);
        if (found.size > most) return null;
      }
    }
  } finally {
    closeSync(file);
  }
  return [...found].sort((a, b) => a - b);
}
