import { isAlwaysReachable } from "../../endpoint/address.ts";
import type { AgentEvent } from "./agent-log.ts";

/** The calls of one (host or address, port) in a record. Times are ISO 8601 UTC with one-second resolution. */
export interface Calls {
  readonly processes: ReadonlySet<string>;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The distinct seconds in which it was called; of very many, the first ones. */
  readonly times: ReadonlySet<string>;
  /** The addresses at which it was called; of very many, the first ones. */
  readonly addresses: ReadonlySet<string>;
  /** Every address called under this name with this port is one that block mode always lets through. */
  readonly alwaysReachable: boolean;
}

/** Calls while they are counted. */
export interface GrowingCalls {
  readonly processes: Set<string>;
  firstSeen: string;
  lastSeen: string;
  readonly times: Set<string>;
  readonly addresses: Set<string>;
  alwaysReachable: boolean;
}

export type Call = Extract<AgentEvent, { kind: "called" }>;

const mostProcesses = 20;
const mostTimes = 100;
const mostAddresses = 100;

/** Adds a call to those of its port, with its process and time if there is room; returns how many of these were new. */
export function countCall(
  ports: Map<number, GrowingCalls>,
  { address, port, at, process }: Call,
  hasDetails: boolean,
): number {
  const calls = ports.get(port) ?? startCalls(at);
  ports.set(port, calls);
  const before = sizeOf(calls);
  if (hasDetails && process !== "" && calls.processes.size < mostProcesses) calls.processes.add(process);
  if (hasDetails && calls.times.size < mostTimes) calls.times.add(at);
  if (hasDetails && calls.addresses.size < mostAddresses) calls.addresses.add(address);
  if (at < calls.firstSeen) calls.firstSeen = at;
  if (at > calls.lastSeen) calls.lastSeen = at;
  calls.alwaysReachable &&= isAlwaysReachable(address);
  return sizeOf(calls) - before;
}

function sizeOf({ processes, times, addresses }: Calls): number {
  return processes.size + times.size + addresses.size;
}

function startCalls(at: string): GrowingCalls {
  return {
    processes: new Set(),
    firstSeen: at,
    lastSeen: at,
    times: new Set(),
    addresses: new Set(),
    alwaysReachable: true,
  };
}

/** The calls of two endpoints as of one, within the limits of one. */
export function joinCalls(a: Calls, b: Calls): Calls {
  return {
    processes: joinSets(a.processes, b.processes, mostProcesses),
    firstSeen: a.firstSeen < b.firstSeen ? a.firstSeen : b.firstSeen,
    lastSeen: a.lastSeen > b.lastSeen ? a.lastSeen : b.lastSeen,
    times: joinSets(a.times, b.times, mostTimes),
    addresses: joinSets(a.addresses, b.addresses, mostAddresses),
    alwaysReachable: a.alwaysReachable && b.alwaysReachable,
  };
}

function joinSets(a: ReadonlySet<string>, b: ReadonlySet<string>, most: number): ReadonlySet<string> {
  return b.size === 0 || a.size >= most ? a : new Set([...a, ...b].slice(0, most));
}
