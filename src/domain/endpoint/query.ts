import { covers, scopeOf } from "./scope.ts";

/** What somebody asks about. */
export interface EndpointQuery {
  /** A host, a pattern with one `*`, or an IPv4 address. In lower case. */
  readonly host: string;
  /** Null for any. */
  readonly port: number | null;
}

/** Something that was seen, denied or is listed: a name, an address or a pattern. Where no port is known it is null. */
export interface Seen {
  readonly host: string;
  readonly port: number | null;
}

/** The query as one writes it. */
export function formatQuery({ host, port }: EndpointQuery): string {
  return port === null ? host : `${host}:${port}`;
}

/** Reads `host:port`, `address:port`, `pattern:port` or a host alone, as the bot writes them. */
export function splitSeen(text: string): Seen {
  const colon = text.lastIndexOf(":");
  if (colon < 0) return { host: text, port: null };
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}

/** Whether something is what was asked about, or falls under the pattern that was. */
export function isAskedFor(query: EndpointQuery, seen: Seen): boolean {
  return agree(query.port, seen.port) && isWithin(query.host, seen.host);
}

/** Whether a pattern or name stands for what was asked about, or for some of it. */
export function concerns(listed: Seen, query: EndpointQuery): boolean {
  return isAskedFor(query, listed) || (agree(query.port, listed.port) && isWithin(listed.host, query.host));
}

function agree(a: number | null, b: number | null): boolean {
  return a === null || b === null || a === b;
}

function isWithin(outer: string, inner: string): boolean {
  return covers(scopeOf(outer, 0), scopeOf(inner, 0));
}
