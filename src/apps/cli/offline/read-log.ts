import { closeSync, openSync, readSync } from "node:fs";
import { recorders } from "../../../domain/record/all/recorders.ts";
import type { Observation } from "../../../domain/record/observation.ts";
import { openLog } from "../../../domain/record/open-log.ts";
import type { Recorders } from "../../../domain/record/recorder.ts";
import { describeSystemError } from "../shared/system-error.ts";
import { UsageError } from "../shared/usage-error.ts";

// Large enough that the system calls don't count, small enough to stay in the processor's cache.
const chunkLength = 524_288;

// glibc begins large memory 16 bytes after a page. Into memory that begins at a multiple of 32 bytes the kernel copies a GB in 80 ms instead
// of 130 (measured on an AMD EPYC).
const toAligned = 16;

// One for all logs. One for each would be memory that Node has to collect again and again, and a collection that falls on the end of the
// process can keep Node 20 from ending (https://github.com/nodejs/node/issues/54918).
const chunk = Buffer.allocUnsafeSlow(toAligned + chunkLength).subarray(toAligned);

/** Reads one downloaded job log, in which any of some recorders may have recorded. Throws a UsageError if the file cannot be read. */
export function readLog(path: string, among: Recorders = recorders): Observation {
  const reader = openLog(among);
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    for (;;) {
      const length = readSync(file, chunk, 0, chunkLength, null);
      if (length === 0) break;
      reader.push(length === chunkLength ? chunk : chunk.subarray(0, length));
    }
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${describeSystemError(error)}`, { cause: error });
  } finally {
    if (file !== null) closeSync(file);
  }
  return reader.end().observation;
}
