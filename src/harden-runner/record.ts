import { sinkholeAddress } from "./address.ts";
import type { AgentEvent } from "./agent-log.ts";

/** The calls of one (host or address, port) in a record. Times are ISO 8601 UTC with one-second resolution. */
export interface Calls {
  readonly processes: ReadonlySet<string>;
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The distinct seconds in which it was called; of very many, the first ones. */
  readonly times: ReadonlySet<string>;
}

/** Everything the agent's log says about egress, folded together while reading, so its size is bounded. */
export interface AgentRecord {
  /** Keyed by host, then port. */
  readonly hosts: ReadonlyMap<string, ReadonlyMap<number, Calls>>;
  /** Calls for which the agent knew no usable name, keyed by address, then port. */
  readonly addresses: ReadonlyMap<string, ReadonlyMap<number, Calls>>;
  /** Every address called, with a name or without: by which ports, and by which names. */
  readonly called: ReadonlyMap<
    string,
    { readonly ports: ReadonlyMap<number, Calls>; readonly hosts: ReadonlySet<string> }
  >;
  /** Host to the addresses it resolved to. */
  readonly resolutions: ReadonlyMap<string, ReadonlySet<string>>;
  readonly refusedHosts: ReadonlySet<string>;
  readonly droppedAddresses: ReadonlySet<string>;
  readonly blockRulesSet: boolean;
  readonly auditRulesSet: boolean;
  readonly reverted: boolean;
  /** The allowed host that made the agent revert, where it named one. */
  readonly unresolvedAllowedHost: string | null;
  /** True when a limit was reached and later lines could not be kept: such a record is not complete. */
  readonly truncated: boolean;
}

// Real jobs call at most a few hundred endpoints. The limit only bounds what a hostile log can make us hold.
const mostEntries = 5_000;
const mostProcesses = 20;
const mostTimes = 100;

interface GrowingCalls {
  readonly processes: Set<string>;
  firstSeen: string;
  lastSeen: string;
  readonly times: Set<string>;
}

type Call = Extract<AgentEvent, { kind: "called" }>;

/** Folds the agent's events into a record: `add` each event in order of the log, then read `record`. */
export function createRecordBuilder(): { add(event: AgentEvent): void; record(): AgentRecord } {
  const hosts = new Map<string, Map<number, GrowingCalls>>();
  const addresses = new Map<string, Map<number, GrowingCalls>>();
  const called = new Map<string, { ports: Map<number, GrowingCalls>; hosts: Set<string> }>();
  const resolutions = new Map<string, Set<string>>();
  const refusedHosts = new Set<string>();
  const droppedAddresses = new Set<string>();
  const flags = { blockRulesSet: false, auditRulesSet: false, reverted: false, truncated: false };
  let unresolvedAllowedHost: string | null = null;
  let entries = 0;

  function hasRoom(isNew: boolean): boolean {
    if (!isNew) return true;
    if (entries >= mostEntries) {
      flags.truncated = true;
      return false;
    }
    entries += 1;
    return true;
  }

  function addCall(event: Call): void {
    // In block mode a refused name is answered with the sinkhole: the call was stopped there.
    if (event.address === sinkholeAddress) {
      if (event.host !== null) addTo(refusedHosts, event.host);
      return;
    }
    const target = event.host === null ? addresses : hosts;
    const name = event.host ?? event.address;
    if (!hasRoom(target.get(name)?.has(event.port) !== true)) return;
    const at = getOrSet(called, event.address, () => ({ ports: new Map(), hosts: new Set<string>() }));
    if (event.host !== null) at.hosts.add(event.host);
    countCall(at.ports, event);
    countCall(
      getOrSet(target, name, () => new Map()),
      event,
    );
  }

  function addTo(set: Set<string>, value: string): void {
    if (hasRoom(!set.has(value))) set.add(value);
  }

  function add(event: AgentEvent): void {
    switch (event.kind) {
      case "called":
        addCall(event);
        return;
      case "resolved":
        if (!hasRoom(resolutions.get(event.host)?.has(event.address) !== true)) return;
        getOrSet(resolutions, event.host, () => new Set<string>()).add(event.address);
        return;
      case "host-refused":
        addTo(refusedHosts, event.host);
        return;
      case "address-dropped":
        if (event.address !== sinkholeAddress) addTo(droppedAddresses, event.address);
        return;
      case "block-rules-set":
        flags.blockRulesSet = true;
        return;
      case "audit-rules-set":
        flags.auditRulesSet = true;
        return;
      case "allowed-host-unresolved":
        unresolvedAllowedHost ??= event.host;
        return;
      case "reverted":
        flags.reverted = true;
        return;
      case "correlation-id":
      case "other":
        return;
    }
  }

  return {
    add,
    record: () => ({
      hosts,
      addresses,
      called,
      resolutions,
      refusedHosts,
      droppedAddresses,
      ...flags,
      unresolvedAllowedHost,
    }),
  };
}

function countCall(ports: Map<number, GrowingCalls>, { port, at, process }: Call): void {
  const calls = getOrSet(ports, port, () => ({
    processes: new Set<string>(),
    firstSeen: at,
    lastSeen: at,
    times: new Set<string>(),
  }));
  if (process !== "" && calls.processes.size < mostProcesses) calls.processes.add(process);
  if (calls.times.size < mostTimes) calls.times.add(at);
  if (at < calls.firstSeen) calls.firstSeen = at;
  if (at > calls.lastSeen) calls.lastSeen = at;
}

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
