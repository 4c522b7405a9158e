import { createJobLogReader, type JobLog } from "../../src/domain/record/harden-runner/job-log.ts";
import { observe } from "../../src/domain/record/harden-runner/observe.ts";
import type { Observation } from "../../src/domain/record/observation.ts";
import type { StepWindow } from "../../src/domain/record/step-window.ts";

/** Reads a log from memory in chunks of a given length. */
export function readText(text: string | Buffer, chunkLength = 65_536): JobLog {
  const bytes = Buffer.from(text);
  const reader = createJobLogReader();
  for (let at = 0; at < bytes.length; at += chunkLength) reader.push(bytes.subarray(at, at + chunkLength));
  return reader.end();
}

export function observeText(
  text: string | Buffer,
  chunkLength?: number,
  steps: readonly StepWindow[] = [],
): Observation {
  return observe(readText(text, chunkLength), steps);
}

/** The endpoints of an observation as `host:port`. */
export function endpointsOf(observation: Observation): string[] {
  return observation.endpoints.map(({ host, port }) => `${host}:${port}`);
}
