import { parseEndpoint } from "./endpoint.ts";
import { findKnownEndpoint } from "./find-known-endpoint.ts";

/** Whether an endpoint, `host:port`, is one by which data could get out: unknown, or known to take anybody's data. */
export function isStranger(endpoint: string): boolean {
  const host = parseEndpoint(endpoint)?.host ?? "";
  return findKnownEndpoint(host)?.isExfiltrationCapable !== false;
}
