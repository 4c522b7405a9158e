import { type AgentList, askAgentList } from "../../endpoint/agent-list.ts";
import { compareEndpoints, type Endpoint } from "../../endpoint/endpoint.ts";
import { defaultPort } from "../../endpoint/entry.ts";
import { createIsImplicit } from "../../endpoint/implicit-endpoints.ts";
import type { Enforcement } from "../enforcement.ts";
import { readLoggedVersion } from "../logged-version.ts";
import type {
  MaskedCall,
  Observation,
  ObservedAddress,
  ObservedEndpoint,
  RefusalFacts,
  Refused,
} from "../observation.ts";
import { type StepWindow, stepsOf } from "../step-window.ts";
import type { AgentRecord } from "./agent-record.ts";
import type { JobLog } from "./job-log.ts";
import { judgeEnforcement } from "./judge-enforcement.ts";
import { observeTime } from "./observe-time.ts";
import { readListInForce, readRecordInForce } from "./record-in-force.ts";
import type { AgentRefusal } from "./refusals.ts";
import { findShared } from "./shared-endpoints.ts";

/** Turns what was read from a log into an observation. `steps` are the job's, as GitHub's API lists them. */
export function observe(log: JobLog, steps: readonly StepWindow[] = []): Observation {
  const { header, preStep, verdict, lookalikes, claims } = log;
  const configuration = preStep?.configuration ?? null;
  const version = readLoggedVersion(header.actions);
  const list = readListInForce(log);
  const record = readRecordInForce(log);
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
      record === null
        ? []
        : observeEndpoints(
            record,
            createIsImplicit(version, configuration?.disableTelemetry ?? false),
            steps,
          ),
    addresses: record === null ? [] : observeAddresses(record),
    resolvedOnly: record === null ? [] : findResolvedOnly(record),
    refused: listRefused(record ?? (verdict.status === "not-recorded" ? verdict.known : null), list, steps),
    ...(record !== null && hasMasked(record) && { masked: listMasked(record, steps) }),
    lookalikes,
    ...(claims !== null && { claims }),
  };
}

function hasMasked({ masked, maskedRefused }: AgentRecord): boolean {
  return masked.size + maskedRefused.size > 0;
}

function listMasked({ masked, maskedRefused }: AgentRecord, steps: readonly StepWindow[]): MaskedCall[] {
  const describe = ({ processes, times }: Pick<AgentRefusal, "processes" | "times">) => ({
    processes: [...processes].sort(),
    steps: stepsOf(times, steps),
  });
  const called = [...masked].flatMap(([name, ports]) =>
    [...ports].map(([port, calls]) => ({ name, port, ...describe(calls), isRefused: false })),
  );
  const refused = [...maskedRefused].flatMap(([name, refusal]) =>
    (refusal.ports.size === 0 ? [defaultPort] : [...refusal.ports]).map((port) => ({
      name,
      port,
      ...describe(refusal),
      isRefused: true,
    })),
  );
  return [...called, ...refused].sort((a, b) =>
    compareEndpoints({ ...a, host: a.name }, { ...b, host: b.name }),
  );
}

function observeEndpoints(
  record: AgentRecord,
  isImplicit: (endpoint: Endpoint) => boolean,
  steps: readonly StepWindow[],
): ObservedEndpoint[] {
  const called = [...record.hosts].flatMap(([host, ports]) =>
    [...ports].map(([port, calls]) => ({ host, port, via: "called" as const, calls, sharedWith: [] })),
  );
  return [...called, ...findShared(record)]
    .map(({ host, port, via, calls, sharedWith }) => ({
      host,
      port,
      implicit: isImplicit({ host, port }),
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

function listRefused(
  record: Pick<AgentRecord, "refusedHosts" | "droppedAddresses"> | null,
  list: AgentList | null,
  steps: readonly StepWindow[],
): Refused[] {
  if (record === null) return [];
  const describe = ({ ports, processes, times }: AgentRefusal): RefusalFacts => ({
    ports: [...ports].sort((a, b) => a - b),
    processes: [...processes].sort(),
    steps: stepsOf(times, steps),
  });
  const hosts = [...record.refusedHosts].sort(byName).map(([host, refusal]) => {
    const facts = describe(refusal);
    const ports = facts.ports.length === 0 ? [defaultPort] : facts.ports;
    const isListed = list !== null && ports.some((port) => askAgentList(list, { host, port }) !== "refused");
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
