import { closeSync, openSync, readSync } from "node:fs";
import { recorders } from "../../../domain/record/all/recorders.ts";
import type { Observation } from "../../../domain/record/observation.ts";
import { openLog } from "../../../domain/record/open-log.ts";
import type { Recorders } from "../../../domain/record/recorder.ts";
import { describeSystemError } from "../shared/system-error.ts";
import { UsageError } from "../shared/usage-error.ts";

// One for all logs, so that thousands of them leave no memory behind that Node has to collect.
const chunk = Buffer.alloc(1_048_576);

/** Reads one downloaded job log, in which any of some recorders may have recorded. Throws a UsageError if the file cannot be read. */
export function readLog(path: string, among: Recorders = recorders): Observation {
  const reader = openLog(among);
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    for (let length = readSync(file, chunk); length > 0; length = readSync(file, chunk))
      reader.push(chunk.subarray(0, length));
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${describeSystemError(error)}`, { cause: error });
  } finally {
    if (file !== null) closeSync(file);
  }
  return reader.end().observation;
}
