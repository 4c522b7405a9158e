import { getDomain } from "tldts";
import { findKnownEndpoint } from "./find-known-endpoint.ts";
import { knownEndpoints } from "./known-endpoints.ts";
import { hasOneOwner } from "./owner.ts";

/** The domain that somebody registered, without the private section of the Public Suffix List; of a pattern that of what follows its `*`. */
export function registeredOf(host: string): string | null {
  return getDomain(host.replace(/^.*\*\.?/, ""), { allowPrivateDomains: false });
}

/** The domains of the known hosts. Sorted. */
export const knownDomains: readonly string[] = [
  ...new Set(knownEndpoints.flatMap(({ host }) => registeredOf(host) ?? [])),
].sort();

const known: ReadonlySet<string> = new Set(knownDomains);

/** Whether a host is known, or is another one of somebody who has known ones. */
export function isKnownHost(host: string): boolean {
  if (findKnownEndpoint(host) !== null) return true;
  const domain = registeredOf(host);
  return domain !== null && known.has(domain) && hasOneOwner(domain);
}
