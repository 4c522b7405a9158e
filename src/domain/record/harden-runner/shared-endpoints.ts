import type { Endpoint } from "../../endpoint/endpoint.ts";
import type { AgentRecord } from "./agent-record.ts";
import { type Calls, joinCalls } from "./calls.ts";

/** An endpoint that may have been called unseen: its name resolved to an address that was called under other names, or none. */
export interface SharedEndpoint extends Endpoint {
  readonly via: "resolved-shared-address";
  readonly calls: Calls;
  /** The names under which the address was called, sorted. */
  readonly sharedWith: readonly string[];
}

type Addresses = Pick<AgentRecord, "hosts" | "called" | "resolutions">;

// Names times ports of the busiest shared addresses of real jobs are a few thousand. Both together grow with the square of
// what a record holds, so they need a limit of their own.
const mostNames = 100_000;

/** Whether a record has more shared endpoints, and names beside them, than are listed. */
export function exceedsShared({ called, resolutions }: Omit<Addresses, "hosts">): boolean {
  let names = 0;
  for (const addresses of resolutions.values()) {
    for (const address of addresses) names += countNames(called.get(address));
    if (names > mostNames) return true;
  }
  return false;
}

function countNames(at: ReturnType<Addresses["called"]["get"]>): number {
  return at === undefined ? 0 : at.ports.size * (1 + at.hosts.size);
}

/** The shared endpoints of a record; of too many (`exceedsShared`) the first ones. */
export function findShared({ hosts, called, resolutions }: Addresses): SharedEndpoint[] {
  const found = new Map<string, Endpoint & { calls: Calls; readonly sharedWith: Set<string> }>();
  let names = 0;
  for (const [host, addresses] of resolutions) {
    for (const address of addresses) {
      const at = called.get(address);
      names += countNames(at);
      if (at === undefined || names > mostNames) continue;
      for (const [port, calls] of at.ports) {
        if (hosts.get(host)?.has(port) === true) continue;
        const key = `${host}:${port}`;
        const known = found.get(key);
        const endpoint = known ?? { host, port, calls, sharedWith: new Set<string>() };
        if (known === undefined) found.set(key, endpoint);
        else endpoint.calls = joinCalls(endpoint.calls, calls);
        for (const other of at.hosts) if (other !== host) endpoint.sharedWith.add(other);
      }
    }
  }
  return [...found.values()].map((endpoint) => ({
    ...endpoint,
    via: "resolved-shared-address",
    sharedWith: [...endpoint.sharedWith].sort(),
  }));
}
