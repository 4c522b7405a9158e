import { compareEndpoints, type Endpoint } from "../../endpoint/endpoint.ts";
import { createAllows, defaultPort, splitLikeAgent } from "../../endpoint/entry.ts";
import { type StepWindow, stepsOf } from "../step-window.ts";
import type { CalledWorkflow } from "./header.ts";
import { isImplicitEndpoint } from "./implicit-endpoints.ts";
import type { JobLog } from "./job-log.ts";
import { type Enforcement, judgeEnforcement } from "./judge-enforcement.ts";
import { observeTime } from "./observe-time.ts";
import type { AgentRecord } from "./record.ts";
import type { Refusal } from "./refusals.ts";
import { findShared } from "./shared-endpoints.ts";
import type { Verdict } from "./verdict.ts";

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

interface RefusalFacts {
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
  readonly status: Verdict["status"];
  readonly reason: Verdict["reason"];
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
  readonly lookalikes: number;
}

/** Turns what was read from a log into an observation. `steps` are the job's, as GitHub's API lists them. */
export function observe(log: JobLog, steps: readonly StepWindow[] = []): Observation {
  const { header, preStep, verdict, lookalikes } = log;
  const configuration = preStep?.configuration ?? null;
  const record = verdict.record;
  const enforcement = judgeEnforcement(log);
  return {
    status: verdict.status,
    reason: verdict.reason,
    repository: configuration?.repository ?? null,
    runId: configuration?.runId ?? null,
    jobName: header.jobName,
    workflow: header.workflow,
    image: header.image,
    at: observeTime(log),
    policy: configuration?.policy ?? null,
    enforced: readEnforced(enforcement),
    enforcement,
    actions: header.actions,
    endpoints:
      record === null ? [] : observeEndpoints(record, configuration?.disableTelemetry ?? false, steps),
    addresses: record === null ? [] : observeAddresses(record),
    resolvedOnly: record === null ? [] : findResolvedOnly(record),
    refused: record === null ? [] : listRefused(record, configuration?.allowedEndpoints ?? null, steps),
    lookalikes,
  };
}

function observeEndpoints(
  record: AgentRecord,
  disableTelemetry: boolean,
  steps: readonly StepWindow[],
): ObservedEndpoint[] {
  const called = [...record.hosts].flatMap(([host, ports]) =>
    [...ports].map(([port, calls]) => ({ host, port, via: "called" as const, calls, sharedWith: [] })),
  );
  return [...called, ...findShared(record)]
    .map(({ host, port, via, calls, sharedWith }) => ({
      host,
      port,
      implicit: isImplicitEndpoint({ host, port }, disableTelemetry),
      via,
      alwaysReachable: calls.alwaysReachable,
      processes: [...calls.processes].sort(),
      firstSeen: calls.firstSeen,
      lastSeen: calls.lastSeen,
      sharedWith,
      steps: stepsOf(calls.times, steps),
    }))
    .sort(compareEndpoints);
}

function observeAddresses(record: AgentRecord): ObservedAddress[] {
  return [...record.addresses]
    .flatMap(([ip, ports]) =>
      [...ports].map(([port, calls]) => ({ ip, port, processes: [...calls.processes].sort() })),
    )
    .sort((a, b) => compareEndpoints({ host: a.ip, port: a.port }, { host: b.ip, port: b.port }));
}

function findResolvedOnly(record: AgentRecord): string[] {
  return [...record.resolutions]
    .filter(
      ([host, addresses]) =>
        !record.hosts.has(host) && ![...addresses].some((address) => record.called.has(address)),
    )
    .map(([host]) => host)
    .sort();
}

function listRefused(record: AgentRecord, list: string | null, steps: readonly StepWindow[]): Refused[] {
  const allows = createAllows(splitLikeAgent(list ?? ""));
  const describe = ({ ports, processes, times }: Refusal): RefusalFacts => ({
    ports: [...ports].sort((a, b) => a - b),
    processes: [...processes].sort(),
    steps: stepsOf(times, steps),
  });
  const hosts = [...record.refusedHosts].sort(byName).map(([host, refusal]) => {
    const facts = describe(refusal);
    const ports = facts.ports.length === 0 ? [defaultPort] : facts.ports;
    const isListed = ports.some((port) => allows({ host, port }));
    return { host, ...facts, isListed, isBlocklisted: refusal.isBlocklisted };
  });
  const addresses = [...record.droppedAddresses]
    .sort(byName)
    .map(([ip, refusal]) => ({ ip, ...describe(refusal) }));
  return [...hosts, ...addresses];
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function readEnforced(enforcement: Enforcement): boolean | null {
  switch (enforcement.state) {
    case "unknown":
      return null;
    case "enforced":
      return true;
    case "audit":
    case "not-enforced":
      return false;
  }
}
