import { sinkholeAddress } from "../../endpoint/address.ts";
import type { AgentEvent } from "./agent-log.ts";
import type { AgentRecord } from "./agent-record.ts";
import { type Call, countCall, type GrowingCalls } from "./calls.ts";
import { countRefusal, type GrowingRefusal, startRefusal } from "./refusals.ts";
import { exceedsShared } from "./shared-endpoints.ts";

// Real jobs call at most a few hundred endpoints. The limits only bound what a hostile log can make us hold: names,
// addresses and ports; the processes and times of all calls.
const mostEntries = 10_000;
const mostDetails = 100_000;

/** Folds the agent's events into a record: `add` each event in order of the log, then read `record`. */
export function createRecordBuilder(): { add(event: AgentEvent): void; record(): AgentRecord } {
  const hosts = new Map<string, Map<number, GrowingCalls>>();
  const addresses = new Map<string, Map<number, GrowingCalls>>();
  const masked = new Map<string, Map<number, GrowingCalls>>();
  const maskedRefused = new Map<string, GrowingRefusal>();
  const called = new Map<string, { ports: Map<number, GrowingCalls>; hosts: Set<string> }>();
  const resolutions = new Map<string, Set<string>>();
  const refusedHosts = new Map<string, GrowingRefusal>();
  const droppedAddresses = new Map<string, GrowingRefusal>();
  const flags = {
    blockRulesSet: false,
    auditRulesSet: false,
    reverted: false,
    hasUnreadableLines: false,
    truncated: false,
  };
  let unresolvedAllowedHost: string | null = null;
  let entries = 0;
  let details = 0;

  /** Takes the room for what is new, all of it or nothing. */
  function hasRoom(...isNew: readonly boolean[]): boolean {
    const count = isNew.filter(Boolean).length;
    if (entries + count > mostEntries) {
      flags.truncated = true;
      return false;
    }
    entries += count;
    return true;
  }

  function addCall(event: Call): void {
    // In block mode a refused name is answered with the sinkhole: the call was stopped there.
    if (event.address === sinkholeAddress) {
      if (event.host !== null) addRefusal(refusedHosts, event.host, event);
      else if (event.masked !== null) addRefusal(maskedRefused, event.masked, event);
      return;
    }
    const target = event.host !== null ? hosts : event.masked !== null ? masked : addresses;
    const name = event.host ?? event.masked ?? event.address;
    const known = called.get(event.address);
    const isNewEndpoint = target.get(name)?.has(event.port) !== true;
    const isNewPort = known?.ports.has(event.port) !== true;
    const isNewHost = event.host !== null && known?.hosts.has(event.host) !== true;
    if (!hasRoom(isNewEndpoint, isNewPort, isNewHost)) return;
    const at = getOrSet(called, event.address, () => ({ ports: new Map(), hosts: new Set<string>() }));
    if (event.host !== null) at.hosts.add(event.host);
    const hasDetails = details < mostDetails;
    details += countCall(at.ports, event, hasDetails);
    const ports = getOrSet(target, name, () => new Map<number, GrowingCalls>());
    details += countCall(ports, event, hasDetails);
  }

  function addRefusal(
    refusals: Map<string, GrowingRefusal>,
    name: string,
    event: Pick<Call, "at"> & Partial<Pick<Call, "port" | "process">> & { readonly isBlocklisted?: boolean },
  ): void {
    if (!hasRoom(!refusals.has(name))) return;
    const refusal = getOrSet(refusals, name, startRefusal);
    if (event.isBlocklisted === true) refusal.isBlocklisted = true;
    if (details < mostDetails) details += countRefusal(refusal, event);
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
        addRefusal(refusedHosts, event.host, event);
        return;
      case "masked-refused":
        addRefusal(maskedRefused, event.name, event);
        return;
      case "address-dropped":
        if (event.address !== sinkholeAddress) addRefusal(droppedAddresses, event.address, event);
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
      case "unreadable":
        flags.hasUnreadableLines = true;
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
      masked,
      maskedRefused,
      called,
      resolutions,
      refusedHosts,
      droppedAddresses,
      ...flags,
      truncated: flags.truncated || exceedsShared({ called, resolutions }),
      unresolvedAllowedHost,
    }),
  };
}

function getOrSet<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
