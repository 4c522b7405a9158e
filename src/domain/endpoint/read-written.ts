import { parseAddress } from "./address.ts";
import { parsePort } from "./endpoint.ts";
import { type EntryProblem, readAllowedEntry } from "./entry.ts";
import { staysWithOneOwner } from "./owner.ts";
import type { EndpointQuery } from "./query.ts";
import { findUnlistable } from "./unlistable.ts";

/** Why nobody can say that something is, or is not, to be allowed. */
export type EndpointProblem =
  | EntryProblem
  | NonNullable<ReturnType<typeof findUnlistable>>
  /** A pattern that lets strangers in. */
  | "unsafe-pattern";

export type ReadEndpoint =
  | { readonly ok: true; readonly endpoint: string }
  | { readonly ok: false; readonly problem: EndpointProblem };

/**
 * Reads `HOST[:PORT]`, the host possibly with one `*`, in the form in which decisions are kept: lower case, with the port, which is 443
 * where none is given. To be denied, any pattern will do; to be allowed, only what stays with one owner.
 */
export function readEndpoint(text: string, kind: "allow" | "deny"): ReadEndpoint {
  const entry = readAllowedEntry(text);
  if (entry.kind === "invalid") return { ok: false, problem: entry.problem };
  const host = entry.kind === "host" ? entry.host : `${entry.prefix}*${entry.suffix}`;
  const problem = findUnlistable({ host, port: entry.port });
  if (problem !== null) return { ok: false, problem };
  if (entry.kind === "wildcard" && kind === "allow" && !staysWithOneOwner(entry.suffix))
    return { ok: false, problem: "unsafe-pattern" };
  return { ok: true, endpoint: `${host}:${entry.port}` };
}

/** Reads what to ask about, `HOST[:PORT]` with a host, a pattern or an address. Without a port every port is meant. */
export function readQuery(
  text: string,
):
  | { readonly ok: true; readonly query: EndpointQuery }
  | { readonly ok: false; readonly problem: EntryProblem } {
  const [hostText = "", portText, ...rest] = text.split(":");
  if (parseAddress(hostText) !== null && rest.length === 0) {
    const port = portText === undefined ? null : parsePort(portText);
    if (portText !== undefined && port === null) return { ok: false, problem: "bad-port" };
    return { ok: true, query: { host: hostText, port } };
  }
  const entry = readAllowedEntry(text);
  if (entry.kind === "invalid") return { ok: false, problem: entry.problem };
  const host = entry.kind === "host" ? entry.host : `${entry.prefix}*${entry.suffix}`;
  return { ok: true, query: { host, port: portText === undefined ? null : entry.port } };
}
