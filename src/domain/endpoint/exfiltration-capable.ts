import { matchesWildcard } from "./agent-list.ts";
import { findKnownEndpoint } from "./find-known-endpoint.ts";
import { knownEndpoints } from "./known-endpoints.ts";

/**
 * Whether anybody can send data to a host and get it back, so that allowing it leaves a way out for secrets. A pattern
 * with a `*` is capable as soon as one name under it might be. The list is not complete and not meant to be: it tells a
 * reviewer where to look.
 */
export function isExfiltrationCapable(host: string): boolean {
  const star = host.indexOf("*");
  if (star < 0) return findKnownEndpoint(host)?.isExfiltrationCapable === true;
  const pattern = { prefix: host.slice(0, star), suffix: host.slice(star + 1) };
  return knownEndpoints.some((known) => known.isExfiltrationCapable && overlaps(pattern, known.host));
}

/** Whether some name falls under both the pattern and a known host, which may itself be `*.suffix`. */
function overlaps(pattern: { readonly prefix: string; readonly suffix: string }, known: string): boolean {
  if (!known.startsWith("*.")) return matchesWildcard(pattern, known);
  const suffix = known.slice(1);
  // The prefix rules nothing out: the star can stand for the rest of either suffix.
  return pattern.suffix.endsWith(suffix) || suffix.endsWith(pattern.suffix);
}
