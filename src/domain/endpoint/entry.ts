import { implicitOfAny } from "../harden-runner/implicit.ts";
import { askAgentList, readAgentEntry, readAgentList } from "./agent-list.ts";
import { type Endpoint, parseHostName, parsePort } from "./endpoint.ts";

/** The port the agent assumes for an entry without one. */
export const defaultPort = 443;

/** What its author means by one entry of an `allowed-endpoints` list. */
export type AllowedEntry =
  | { readonly kind: "host"; readonly host: string; readonly port: number }
  | { readonly kind: "wildcard"; readonly prefix: string; readonly suffix: string; readonly port: number }
  | { readonly kind: "invalid"; readonly problem: EntryProblem };

/** Why the agent cannot use an entry as its author meant it. */
export type EntryProblem = "address" | "bad-port" | "bad-host" | "underscore" | "two-wildcards";

/** Splits a text at any white space. */
export function splitAtWhiteSpace(list: string): string[] {
  return list.split(/\s+/).filter((part) => part !== "");
}

/**
 * Reads one entry, `host` or `host:port`, the host possibly with one `*`, in lower case as it is to be written. Only what the agent reads
 * as it is meant is no problem.
 */
export function readAllowedEntry(text: string): AllowedEntry {
  const { name, port } = readAgentEntry(text);
  const host = name.slice(0, -1);
  const [, portText, ...rest] = text.split(":");
  if (isAddressLike(text)) return invalid("address");
  if (portText !== undefined && (rest.length > 0 || parsePort(portText) === null)) return invalid("bad-port");
  const stars = host.split("*").length - 1;
  if (stars > 1) return invalid("two-wildcards");
  // Any label put in the star's place must give a valid name, otherwise the pattern can match nothing.
  const whole = host.endsWith(".") ? null : parseHostName(host.replace("*", "x"));
  if (whole === null) return invalid(host.includes("_") ? "underscore" : "bad-host");
  if (stars === 0) return { kind: "host", host: whole, port };
  const [prefix = "", suffix = ""] = host.toLowerCase().split("*");
  return { kind: "wildcard", prefix, suffix, port };
}

/** Whether an entry is an address of some kind, with a port or without. */
export function isAddressLike(entry: string): boolean {
  const [host = "", ...rest] = entry.split(":");
  return (/^[0-9./]+$/.test(host) && /[0-9]/.test(host)) || entry.includes("[") || rest.length > 2;
}

function invalid(problem: EntryProblem): AllowedEntry {
  return { kind: "invalid", problem };
}

/**
 * The form under which two entries are the same to the agent: with the port, without a trailing dot, the case as it is written.
 * An entry that cannot be read is only equal to itself.
 */
export function entryKey(text: string): string {
  if (readAllowedEntry(text).kind === "invalid") return text;
  const { name, port } = readAgentEntry(text);
  return `${name.slice(0, -1)}:${port}`;
}

/** The form in which an entry is written into a list: its key in lower case, as programs ask for names. */
export function writeEntry(text: string): string {
  return readAllowedEntry(text).kind === "invalid" ? text : entryKey(text).toLowerCase();
}

/** A function that tells whether some entries let an endpoint through for certain, whatever the agent of any release adds to them by itself. */
export function createAllows(entries: readonly string[]): (endpoint: Endpoint) => boolean {
  const lists = [readAgentList(entries), readAgentList(entries, implicitOfAny)];
  return (endpoint) => lists.every((list) => askAgentList(list, endpoint) === "allowed");
}
