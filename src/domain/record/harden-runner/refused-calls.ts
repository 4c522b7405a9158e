import { type AgentList, askAgentList } from "../../endpoint/agent-list.ts";
import type { AgentRecord } from "./agent-record.ts";
import type { Calls } from "./calls.ts";
import type { AgentRefusal } from "./refusals.ts";

/**
 * Takes the calls out of a record that the firewall refused, and gives them as refusals of their names. The agent logs a call before the
 * firewall decides: what was refused has the line of a call, with name, address and port, and `ip address dropped`, with the address alone.
 * `list` is what the run was held to; null where that is not known, and then only the one port at which an address was called at all
 * can be said to be refused.
 */
export function separateRefusedCalls(record: AgentRecord, list: AgentList | null): AgentRecord {
  const { droppedAddresses, called } = record;
  if (droppedAddresses.size === 0) return record;
  const hosts = new Map<string, Map<number, Calls>>();
  const refusedHosts = new Map(record.refusedHosts);
  const explained = new Set<string>();
  for (const [host, ports] of record.hosts)
    for (const [port, calls] of ports) {
      const dropped = [...calls.addresses].filter((address) => droppedAddresses.has(address));
      if (dropped.length > 0 && isRefused(host, port, dropped)) {
        refusedHosts.set(host, join(refusedHosts.get(host), port, calls));
        for (const address of dropped) explained.add(`${address} ${port}`);
      } else hosts.set(host, (hosts.get(host) ?? new Map<number, Calls>()).set(port, calls));
    }
  return {
    ...record,
    hosts,
    refusedHosts,
    called: new Map([...called].flatMap((entry) => withoutPorts(entry, explained))),
    droppedAddresses: new Map([...droppedAddresses].filter(([address]) => !isExplained(address))),
  };

  function isRefused(host: string, port: number, dropped: readonly string[]): boolean {
    if (list !== null) return askAgentList(list, { host, port }) !== "allowed";
    return dropped.every((address) => called.get(address)?.ports.size === 1);
  }

  /** Whether a refused call is the reason for which an address was dropped. */
  function isExplained(address: string): boolean {
    const ports = called.get(address)?.ports ?? new Map();
    return [...ports.keys()].some((port) => explained.has(`${address} ${port}`));
  }
}

type CalledAddress =
  AgentRecord["called"] extends ReadonlyMap<infer Address, infer At> ? readonly [Address, At] : never;

/** A called address without the ports at which it was refused; none where no port is left. */
function withoutPorts([address, at]: CalledAddress, refused: ReadonlySet<string>): CalledAddress[] {
  const ports = new Map([...at.ports].filter(([port]) => !refused.has(`${address} ${port}`)));
  return ports.size === 0 ? [] : [[address, { ...at, ports }]];
}

function join(known: AgentRefusal | undefined, port: number, { processes, times }: Calls): AgentRefusal {
  return {
    ports: new Set([...(known?.ports ?? []), port]),
    processes: new Set([...(known?.processes ?? []), ...processes]),
    times: new Set([...(known?.times ?? []), ...times]),
    isBlocklisted: known?.isBlocklisted ?? false,
  };
}
