/** A host and a TCP port. `host` is a valid DNS name in lower case without a trailing dot; `port` is 1 to 65535. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

// RFC 1123 labels. The underscore is refused: it is legal in DNS, not in a host name, and `egress check` says so.
// In both cases, because not only ASCII letters become ASCII when made lower case (U+212A, the Kelvin sign).
const label = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/**
 * The canonical form of a host name: lower case, without the trailing dot that the agent writes.
 * Null for everything that is not a valid DNS host name: addresses, masked names (`***`), empty text, hostile text.
 */
export function parseHostName(text: string): string | null {
  if (text.length > 254) return null;
  const host = text.endsWith(".") ? text.slice(0, -1) : text;
  if (host.length === 0 || host.length > 253) return null;
  const labels = host.split(".");
  if (!labels.every((part) => label.test(part))) return null;
  // No top-level domain begins with a digit; this also keeps out addresses and parts of them.
  if (!/^[A-Za-z]/.test(labels.at(-1) ?? "")) return null;
  return host.toLowerCase();
}

/** A port number from its decimal text, 1 to 65535; null for anything else. */
export function parsePort(text: string): number | null {
  if (!/^[0-9]{1,5}$/.test(text)) return null;
  const port = Number(text);
  return port >= 1 && port <= 65_535 ? port : null;
}

/** `host:port`, the form in which the bot writes every endpoint. */
export function formatEndpoint(endpoint: Endpoint): string {
  return `${endpoint.host}:${endpoint.port}`;
}

/** Reads `host:port` as `formatEndpoint` writes it; null if either half is invalid. */
export function parseEndpoint(text: string): Endpoint | null {
  const colon = text.lastIndexOf(":");
  if (colon < 0) return null;
  const host = parseHostName(text.slice(0, colon));
  const port = parsePort(text.slice(colon + 1));
  return host === null || port === null ? null : { host, port };
}

/** Orders by host, then by port as a number: the order of every list the bot writes. */
export function compareEndpoints(a: Endpoint, b: Endpoint): number {
  if (a.host !== b.host) return a.host < b.host ? -1 : 1;
  return a.port - b.port;
}
