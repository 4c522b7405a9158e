import type { Calls } from "./calls.ts";
import type { AgentRefusal } from "./refusals.ts";

/** Everything the agent's log says about egress, folded together while reading, so its size is bounded. */
export interface AgentRecord {
  /** Keyed by host, then port. */
  readonly hosts: ReadonlyMap<string, ReadonlyMap<number, Calls>>;
  /** Calls for which the agent knew no usable name, keyed by address, then port. */
  readonly addresses: ReadonlyMap<string, ReadonlyMap<number, Calls>>;
  /** Calls under names in which GitHub has masked a secret, keyed by what is left of the name, then port. */
  readonly masked: ReadonlyMap<string, ReadonlyMap<number, Calls>>;
  /** Such names that block mode refused. */
  readonly maskedRefused: ReadonlyMap<string, AgentRefusal>;
  /** Every address called, with a name or without: by which ports, and by which names. */
  readonly called: ReadonlyMap<
    string,
    { readonly ports: ReadonlyMap<number, Calls>; readonly hosts: ReadonlySet<string> }
  >;
  /** Host to the addresses it resolved to. */
  readonly resolutions: ReadonlyMap<string, ReadonlySet<string>>;
  /** Names that block mode refused. */
  readonly refusedHosts: ReadonlyMap<string, AgentRefusal>;
  /** Addresses that were called without a name and that block mode dropped. */
  readonly droppedAddresses: ReadonlyMap<string, AgentRefusal>;
  readonly blockRulesSet: boolean;
  readonly auditRulesSet: boolean;
  readonly reverted: boolean;
  /** The allowed host that made the agent revert, where it named one. */
  readonly unresolvedAllowedHost: string | null;
  /** A line that bears on egress could not be read: something may be missing. */
  readonly hasUnreadableLines: boolean;
  /** True when a limit was reached and later lines could not be kept: such a record is not complete. */
  readonly truncated: boolean;
}

/** The record of an agent that said nothing. */
export const emptyRecord: AgentRecord = {
  hosts: new Map(),
  addresses: new Map(),
  masked: new Map(),
  maskedRefused: new Map(),
  called: new Map(),
  resolutions: new Map(),
  refusedHosts: new Map(),
  droppedAddresses: new Map(),
  blockRulesSet: false,
  auditRulesSet: false,
  reverted: false,
  unresolvedAllowedHost: null,
  hasUnreadableLines: false,
  truncated: false,
};
