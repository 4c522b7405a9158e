import { readLogs } from "../../src/apps/cli/logs/read-logs.ts";
import { recorders as allRecorders } from "../../src/domain/record/all/recorders.ts";
import type { Observation } from "../../src/domain/record/observation.ts";
import type { Recorders } from "../../src/domain/record/recorder.ts";

/** Reads the one log of a file as the command line does. */
export async function readOneLog(path: string, recorders: Recorders = allRecorders): Promise<Observation> {
  const [log, ...more] = await Array.fromAsync(readLogs([path], recorders));
  if (log?.kind !== "log" || more.length > 0) throw new Error(`${path} does not hold one log`);
  return log.observation;
}
