import { formatEndpoint, parseHostName } from "../../endpoint/endpoint.ts";
import { defaultPort } from "../../endpoint/entry.ts";
import type { Claims } from "../observation.ts";
import type { AgentRecord } from "./agent-record.ts";

const mostEndpoints = 50;

/**
 * What records name that contradict each other, each once: the first of each in turn, so that a long one does not hide what a short one
 * says.
 */
export function listClaims(records: readonly AgentRecord[]): Claims {
  const lists = records.map(listNamed);
  const endpoints = new Set<string>();
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  for (let place = 0; place < longest; place += 1)
    for (const list of lists) {
      const endpoint = list[place];
      if (endpoint !== undefined) endpoints.add(endpoint);
    }
  const shown = [...endpoints].slice(0, mostEndpoints);
  return { endpoints: shown, more: endpoints.size - shown.length };
}

/** The endpoints that a record says were called or refused. */
function listNamed({ hosts, addresses, refusedHosts, droppedAddresses }: AgentRecord): readonly string[] {
  const named = [...hosts].flatMap(([host, ports]) => withPorts(host, ports.keys()));
  const refused = [...refusedHosts].flatMap(([host, { ports }]) =>
    withPorts(host, ports.size === 0 ? [defaultPort] : ports),
  );
  const bare = [...addresses].flatMap(([ip, ports]) => [...ports.keys()].map((port) => `${ip}:${port}`));
  return [...named, ...refused, ...bare, ...droppedAddresses.keys()];
}

function withPorts(name: string, ports: Iterable<number>): readonly string[] {
  const host = parseHostName(name);
  return host === null ? [] : [...ports].map((port) => formatEndpoint({ host, port }));
}
