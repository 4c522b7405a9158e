import { formatEndpoint } from "../../../domain/endpoint/endpoint.ts";
import type { Observation, ObservedEndpoint } from "../../../domain/record/observation.ts";
import { parseArguments } from "../shared/arguments.ts";
import { formatTable, paint, plain } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { readLog } from "./read-log.ts";

const help = `usage: egress observe LOG… [--json]

Shows what Harden-Runner recorded in downloaded job logs, one table per log.

  --json      one JSON object per log and line
  -h, --help  this text
`;

/** `egress observe`: exit code 0 if every file could be read, whatever it holds. */
export function runObserve(args: readonly string[]): number {
  const { flags, positionals } = parseArguments("observe", args, { json: { type: "boolean" } });
  if (flags.has("help")) {
    process.stdout.write(help);
    return 0;
  }
  if (positionals.length === 0)
    throw new UsageError("observe: name at least one job log; see egress observe --help");
  for (const { value: source } of positionals) {
    const observation = readLog(source);
    const text = flags.has("json")
      ? `${JSON.stringify(toJson(source, observation))}\n`
      : describe(source, observation);
    process.stdout.write(text);
    // Nobody reads on, so nothing more is worth reading.
    if (process.stdout.errored !== null) break;
  }
  return 0;
}

/** The shape that other tools rely on; `workflow.path` names the repository too where it is not the run's own. */
function toJson(source: string, observation: Observation) {
  const { status, reason, repository, runId, jobName, workflow, policy, enforced, lookalikes } = observation;
  return {
    source,
    status,
    reason,
    repository,
    runId,
    jobName,
    workflow:
      workflow === null ? null : { path: pathOf(workflow, repository), ref: workflow.ref, sha: workflow.sha },
    policy,
    enforced,
    endpoints: observation.endpoints.map(toJsonEndpoint),
    addresses: observation.addresses,
    resolvedOnly: observation.resolvedOnly,
    refused: observation.refused.map((one) => ("host" in one ? { host: one.host } : { ip: one.ip })),
    ...(observation.masked !== undefined && {
      masked: observation.masked.map(({ name, port }) => ({ name, port })),
    }),
    lookalikes,
  };
}

function toJsonEndpoint(endpoint: ObservedEndpoint) {
  const { host, port, implicit, via, processes, firstSeen, lastSeen } = endpoint;
  return { host, port, implicit, via, processes, firstSeen, lastSeen };
}

function pathOf(workflow: NonNullable<Observation["workflow"]>, repository: string | null): string {
  const isOwn = workflow.repository.toLowerCase() === repository?.toLowerCase();
  return isOwn ? workflow.path : `${workflow.repository}/${workflow.path}`;
}

function describe(source: string, observation: Observation): string {
  const { status, reason, repository, runId, jobName, workflow, image, policy, enforced } = observation;
  const statusStyle = status === "recorded" ? "green" : "yellow";
  const facts = [
    ["job", jobName === null ? "unknown" : plain(jobName)],
    ["run", repository === null ? "unknown" : `${repository} ${runId ?? ""}`],
    ["workflow", workflow === null ? null : `${pathOf(workflow, repository)}@${plain(workflow.ref)}`],
    ["runner", image],
    ["record", paint(statusStyle, reason === null ? status : `${status} (${reason})`)],
    ["policy", policy === null ? null : `${policy}${describeEnforcement(policy, enforced)}`],
    ["lookalikes", observation.lookalikes === 0 ? null : `${observation.lookalikes} ignored`],
  ] as const;
  const lines = facts.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(10)} ${value}\n`]));
  return [paint("bold", plain(source)), "\n", ...lines, ...describeTraffic(observation), "\n"].join("");
}

function describeEnforcement(policy: "audit" | "block", enforced: boolean | null): string {
  if (policy === "audit") return "";
  if (enforced === null) return ", enforcement unknown";
  return enforced ? ", enforced" : paint("red", ", NOT enforced");
}

function describeTraffic({
  endpoints,
  addresses,
  resolvedOnly,
  refused,
  masked = [],
}: Observation): string[] {
  const parts: string[] = [];
  if (endpoints.length > 0) {
    const rows = endpoints.map((endpoint) => [
      formatEndpoint(endpoint),
      endpoint.via === "called" ? "called" : "shared address",
      endpoint.implicit ? "yes" : "",
      endpoint.firstSeen.slice(11, 19),
      endpoint.lastSeen.slice(11, 19),
      endpoint.processes.join(", "),
    ]);
    parts.push("\n", formatTable(["endpoint", "via", "implicit", "first", "last", "processes"], rows));
  }
  if (addresses.length > 0) {
    const rows = addresses.map(({ ip, port, processes }) => [`${ip}:${port}`, processes.join(", ")]);
    parts.push("\n", formatTable(["address without name", "processes"], rows));
  }
  if (masked.length > 0) {
    const rows = masked.map(({ name, port, processes }) => [`${name}:${port}`, processes.join(", ")]);
    parts.push("\n", formatTable(["name masked by GitHub", "processes"], rows));
  }
  if (refused.length > 0) {
    parts.push(
      "\n",
      formatTable(
        ["refused"],
        refused.map((one) => ["host" in one ? one.host : one.ip]),
      ),
    );
  }
  if (resolvedOnly.length > 0)
    parts.push(
      "\n",
      formatTable(
        ["resolved, not called"],
        resolvedOnly.map((host) => [host]),
      ),
    );
  return parts;
}
