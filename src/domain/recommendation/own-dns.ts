import type { Baseline } from "../baseline/baseline.ts";
import { isAlwaysReachable } from "../endpoint/address.ts";

/** A DNS server that a job asks by itself. */
export interface OwnDns {
  /** `8.8.8.8:53` */
  readonly address: string;
  /** Empty where the agent did not name any, as in a container. */
  readonly processes: readonly string[];
}

// The runner's resolver, and the agent, which answers for it.
const ofRunner: ReadonlySet<string> = new Set(["systemd-resolve", "systemd-resolved", "agent"]);

/** The DNS servers that the processes of a job asked past the runner's resolver, sorted: block mode cuts these off, and no list helps. */
export function findOwnDns({ addresses }: Pick<Baseline, "addresses">): readonly OwnDns[] {
  return [...addresses].flatMap(([address, { processes }]) => {
    const isDns = address.endsWith(":53") && !isAlwaysReachable(address.slice(0, -":53".length));
    const own = [...processes].filter((process) => !ofRunner.has(process));
    return isDns && (own.length > 0 || processes.size === 0) ? [{ address, processes: own }] : [];
  });
}
