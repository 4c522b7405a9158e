import { parseAddress } from "../../endpoint/address.ts";
import { parseHostName, parsePort } from "../../endpoint/endpoint.ts";
import { parseTime } from "./parse-time.ts";

/** What one line of the agent's log says, as far as it bears on egress. `host` is null where the agent knew no usable name. */
export type AgentEvent =
  | {
      readonly kind: "called";
      readonly at: string;
      readonly address: string;
      readonly port: number;
      readonly host: string | null;
      /** What is left of a name in which GitHub has masked a secret, such as `api.***.org`; null where nothing is masked. */
      readonly masked: string | null;
      readonly process: string;
    }
  | { readonly kind: "resolved"; readonly host: string; readonly address: string }
  /** `isBlocklisted`: not for want of an entry, but because StepSecurity's global block list names it, in audit mode too. */
  | {
      readonly kind: "host-refused";
      readonly at: string;
      readonly host: string;
      readonly isBlocklisted: boolean;
    }
  | { readonly kind: "masked-refused"; readonly at: string; readonly name: string }
  | { readonly kind: "address-dropped"; readonly at: string; readonly address: string }
  | { readonly kind: "correlation-id"; readonly id: string }
  | { readonly kind: "block-rules-set" }
  | { readonly kind: "audit-rules-set" }
  | { readonly kind: "allowed-host-unresolved"; readonly host: string | null }
  | { readonly kind: "reverted" }
  /** A message that bears on egress, but masked or broken where it says what: something is missing from the record. */
  | { readonly kind: "unreadable" }
  | { readonly kind: "other" };

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const stamp = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT:/;
const other: AgentEvent = { kind: "other" };
const unreadable: AgentEvent = { kind: "unreadable" };

/**
 * Reads one line of the agent's log, `Sun, 26 Jul 2026 12:09:47 GMT:MESSAGE` (agent v0.16, `WriteLog`).
 * Null for lines that are not the agent's: blank lines, its multi-line dumps, anything else.
 */
export function readAgentLine(line: string): AgentEvent | null {
  const match = stamp.exec(line);
  if (match === null) return hasMaskedStamp(line) ? unreadable : null;
  const at = readStamp(match);
  return at === null ? unreadable : readMessage(at, line.slice(match[0].length));
}

/** When the agent wrote a line, ISO 8601 UTC; null for lines that are not the agent's. */
export function readAgentTime(line: string): string | null {
  const match = stamp.exec(line);
  return match === null ? null : readStamp(match);
}

function readStamp([, day, monthName, year, hour, minute, second]: RegExpExecArray): string | null {
  const month = String(months.indexOf(monthName ?? "") + 1).padStart(2, "0");
  return parseTime(`${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`);
}

function readMessage(at: string, message: string): AgentEvent {
  // Ordered by frequency. Every branch compares a fixed prefix, so the cost is linear in the line.
  if (message.startsWith(calledPrefix)) return readCall(at, message.slice(calledPrefix.length));
  if (message.startsWith(resolvedPrefix)) return readResolution(message.slice(resolvedPrefix.length));
  if (message.startsWith(notAllowedPrefix)) return refusal(at, message.slice(notAllowedPrefix.length), false);
  if (message.startsWith(blocklistedPrefix))
    return refusal(at, upTo(message.slice(blocklistedPrefix.length), ","), true);
  if (message.startsWith(droppedPrefix)) return dropped(at, upTo(message.slice(droppedPrefix.length), ","));
  if (message.startsWith(correlationPrefix)) {
    return { kind: "correlation-id", id: message.slice(correlationPrefix.length).trim() };
  }
  if (message.startsWith(blockRulesPrefix)) return { kind: "block-rules-set" };
  if (message.startsWith(auditRulesPrefix)) return { kind: "audit-rules-set" };
  if (message.startsWith(unresolvedPrefix)) {
    const host = /unable to resolve domain ([^ ,]+)/.exec(message)?.[1] ?? "";
    return { kind: "allowed-host-unresolved", host: parseHostName(host) };
  }
  if (message.startsWith(revertedPrefix)) return { kind: "reverted" };
  return isMasked(message) ? unreadable : other;
}

const calledPrefix = "endpoint called ip address:port ";
const resolvedPrefix = "domain resolved: ";
const notAllowedPrefix = "domain not allowed: ";
const blocklistedPrefix = "domain resolution blocked: ";
const droppedPrefix = "ip address dropped: ";
const correlationPrefix = "Step Security Job Correlation ID: ";
const blockRulesPrefix = "Allowed domains:";
const auditRulesPrefix = "added audit rules";
const unresolvedPrefix = "Error resolving allowed domain ";
const revertedPrefix = "Reverted changes";
const prefixes = [
  calledPrefix,
  resolvedPrefix,
  notAllowedPrefix,
  blocklistedPrefix,
  droppedPrefix,
  correlationPrefix,
  blockRulesPrefix,
  auditRulesPrefix,
  unresolvedPrefix,
  revertedPrefix,
];
const mask = "***";
const maskedName = /^[A-Za-z0-9.*_-]{1,253}$/;

/** What is left of a name in which something is masked; null for a name without, and for what is no part of one. */
function readMasked(text: string): string | null {
  const name = text.replace(/\.$/, "");
  return name.includes(mask) && maskedName.test(name) ? name.toLowerCase() : null;
}

/** Whether a message may be one of those above, with a secret masked where it says which. */
function isMasked(message: string): boolean {
  const [before = "", masked] = message.slice(0, 100).split(mask, 2);
  return masked !== undefined && prefixes.some((prefix) => prefix.startsWith(before));
}

/** Whether a line has one of the messages above after something masked, so that it does not even begin like the agent's. */
function hasMaskedStamp(line: string): boolean {
  const start = line.slice(0, 100);
  return start.includes(mask) && prefixes.some((prefix) => start.indexOf(prefix) > start.indexOf(mask));
}

/** `IP:PORT, domain: FQDN., pid: N, process: NAME`; the domain and, in a container, the process may be empty. */
function readCall(at: string, text: string): AgentEvent {
  // The first separators are the real ones: an address has none, and DNS presentation form escapes the space.
  const domainAt = text.indexOf(", domain: ");
  const pidAt = text.indexOf(", pid: ", domainAt);
  const processAt = text.indexOf(", process:", pidAt);
  if (domainAt < 0 || pidAt < 0 || processAt < 0) return unreadable;
  const socket = text.slice(0, domainAt);
  const colon = socket.lastIndexOf(":");
  const address = socket.slice(0, colon);
  const portText = socket.slice(colon + 1);
  const port = parsePort(portText);
  if (parseAddress(address) === null) return unreadable;
  // To choose an address, the C library connects a socket to port 0 of each, which sends nothing.
  if (port === null) return portText === "0" ? other : unreadable;
  const name = text.slice(domainAt + ", domain: ".length, pidAt);
  return {
    kind: "called",
    at,
    address,
    port,
    host: parseHostName(name),
    masked: readMasked(name),
    process: printable(text.slice(processAt + ", process:".length)),
  };
}

function readResolution(text: string): AgentEvent {
  const addressAt = text.indexOf(", ip address: ");
  if (addressAt < 0) return unreadable;
  const host = parseHostName(text.slice(0, addressAt));
  const address = upTo(text.slice(addressAt + ", ip address: ".length), ",");
  if (parseAddress(address) === null) return unreadable;
  return host === null ? other : { kind: "resolved", host, address };
}

function refusal(at: string, text: string, isBlocklisted: boolean): AgentEvent {
  const host = parseHostName(text.trim());
  if (host !== null) return { kind: "host-refused", at, host, isBlocklisted };
  const name = readMasked(text.trim());
  return name === null ? other : { kind: "masked-refused", at, name };
}

function dropped(at: string, text: string): AgentEvent {
  const address = text.trim();
  return parseAddress(address) === null ? unreadable : { kind: "address-dropped", at, address };
}

function upTo(text: string, separator: string): string {
  const end = text.indexOf(separator);
  return end < 0 ? text : text.slice(0, end);
}

/** A process name is whatever a file may be called: only printable ASCII is kept, and not more than a name needs. */
function printable(text: string): string {
  return text
    .trim()
    .slice(0, 64)
    .replace(/[^\x20-\x7e]/g, "?")
    .trim();
}
