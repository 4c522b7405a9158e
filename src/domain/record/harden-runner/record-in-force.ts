import { type AgentList, readAgentList, splitAgentList } from "../../endpoint/agent-list.ts";
import { listImplicitOf } from "../../harden-runner/implicit.ts";
import { readLoggedVersion } from "../logged-version.ts";
import type { AgentRecord } from "./agent-record.ts";
import type { JobLog } from "./job-log.ts";
import { separateRefusedCalls } from "./refused-calls.ts";

/** The record of a job's log, where its list was in force with what it refused told apart from what was called; null where there is none. */
export function readRecordInForce(log: JobLog): AgentRecord | null {
  const { record } = log.verdict;
  return record?.blockRulesSet ? separateRefusedCalls(record, readListInForce(log)) : record;
}

/** The list that the run was held to, with what the agent of its version adds to it; null where the log does not say. */
export function readListInForce({ header, preStep }: JobLog): AgentList | null {
  const configuration = preStep?.configuration ?? null;
  if (configuration?.allowedEndpoints == null) return null;
  const { allowedEndpoints, disableTelemetry } = configuration;
  const version = readLoggedVersion(header.actions);
  return readAgentList(splitAgentList(allowedEndpoints), listImplicitOf(version, disableTelemetry));
}
