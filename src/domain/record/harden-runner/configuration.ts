/** What the action printed in its pre step as `[!] Current Configuration:`. Missing or masked fields are null. */
export interface Configuration {
  readonly repository: string | null;
  readonly runId: number | null;
  readonly correlationId: string | null;
  readonly policy: "audit" | "block" | null;
  /** The list as the action hands it to the agent; null where it is missing or longer than any real one. */
  readonly allowedEndpoints: string | null;
  readonly disableTelemetry: boolean;
  readonly isPrivate: boolean;
  readonly isGithubHosted: boolean | null;
}

/** Reads the JSON line that follows `[!] Current Configuration:`; null if it is no such object. */
export function readConfiguration(line: string): Configuration | null {
  if (!line.startsWith('{"repo":')) return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    // Cut or masked in a way that is no JSON any more: as good as absent.
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  const fields = value as Readonly<Record<string, unknown>>;
  return {
    repository: parseRepository(fields.repo),
    runId: parseRunId(fields.run_id),
    correlationId: parseCorrelationId(fields.correlation_id),
    policy: parsePolicy(fields.egress_policy),
    allowedEndpoints: parseList(fields.allowed_endpoints),
    disableTelemetry: fields.disable_telemetry === true,
    isPrivate: fields.private === true,
    isGithubHosted: typeof fields.is_github_hosted === "boolean" ? fields.is_github_hosted : null,
  };
}

/** What the agent dumped of its own configuration, `&{Repo:… CorrelationId:… RunId:… EgressPolicy:… …}`. */
export interface AgentConfiguration {
  readonly repository: string | null;
  readonly runId: number | null;
  readonly correlationId: string | null;
  readonly policy: "audit" | "block" | null;
}

/** Reads the agent's dump; null if the line is none. The endpoints in it are configuration, not traffic. */
export function readAgentConfiguration(line: string): AgentConfiguration | null {
  const text = line.trimStart();
  if (!text.startsWith("&{Repo:")) return null;
  const field = (name: string): string | undefined => {
    const start = text.indexOf(` ${name}:`);
    return start < 0 ? undefined : /^\S*/.exec(text.slice(start + name.length + 2, start + 200))?.[0];
  };
  return {
    repository: parseRepository(/^&\{Repo:(\S*)/.exec(text.slice(0, 200))?.[1]),
    runId: parseRunId(field("RunId")),
    correlationId: parseCorrelationId(field("CorrelationId")),
    policy: parsePolicy(field("EgressPolicy")?.replace(/\}$/, "")),
  };
}

/**
 * Whether the agent's ids are those of the pre step, which are the correlation ids that its agent may write. What neither side could
 * read does not decide; the correlation id must.
 */
export function idsAgree(
  configuration: Configuration,
  correlationIds: readonly string[],
  correlationId: string | null,
  dump: AgentConfiguration | null,
): boolean {
  if (correlationId === null || !correlationIds.includes(correlationId)) return false;
  if (dump === null) return true;
  return (
    same(dump.correlationId, correlationId) &&
    same(dump.runId, configuration.runId) &&
    same(dump.repository?.toLowerCase() ?? null, configuration.repository?.toLowerCase() ?? null)
  );
}

function same(a: string | number | null, b: string | number | null): boolean {
  return a === null || b === null || a === b;
}

/** `owner/name` with the characters GitHub allows (`_` in the owners of managed users: `name_company`); null otherwise. */
export function parseRepository(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z0-9_-]{1,100}\/[A-Za-z0-9._-]{1,100}$/.test(value)
    ? value
    : null;
}

function parseRunId(value: unknown): number | null {
  if (typeof value !== "string" || !/^\d{1,15}$/.test(value)) return null;
  return Number(value);
}

export function parseCorrelationId(value: unknown): string | null {
  return typeof value === "string" && /^[A-Za-z0-9._-]{1,100}$/.test(value) ? value : null;
}

const longestList = 65_536;

function parseList(value: unknown): string | null {
  return typeof value === "string" && value.length <= longestList ? value : null;
}

function parsePolicy(value: unknown): "audit" | "block" | null {
  return value === "audit" || value === "block" ? value : null;
}
