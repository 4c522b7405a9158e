import type { AgentRecord } from "./agent-record.ts";

/**
 * The addresses that a record shows for some names and a port, sorted: those called under such a name, and where there is none,
 * those called otherwise to which such a name had resolved. `port` is null for any.
 */
export function addressesOf(
  { called, resolutions }: Pick<AgentRecord, "called" | "resolutions">,
  isName: (host: string) => boolean,
  port: number | null,
): readonly string[] {
  const named: string[] = [];
  const resolved: string[] = [];
  for (const [address, { ports, hosts }] of called) {
    if (port !== null && !ports.has(port)) continue;
    if ([...hosts].some(isName)) named.push(address);
  }
  for (const [host, addresses] of resolutions) {
    if (!isName(host)) continue;
    for (const address of addresses) {
      const at = called.get(address);
      if (at !== undefined && (port === null || at.ports.has(port))) resolved.push(address);
    }
  }
  return [...new Set(named.length > 0 ? named : resolved)].sort();
}
