import { type Endpoint, formatEndpoint, parseHostName, parsePort } from "./endpoint.ts";

/** The port the agent assumes for an entry without one. */
export const defaultPort = 443;

/** What one entry of an `allowed-endpoints` list means to the agent. */
export type AllowedEntry =
  | { readonly kind: "host"; readonly host: string; readonly port: number }
  | { readonly kind: "wildcard"; readonly prefix: string; readonly suffix: string; readonly port: number }
  | { readonly kind: "invalid"; readonly problem: EntryProblem };

/** Why the agent cannot use an entry as its author meant it. */
export type EntryProblem = "address" | "bad-port" | "bad-host" | "underscore" | "two-wildcards";

/** Splits a list the way the agent does: at the space character and nothing else. Empty parts are dropped. */
export function splitLikeAgent(list: string): string[] {
  return list.split(" ").filter((part) => part !== "");
}

/** Splits a list at any white space: what its author meant, also where the agent reads it differently. */
export function splitAtWhiteSpace(list: string): string[] {
  return list.split(/\s+/).filter((part) => part !== "");
}

/** Reads one entry, `host` or `host:port`, the host possibly with one `*`. */
export function readAllowedEntry(text: string): AllowedEntry {
  const [hostText = "", portText, ...rest] = text.split(":");
  if (/^[0-9.]+$/.test(hostText) || text.includes("[") || rest.length > 1) return invalid("address");
  const port = portText === undefined ? defaultPort : parsePort(portText);
  if (port === null || rest.length > 0) return invalid("bad-port");
  const stars = hostText.split("*").length - 1;
  if (stars > 1) return invalid("two-wildcards");
  if (stars === 1) return readWildcard(hostText, port);
  const host = parseHostName(hostText);
  if (host === null) return invalid(hostText.includes("_") ? "underscore" : "bad-host");
  return { kind: "host", host, port };
}

function readWildcard(pattern: string, port: number): AllowedEntry {
  // Any label put in the star's place must give a valid name, otherwise the pattern can match nothing.
  if (parseHostName(pattern.replace("*", "x")) === null) {
    return invalid(pattern.includes("_") ? "underscore" : "bad-host");
  }
  const star = pattern.indexOf("*");
  const suffix = pattern.slice(star + 1).toLowerCase();
  return {
    kind: "wildcard",
    prefix: pattern.slice(0, star).toLowerCase(),
    suffix: suffix.endsWith(".") ? suffix.slice(0, -1) : suffix,
    port,
  };
}

function invalid(problem: EntryProblem): AllowedEntry {
  return { kind: "invalid", problem };
}

/**
 * The form under which two entries are the same to the agent: lower case, with the port, without a trailing dot.
 * An entry that cannot be read is only equal to itself.
 */
export function entryKey(text: string): string {
  const entry = readAllowedEntry(text);
  switch (entry.kind) {
    case "host":
      return `${entry.host}:${entry.port}`;
    case "wildcard":
      return `${entry.prefix}*${entry.suffix}:${entry.port}`;
    case "invalid":
      return text;
  }
}

/** A function that tells whether some entries let an endpoint through, as the agent reads them. */
export function createAllows(entries: readonly string[]): (endpoint: Endpoint) => boolean {
  const hosts = new Set<string>();
  const wildcards: Extract<AllowedEntry, { kind: "wildcard" }>[] = [];
  for (const entry of entries.map(readAllowedEntry)) {
    if (entry.kind === "host") hosts.add(formatEndpoint(entry));
    // Of a pattern that is listed with several ports only the first counts.
    else if (entry.kind === "wildcard" && !wildcards.some((known) => isSamePattern(known, entry)))
      wildcards.push(entry);
  }
  return (endpoint) =>
    hosts.has(formatEndpoint(endpoint)) ||
    wildcards.some((entry) => entry.port === endpoint.port && matchesWildcard(entry, endpoint.host));
}

type Pattern = { readonly prefix: string; readonly suffix: string };

function isSamePattern(a: Pattern, b: Pattern): boolean {
  return a.prefix === b.prefix && a.suffix === b.suffix;
}

/** Whether a name falls under a wildcard: the text before the `*` is a prefix, the text after it a suffix, at any depth. */
export function matchesWildcard(wildcard: Pattern, host: string): boolean {
  return (
    host.length >= wildcard.prefix.length + wildcard.suffix.length &&
    host.startsWith(wildcard.prefix) &&
    host.endsWith(wildcard.suffix)
  );
}
