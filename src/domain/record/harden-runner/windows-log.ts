import { parseHostName } from "../../endpoint/endpoint.ts";
import type { AgentEvent } from "./agent-log.ts";
import { parseTime } from "./parse-time.ts";

/** The heading of the agent's log on Windows (action v2.15.0 on, `cleanup.ts`). */
export const windowsHeading = "agent log:";

const blocked = /(?:^| )level=INFO msg="blocking DNS query" domain=(\S{1,255})(?: |$)/;
const written = /(?:^| )time="?([0-9T:.Z+-]{20,40})/;

/**
 * Reads one line of the agent's log on Windows. What it says of calls is not known, only how it tells of a name that block mode refused;
 * null for every other line. The time is empty where the line does not say it.
 */
export function readWindowsLine(text: string): AgentEvent | null {
  const host = parseHostName(blocked.exec(text)?.[1] ?? "");
  if (host === null) return null;
  const at = parseTime(written.exec(text)?.[1] ?? "") ?? "";
  return { kind: "host-refused", at, host, isBlocklisted: false };
}
