import { parentPort, workerData } from "node:worker_threads";
import { type Part, scanLog } from "./scan-log.ts";

const { path, part } = workerData as { path: string; part: Part };
parentPort?.postMessage(scanLog(path, part));
