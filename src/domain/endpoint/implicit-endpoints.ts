import { askAgentList, readAgentList } from "./agent-list.ts";
import type { Endpoint } from "./endpoint.ts";

// What the agent allows by itself (agent v0.16, `addImplicitEndpoints`), so no list needs to name it.
const always: readonly string[] = [
  "*.actions.githubusercontent.com:443",
  "codeload.github.com:443",
  "actions-results-receiver-production.githubapp.com:443",
  "productionresultssa*.blob.core.windows.net:443",
];
const withTelemetry: readonly string[] = [
  ...always,
  "agent.api.stepsecurity.io:443",
  "prod.app-api.stepsecurity.io:443",
];

/** What the agent adds behind a list by itself, as entries of a list. */
export function listImplicitEndpoints(disableTelemetry: boolean): readonly string[] {
  return disableTelemetry ? always : withTelemetry;
}

const lists = { always: readAgentList([], always), withTelemetry: readAgentList([], withTelemetry) };

/**
 * Whether the agent allows this endpoint without a list.
 * `disableTelemetry` is the guard step's input: with it the two StepSecurity hosts are not implicit.
 */
export function isImplicitEndpoint(endpoint: Endpoint, disableTelemetry: boolean): boolean {
  return askAgentList(disableTelemetry ? lists.always : lists.withTelemetry, endpoint) === "allowed";
}
