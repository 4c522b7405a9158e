import { describeCause } from "../../../domain/assessment/describe-enforcement.ts";
import { formatEndpoint } from "../../../domain/endpoint/endpoint.ts";
import { readLoggedVersion } from "../../../domain/record/logged-version.ts";
import type { Observation, ObservedEndpoint } from "../../../domain/record/observation.ts";
import { explainReason } from "../../../domain/text/sentences/lessons.ts";
import { readLogs } from "../logs/read-logs.ts";
import { createTally } from "../logs/tally.ts";
import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { formatTable } from "../shared/table.ts";
import { paint, plain, toJsonText } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";

const help = `usage: egress observe LOG… [--json]

Shows what Harden-Runner recorded in job logs, one table per log.

A LOG is what GitHub or gh gives, in any form: a job's log, the output of gh run view --log, the zip of a run, one of
these packed by gzip, a folder of them, or - for standard input.

  gh run view RUN_ID --log | egress observe -
  gh api repos/OWNER/REPO/actions/runs/RUN_ID/logs > run.zip && egress observe run.zip

  --json         one JSON object per log and line
  -h, --help     this text
  -v, --version  the version

exit code: 0 done, 1 a file cannot be read or is no job log, or no log has a record of Harden-Runner
`;

/** `egress observe`. */
export async function runObserve(args: readonly string[]): Promise<number> {
  const { flags, positionals } = parseArguments("observe", args, { json: { type: "boolean" } });
  if (answerCommon(flags, help)) return 0;
  if (positionals.length === 0)
    throw new UsageError(
      "observe: name a job log, a folder or a zip of logs, or - for standard input; see egress observe --help",
    );
  const tally = createTally();
  for await (const found of readLogs(positionals.map(({ value }) => value))) {
    tally.add(found);
    if (found.kind === "other") continue;
    const { source, observation } = found;
    process.stdout.write(
      flags.has("json") ? `${toJsonText(toJson(source, observation))}\n` : describe(source, observation),
    );
    // Nobody reads on, so nothing more is worth reading.
    if (process.stdout.errored !== null) return 0;
  }
  for (const line of tally.lines()) process.stderr.write(`egress: ${line}\n`);
  return tally.hasRecord() ? 0 : 1;
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

const statusWords = { recorded: "complete", incomplete: "incomplete", "not-recorded": "none" } as const;

function describe(source: string, observation: Observation): string {
  const { status, reason, repository, runId, jobName, workflow, image, policy, enforced } = observation;
  const statusStyle = status === "recorded" ? "green" : "yellow";
  const facts = [
    ["job", jobName === null ? "unknown" : plain(jobName)],
    ["run", repository === null ? "unknown" : `${repository} ${runId ?? ""}`],
    ["workflow", workflow === null ? null : plain(`${pathOf(workflow, repository)}@${workflow.ref}`)],
    ["runner", image],
    [
      "record",
      paint(statusStyle, reason === null ? "complete" : `${statusWords[status]}: ${explainReason(reason)}`),
    ],
    ["policy", policy === null ? null : `${policy}${describeEnforcement(policy, enforced)}`],
    ["why", describeWhy(observation)],
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

/** Why a job that was to block was not held to its list; null where it was, or was not to be. */
function describeWhy({ enforcement, actions }: Observation): string | null {
  if (enforcement.state !== "not-enforced") return null;
  const logged = readLoggedVersion(actions);
  const version = logged.kind === "exact" ? logged.version : null;
  const { message, lift } = describeCause({ ...enforcement, version });
  return plain(lift === undefined ? message : `${message}; next: ${lift}`);
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
    parts.push(
      "\n",
      formatTable(["endpoint", "via", "always allowed", "first", "last", "processes"], rows, {
        drop: ["last", "first", "always allowed", "via", "processes"],
      }),
    );
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
        refused.flatMap((one) => {
          const name = "host" in one ? one.host : one.ip;
          return one.ports.length === 0 ? [[name]] : one.ports.map((port) => [`${name}:${port}`]);
        }),
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
