import { parseAddress } from "./address.ts";
import { parseHostName, parsePort } from "./endpoint.ts";

/** What one line of the agent's log says, as far as it bears on egress. `host` is null where the agent knew no usable name. */
export type AgentEvent =
  | {
      readonly kind: "called";
      readonly at: string;
      readonly address: string;
      readonly port: number;
      readonly host: string | null;
      readonly process: string;
    }
  | { readonly kind: "resolved"; readonly host: string; readonly address: string }
  | { readonly kind: "host-refused"; readonly host: string }
  | { readonly kind: "address-dropped"; readonly address: string }
  | { readonly kind: "correlation-id"; readonly id: string }
  | { readonly kind: "block-rules-set" }
  | { readonly kind: "audit-rules-set" }
  | { readonly kind: "allowed-host-unresolved"; readonly host: string | null }
  | { readonly kind: "reverted" }
  | { readonly kind: "other" };

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const stamp = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT:/;
const other: AgentEvent = { kind: "other" };

/**
 * Reads one line of the agent's log, `Sun, 26 Jul 2026 12:09:47 GMT:MESSAGE` (agent v0.16, `WriteLog`).
 * Null for lines that are not the agent's: blank lines, its multi-line dumps, anything else.
 */
export function readAgentLine(line: string): AgentEvent | null {
  const match = stamp.exec(line);
  if (match === null) return null;
  const month = months.indexOf(match[2] ?? "");
  if (month < 0) return null;
  const [day, year, hour, minute, second] = [match[1], match[3], match[4], match[5], match[6]].map(Number);
  const time = Date.UTC(year ?? 0, month, day, hour, minute, second);
  return readMessage(new Date(time).toISOString(), line.slice(match[0].length));
}

function readMessage(at: string, message: string): AgentEvent {
  // Ordered by frequency. Every branch compares a fixed prefix, so the cost is linear in the line.
  if (message.startsWith(calledPrefix)) return readCall(at, message.slice(calledPrefix.length));
  if (message.startsWith(resolvedPrefix)) return readResolution(message.slice(resolvedPrefix.length));
  if (message.startsWith(notAllowedPrefix)) return refusal(message.slice(notAllowedPrefix.length));
  if (message.startsWith(blocklistedPrefix))
    return refusal(upTo(message.slice(blocklistedPrefix.length), ","));
  if (message.startsWith(droppedPrefix)) return dropped(upTo(message.slice(droppedPrefix.length), ","));
  if (message.startsWith(correlationPrefix)) {
    return { kind: "correlation-id", id: message.slice(correlationPrefix.length).trim() };
  }
  if (message.startsWith("Allowed domains:")) return { kind: "block-rules-set" };
  if (message.startsWith("added audit rules")) return { kind: "audit-rules-set" };
  if (message.startsWith(unresolvedPrefix)) {
    const host = /unable to resolve domain ([^ ,]+)/.exec(message)?.[1] ?? "";
    return { kind: "allowed-host-unresolved", host: parseHostName(host) };
  }
  if (message.startsWith("Reverted changes")) return { kind: "reverted" };
  return other;
}

const calledPrefix = "endpoint called ip address:port ";
const resolvedPrefix = "domain resolved: ";
const notAllowedPrefix = "domain not allowed: ";
const blocklistedPrefix = "domain resolution blocked: ";
const droppedPrefix = "ip address dropped: ";
const correlationPrefix = "Step Security Job Correlation ID: ";
const unresolvedPrefix = "Error resolving allowed domain ";

/** `IP:PORT, domain: FQDN., pid: N, process: NAME`; the domain and, in a container, the process may be empty. */
function readCall(at: string, text: string): AgentEvent {
  // The first separators are the real ones: an address has none, and DNS presentation form escapes the space.
  const domainAt = text.indexOf(", domain: ");
  const pidAt = text.indexOf(", pid: ", domainAt);
  const processAt = text.indexOf(", process: ", pidAt);
  if (domainAt < 0 || pidAt < 0 || processAt < 0) return other;
  const socket = text.slice(0, domainAt);
  const colon = socket.lastIndexOf(":");
  const address = socket.slice(0, colon);
  const port = parsePort(socket.slice(colon + 1));
  if (port === null || parseAddress(address) === null) return other;
  return {
    kind: "called",
    at,
    address,
    port,
    host: parseHostName(text.slice(domainAt + ", domain: ".length, pidAt)),
    process: printable(text.slice(processAt + ", process: ".length)),
  };
}

function readResolution(text: string): AgentEvent {
  const addressAt = text.indexOf(", ip address: ");
  if (addressAt < 0) return other;
  const host = parseHostName(text.slice(0, addressAt));
  const address = upTo(text.slice(addressAt + ", ip address: ".length), ",");
  return host === null || parseAddress(address) === null ? other : { kind: "resolved", host, address };
}

function refusal(text: string): AgentEvent {
  const host = parseHostName(text.trim());
  return host === null ? other : { kind: "host-refused", host };
}

function dropped(text: string): AgentEvent {
  const address = text.trim();
  return parseAddress(address) === null ? other : { kind: "address-dropped", address };
}

function upTo(text: string, separator: string): string {
  const end = text.indexOf(separator);
  return end < 0 ? text : text.slice(0, end);
}

/** A process name is whatever a file may be called: only printable ASCII is kept, and not more than a name needs. */
function printable(text: string): string {
  return text
    .replace(/[^\x20-\x7e]/g, "?")
    .slice(0, 64)
    .trim();
}
