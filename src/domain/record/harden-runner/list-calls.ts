import { formatEndpoint } from "../../endpoint/endpoint.ts";
import { defaultPort } from "../../endpoint/entry.ts";
import { joinCalls, type MadeCall } from "../made-call.ts";
import { type StepWindow, stepsOf } from "../step-window.ts";
import { type AgentRecord, emptyRecord } from "./agent-record.ts";
import type { Calls } from "./calls.ts";
import type { JobLog } from "./job-log.ts";
import { readRecordInForce } from "./record-in-force.ts";
import type { AgentRefusal } from "./refusals.ts";
import { findShared } from "./shared-endpoints.ts";

type Seen = Pick<Calls, "processes" | "times">;

/**
 * What a job called or was refused, each endpoint once, in the order of the first calls; those of one second stay in the order of the log. `steps` are
 * the job's, as GitHub's API lists them.
 */
export function listCalls(log: JobLog, steps: readonly StepWindow[]): readonly MadeCall[] {
  const { verdict } = log;
  const record = readRecordInForce(log);
  const refused = record ?? (verdict.status === "not-recorded" ? verdict.known : null);
  const inOrder = [...steps].sort((a, b) => Date.parse(a.startedAt) - Date.parse(b.startedAt));
  const made = [...seenOf(record ?? emptyRecord), ...(refused === null ? [] : refusedOf(refused))].map(
    ([endpoint, { processes, times }]) => {
      const [first = "", ...others] = processes;
      const inTimeOf = new Set(stepsOf(times, steps));
      return {
        at: [...times].reduce((earliest, at) => (at < earliest ? at : earliest), "\uFFFF"),
        call: {
          endpoint,
          steps: [...new Set(inOrder.map(({ name }) => name).filter((name) => inTimeOf.has(name)))],
          processes: first === "" ? [] : [first, ...others.sort()],
        },
      };
    },
  );
  return joinCalls(made.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1)).map(({ call }) => call));
}

function seenOf(record: AgentRecord): readonly (readonly [string, Seen])[] {
  return [
    ...listPorts(record.hosts),
    ...findShared(record).map((shared) => [formatEndpoint(shared), withFirst(shared.calls)] as const),
    ...listPorts(record.addresses),
    ...listPorts(record.masked),
    ...listRefused(record.maskedRefused),
  ];
}

function refusedOf({
  refusedHosts,
  droppedAddresses,
}: Pick<AgentRecord, "refusedHosts" | "droppedAddresses">): readonly (readonly [string, Seen])[] {
  return [...listRefused(refusedHosts), ...droppedAddresses];
}

function listPorts(
  names: ReadonlyMap<string, ReadonlyMap<number, Calls>>,
): readonly (readonly [string, Seen])[] {
  return [...names].flatMap(([name, ports]) =>
    [...ports].map(([port, calls]) => [`${name}:${port}`, withFirst(calls)] as const),
  );
}

/** The agent names no port of most refusals. */
function listRefused(names: ReadonlyMap<string, AgentRefusal>): readonly (readonly [string, Seen])[] {
  return [...names].flatMap(([name, refusal]) =>
    (refusal.ports.size === 0 ? [defaultPort] : [...refusal.ports]).map(
      (port) => [`${name}:${port}`, refusal] as const,
    ),
  );
}

/** Of a record with very many calls the times of some are not kept, but for the first one. */
function withFirst({ processes, times, firstSeen }: Calls): Seen {
  return { processes, times: times.has(firstSeen) ? times : new Set([firstSeen, ...times]) };
}
