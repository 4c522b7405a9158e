import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { createJobLogReader, type JobLogReader } from "../harden-runner/job-log.ts";
import { type Observation, observe } from "../harden-runner/observation.ts";
import { readLargeLog } from "./read-large-log.ts";
import { describeSystemError } from "./system-error.ts";
import { UsageError } from "./usage-error.ts";

// Large enough that the system calls don't count, small enough to stay in the processor's cache.
const chunkLength = 524_288;
// Starting a thread takes as long as reading this many bytes.
const worthTwoThreads = 200_000_000;

/** Reads one downloaded job log. Throws a UsageError if the file cannot be read. */
export async function readLog(path: string): Promise<Observation> {
  const reader = createJobLogReader();
  let file: number | null = null;
  try {
    file = openSync(path, "r");
    const stat = fstatSync(file);
    if (stat.isFile() && stat.size >= worthTwoThreads) {
      const { startScan } = await import("./start-scan.ts");
      await readLargeLog(reader, file, stat.size, (part) => startScan(path, part));
    } else readStream(reader, file);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${describeSystemError(error)}`, { cause: error });
  } finally {
    if (file !== null) closeSync(file);
  }
  return observe(reader.end());
}

/** Reads what has neither size nor positions, such as a pipe. */
function readStream(reader: JobLogReader, file: number): void {
  const chunk = Buffer.allocUnsafeSlow(chunkLength);
  for (;;) {
    const length = readSync(file, chunk, 0, chunkLength, null);
    if (length === 0) return;
    reader.push(chunk.subarray(0, length));
  }
}
