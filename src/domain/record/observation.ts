import type { Endpoint } from "../endpoint/endpoint.ts";
import type { Enforcement } from "./enforcement.ts";
import type { IncompleteReason, NotRecordedReason } from "./reasons.ts";

/** An endpoint of one job's run. Times are ISO 8601 UTC, to the second. */
export interface ObservedEndpoint extends Endpoint {
  /** The agent allows it without a list. */
  readonly implicit: boolean;
  /**
   * `called`: the agent named it in a call. `resolved-shared-address`: its name resolved to an address that was called
   * with this port under another name, or none; the agent logs one name per process and address, so it may have been called.
   */
  readonly via: "called" | "resolved-shared-address";
  /** Every address under which it was called is private, loopback or the platform's: no list needs to name it. */
  readonly alwaysReachable: boolean;
  readonly processes: readonly string[];
  readonly firstSeen: string;
  readonly lastSeen: string;
  /** The names under which the shared address was called; empty for `called`. */
  readonly sharedWith: readonly string[];
  /** The names of the job's steps in whose time it was called; empty where the log alone is at hand. */
  readonly steps: readonly string[];
}

/** A call to an address for which the agent knew no usable name. */
export interface ObservedAddress {
  readonly ip: string;
  readonly port: number;
  readonly processes: readonly string[];
}

/** A call under a name in which GitHub has masked a secret. */
export interface MaskedCall {
  /** What is left of it: `api.***.org`. */
  readonly name: string;
  readonly port: number;
  readonly processes: readonly string[];
  readonly steps: readonly string[];
  readonly isRefused: boolean;
}

export interface RefusalFacts {
  /** The ports that were tried, as far as the agent named them. */
  readonly ports: readonly number[];
  readonly processes: readonly string[];
  /** The names of the job's steps in whose time it was refused; empty where the log alone is at hand. */
  readonly steps: readonly string[];
}

/** A name or an address that block mode refused. */
export type Refused = RefusalFacts &
  (
    | {
        readonly host: string;
        /** The list of this very run names it, so no list can help. */
        readonly isListed: boolean;
        /** StepSecurity's global block list names it. */
        readonly isBlocklisted: boolean;
      }
    | { readonly ip: string }
  );

/** What one job log says about the job's egress. Sorted, so that equal logs give equal observations. */
export interface Observation {
  /** Only what is `recorded` is evidence of everything the job called. */
  readonly status: "recorded" | "incomplete" | "not-recorded";
  /** Null where it is recorded. */
  readonly reason: IncompleteReason | NotRecordedReason | "agent-timed-out" | "no-agent-log" | null;
  readonly repository: string | null;
  readonly runId: number | null;
  readonly jobName: string | null;
  readonly workflow: CalledWorkflow | null;
  readonly image: string | null;
  /** When the pre step ran; where the log cannot be believed in that, when the agent began. */
  readonly at: string | null;
  /** The policy that the step's configuration asked for. */
  readonly policy: "audit" | "block" | null;
  /** Whether traffic was held to the list: false in audit mode and where the agent gave up, null where the log can't tell. */
  readonly enforced: boolean | null;
  readonly enforcement: Enforcement;
  /** The actions that the runner fetched, `owner/name@ref sha`. */
  readonly actions: readonly string[];
  readonly endpoints: readonly ObservedEndpoint[];
  readonly addresses: readonly ObservedAddress[];
  /** Names that resolved, but to addresses nobody called. */
  readonly resolvedOnly: readonly string[];
  readonly refused: readonly Refused[];
  /** Absent for none. */
  readonly masked?: readonly MaskedCall[];
  readonly lookalikes: number;
  /** Where several records could each be the real one, what they say; absent otherwise. */
  readonly claims?: Claims;
}

/** What records name that contradict each other, at most 50 endpoints, and how many more. Seen, and not believed. */
export interface Claims {
  readonly endpoints: readonly string[];
  readonly more: number;
}

/** The reusable workflow that a job's steps come from, as the runner names it. */
export interface CalledWorkflow {
  readonly repository: string;
  readonly path: string;
  readonly ref: string;
  readonly sha: string;
}
