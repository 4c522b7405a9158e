import type { JobLog } from "./job-log.ts";
import { parseTime } from "./parse-time.ts";

const day = 86_400_000;

/**
 * When the job's pre step ran, ISO 8601 UTC, as the log says it. A time that is none, or is farther than a day from when
 * the agent began (without a record: from the log's first line, which no step and no input can write), is not believed: a
 * run dated far ahead would make all others old. Then the agent's time holds where there is a record, else there is none.
 */
export function observeTime({ header, preStep, postStep, verdict }: JobLog): string | null {
  const printed = parseTime(preStep?.at ?? "");
  const agent = verdict.record === null ? null : (postStep?.agentStartedAt ?? null);
  const anchor = agent ?? parseTime(header.startedAt ?? "");
  if (printed === null || anchor === null) return printed ?? agent;
  return Math.abs(Date.parse(printed) - Date.parse(anchor)) <= day ? printed : agent;
}
