import type { AgentList } from "../../endpoint/agent-list.ts";
import { isAddressLike } from "../../endpoint/entry.ts";
import type { FatalEntry } from "../../endpoint/fatal-entry.ts";
import { beginOf } from "../../harden-runner/version-table.ts";

/** Why the agent blocks nothing with an entry, and what to do. */
export function sayDead(entry: string, fatal: FatalEntry): string {
  return `${JSON.stringify(entry)} ${sayWhy(entry, fatal)}: with this entry the agent blocks nothing at all; take it out`;
}

function sayWhy(entry: string, fatal: FatalEntry): string {
  switch (fatal) {
    case "control-character":
      return "has a control character, on which the agent crashes";
    case "internal-name":
      return "ends in .internal, which the agent refuses to resolve";
    case "port-out-of-range":
      return "has a port that the firewall does not take";
    case "never-resolves":
      return sayUnresolvable(entry);
  }
}

function sayUnresolvable(entry: string): string {
  if (isAddressLike(entry))
    return `is an address, which the agent of the community tier looks up as a name (the enterprise tier takes addresses since ${beginOf("addresses-listed")})`;
  if (/^[a-z]+:\/\//i.test(entry))
    return "is a URL, of which the agent takes the scheme for a name; write host:port";
  const host = entry.split(":")[0] ?? "";
  if (host !== "" && !host.replace(/\.$/, "").includes(".")) {
    return `has no dot, so no public resolver knows it (the enterprise tier lets such names through by itself since ${beginOf("single-label-implicit")})`;
  }
  return "can be no name in the DNS";
}

const mostShown = 3;

/** A list as the agent reads it, for people. */
export function sayHowRead({ exact, wildcards }: AgentList): string {
  const entries = [
    ...[...exact].flatMap(([name, ports]) => ports.map((port) => `${name.slice(0, -1)} on port ${port}`)),
    ...[...wildcards].map(([name, { port }]) => `${name.slice(0, -1)} on port ${port}`),
  ].map((text) => text.replace(/\s+/g, " "));
  const more = entries.length - mostShown;
  const shown = entries.slice(0, mostShown).join(", ");
  return `${shown}${more > 0 ? ` and ${more} more` : ""}${entries.length === 1 ? " and nothing else" : ""}`;
}
