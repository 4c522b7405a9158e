/** Job logs in the format that GitHub serves and Harden-Runner writes, for tests, the demo and the benchmarks. */

/** One line of the agent's log: when, as seconds after the job's start, and the message. */
export interface AgentLine {
  readonly after: number;
  readonly message: string;
}

export interface JobLogOptions {
  readonly repository?: string;
  readonly runId?: number;
  readonly correlationId?: string;
  readonly runnerName?: string;
  /** The id by which the agent's record goes; null for the pre step's. */
  readonly recordId?: string | null;
  readonly jobName?: string;
  /** When the job began, ISO 8601 UTC. */
  readonly start?: string;
  readonly policy?: "audit" | "block";
  readonly allowedEndpoints?: string;
  readonly disableTelemetry?: boolean;
  readonly isPrivate?: boolean;
  /** The agent sets its audit rules, whatever the policy: as it does without the subscription that it asks for. */
  readonly onlyAudits?: boolean;
  /** What stands behind Harden-Runner's `@`, and the commit that the runner fetched for it. */
  readonly guard?: { readonly ref: string; readonly commit: string };
  /** The reusable workflow, as in `Uses: …`. */
  readonly uses?: string | null;
  /** The actions that the runner fetched beside Harden-Runner, `owner/name@ref sha`. */
  readonly actions?: readonly string[];
  /** Lines between the header's group of inputs and the job's name. */
  readonly inputs?: readonly string[];
  /** What the pre step prints before its configuration, such as of the Policy Store. */
  readonly policyStore?: readonly string[];
  /** What the pre step prints after its configuration. */
  readonly preStep?: readonly string[];
  /** What the job's own steps print, each with its own `##[group]Run`. */
  readonly steps?: readonly (readonly string[])[];
  readonly agent?: readonly AgentLine[];
  /** The line after `status:`; null for a record that ends before it. */
  readonly status?: string | null;
  readonly hasServiceLog?: boolean;
  /** Everything after `[harden-runner] post-step`, in place of the agent's log. */
  readonly postStep?: readonly string[] | null;
  /** Lines after the record. */
  readonly after?: readonly string[];
  /** When the guard's post step begins, ISO 8601 UTC; null: a millisecond after the line before it. */
  readonly postStepAt?: string | null;
}

/** v2.21.1, in which no defect is known. */
export const guardCommit = "e14015d583714f6e62063499dc959a02595150a1";

/** A guard step that is pinned by a commit. */
export function guardAt(commit: string): { readonly ref: string; readonly commit: string } {
  return { ref: commit, commit };
}

const defaults = {
  repository: "octo-org/octo-repo",
  runId: 7_001,
  correlationId: "0d721a0a-e820-4cee-8a57-5c8d85119234",
  runnerName: "GitHub Actions 1000319656",
  recordId: null,
  jobName: "build",
  start: "2026-07-26T12:08:47Z",
  policy: "audit",
  allowedEndpoints: "",
  disableTelemetry: false,
  isPrivate: false,
  onlyAudits: false,
  guard: { ref: guardCommit, commit: guardCommit },
  uses: null,
  actions: [],
  inputs: [],
  policyStore: [],
  preStep: [],
  steps: [["Hello"]],
  agent: [],
  status: "Initialized",
  hasServiceLog: true,
  postStep: null,
  after: ["Cleaning up orphan processes"],
  postStepAt: null,
} as const satisfies Required<JobLogOptions>;

/** The text of a whole job log; every option has a default that makes an ordinary recorded job. */
export function buildJobLog(options: JobLogOptions = {}): string {
  const { start, postStepAt, after } = { ...defaults, ...options };
  const lines = buildLines(options);
  if (postStepAt === null) return stampLines(lines, start);
  const postStep = lines.length - after.length - buildPostStep(options).length;
  return stampLines(lines.slice(0, postStep), start) + stampLines(lines.slice(postStep), postStepAt);
}

/** The same log without timestamps, line by line, for tests that take it apart. */
export function buildLines(options: JobLogOptions = {}): string[] {
  const job = { ...defaults, ...options };
  return [
    "Current runner version: '2.336.0'",
    "##[group]Operating System",
    "Ubuntu",
    "##[endgroup]",
    "##[group]Runner Image",
    "Image: ubuntu-24.04",
    "##[endgroup]",
    "Prepare all required actions",
    `Download action repository 'step-security/harden-runner@${job.guard.ref}' (SHA:${job.guard.commit})`,
    ...job.actions.map((action) => `Download action repository '${action.replace(" ", "' (SHA:")})`),
    ...(job.uses === null ? [] : [`Uses: ${job.uses}`, "##[group] Inputs", ...job.inputs, "##[endgroup]"]),
    `Complete job name: ${job.jobName}`,
    ...buildPreStep(options),
    ...guardGroup(job),
    "[harden-runner] main-step",
    ...job.steps.flatMap((lines) => [
      "##[group]Run a command",
      "shell: /usr/bin/bash -e {0}",
      "##[endgroup]",
      ...lines,
    ]),
    "Post job cleanup.",
    "[command]/usr/bin/git version",
    ...buildPostStep(options),
    ...job.after,
  ];
}

/** The guard's pre step with its configuration. */
export function buildPreStep(options: JobLogOptions = {}): string[] {
  const job = { ...defaults, ...options };
  const configuration = {
    repo: job.repository,
    run_id: String(job.runId),
    correlation_id: job.correlationId,
    working_directory: "/home/runner/work/octo-repo/octo-repo",
    api_url: "https://agent.api.stepsecurity.io/v1",
    allowed_endpoints: job.allowedEndpoints,
    egress_policy: job.policy,
    disable_telemetry: job.disableTelemetry,
    private: job.isPrivate,
    is_github_hosted: true,
    one_time_key: "",
  };
  return [
    ...guardGroup(job),
    "[harden-runner] pre-step",
    ...job.policyStore,
    "[!] Current Configuration: ",
    JSON.stringify(configuration),
    "",
    "\u001b[32mView security insights and recommended policy at:\u001b[0m",
    `https://app.stepsecurity.io/github/${job.repository}/actions/runs/${job.runId}`,
    `RUNNER_NAME: ${job.runnerName}`,
    `Step Security Job Correlation ID: ${job.correlationId}`,
    ...job.preStep,
    "Initialized",
  ];
}

/** The guard's post step with the agent's log, as the runner prints it: the pair that makes a record. */
export function buildPostStep(options: JobLogOptions = {}): string[] {
  const job = { ...defaults, ...options };
  const start = ["Post job cleanup.", "[harden-runner] post-step"];
  if (job.postStep !== null) return [...start, ...job.postStep];
  const recordId = job.recordId ?? job.correlationId;
  const at = (after: number): string => new Date(Date.parse(job.start) + after * 1000).toUTCString();
  const says = (message: string, after = 8): string => `${at(after)}:${message}`;
  return [
    ...start,
    "log:",
    says("[buildInfo] tag=v0.16.0 commit=69230545600e99d9c9b2d74ca0897d7100630d96 branch=HEAD "),
    "",
    says("read config "),
    ` &{Repo:${job.repository} CorrelationId:${recordId} RunId:${job.runId} WorkingDirectory:/home/runner/work APIURL:https://agent.api.stepsecurity.io/v1 OneTimeKey: Endpoints:map[configured.example.org.:[{domainName:configured.example.org. port:443}]] EgressPolicy:${job.policy} DisableTelemetry:false DisableSudo:false Private:${job.isPrivate}}`,
    "",
    says(`Step Security Job Correlation ID: ${recordId}`),
    "",
    says(
      "initialized global blocklist: &{ipAddresses:map[142.11.206.73:COMPROMISED] domains:map[blocklisted.example.org.:EXFIL]}",
    ),
    "",
    ...(job.policy === "block" && !job.onlyAudits
      ? [says("Allowed domains:map[]")]
      : [says("added audit rules", 11)]),
    says("done", 11),
    ...job.agent.map(({ after, message }) => says(message, after)),
    "",
    says("post_event called", 200),
    "",
    ...(job.status === null ? [] : ["status:", job.status]),
    ...(job.status === null || !job.hasServiceLog
      ? []
      : ["agent.service log:", "Jul 26 12:08:55 runnervm systemd[1]: Started agent.service - Agent.", ""]),
  ];
}

/** The agent's line for a call. */
export function called(
  host: string,
  address: string,
  extra: { port?: number; after?: number; process?: string } = {},
): AgentLine {
  const { port = 443, after = 20, process = "node" } = extra;
  const domain = host === "" ? "" : `${host}.`;
  return {
    after,
    message: `endpoint called ip address:port ${address}:${port}, domain: ${domain}, pid: 2762, process: ${process}`,
  };
}

/** The agent's line for a name that it looked up. */
export function resolved(host: string, address: string, after = 19): AgentLine {
  return { after, message: `domain resolved: ${host}., ip address: ${address}, TTL: 60` };
}

/** Lines with the runner's timestamps, a millisecond apart from the given moment on. */
export function stampLines(lines: readonly string[], start: string): string {
  const from = Date.parse(start);
  return lines
    .map((line, index) => `${new Date(from + index).toISOString().replace("Z", "4497Z")} ${line}\n`)
    .join("");
}

function guardGroup({ policy, guard }: Pick<Required<JobLogOptions>, "policy" | "guard">): string[] {
  return [
    `##[group]Run step-security/harden-runner@${guard.ref}`,
    "with:",
    `  egress-policy: ${policy}`,
    "  token: ***",
    "##[endgroup]",
  ];
}
