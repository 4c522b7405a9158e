import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import type { Part } from "./scan-log.ts";

/** Looks for records in a part of a log in another thread; see `scanLog`. */
export function startScan(path: string, part: Part): Promise<readonly number[] | null> {
  const script = new URL(`./scan-log-worker${extname(import.meta.url)}`, import.meta.url);
  return new Promise((resolve, reject) => {
    const worker = new Worker(script, { workerData: { path, part } });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}
