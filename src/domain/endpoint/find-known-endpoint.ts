import { type KnownEndpoint, knownEndpoints } from "./known-endpoints.ts";

const byHost: ReadonlyMap<string, KnownEndpoint> = new Map(
  knownEndpoints.map((known) => [known.host, known]),
);

/**
 * What is known about a host (lower case, without a trailing dot): its own entry, or else that of the longest suffix
 * above it. A pattern `*.suffix` finds the entry of exactly that pattern, or of a suffix above it. Null if unknown.
 */
export function findKnownEndpoint(host: string): KnownEndpoint | null {
  const known = byHost.get(host);
  if (known !== undefined) return known;
  for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) {
    const above = byHost.get(`*${host.slice(dot)}`);
    if (above !== undefined) return above;
  }
  return null;
}
