import type { FakeRepository } from "../fake-github/fake-repository.ts";
import type { Run } from "../fake-github/state/repository.ts";
import { type GuardedJobOptions, guardAction, guardedJob } from "../support/guarded-job.ts";
import { type AgentLine, called, type JobLogOptions, resolved } from "../support/job-log-builder.ts";
import type { World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

export const path = ".github/workflows/ci.yml";
/** The address with which block mode answers for a name that it refuses. */
const sinkhole = "54.185.253.63";

/** The calls of an ordinary run. */
export const usual: readonly AgentLine[] = [
  resolved("packages.example.org", "104.16.0.34", 19),
  called("packages.example.org", "104.16.0.34", { after: 20, process: "npm" }),
];
export const usualList = ["packages.example.org:443"];

/** A call that block mode refuses, while the tests run. */
export function refusing(host: string): AgentLine {
  return called(host, sinkhole, { after: 120, process: "node" });
}

/** A workflow file with guarded jobs: in audit mode, or in block mode with a list. */
export function workflowOf(
  jobs: Readonly<Record<string, readonly string[] | "audit">>,
  on = "[push, pull_request]",
): string {
  const texts = Object.entries(jobs).map(([id, list]) => {
    const inputs =
      list === "audit"
        ? "          egress-policy: audit\n"
        : `          egress-policy: block\n          allowed-endpoints: >\n${list.map((entry) => `            ${entry}\n`).join("")}`;
    return `  ${id}:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ${guardAction}\n        with:\n${inputs}      - uses: actions/checkout@v6\n      - name: Install\n        run: npm ci\n      - name: Test\n        run: npm test\n`;
  });
  return `on: ${on}\njobs:\n${texts.join("")}`;
}

/** One run, with the jobs that it had; without a word otherwise of a push to the default branch in block mode. */
export interface RunParts {
  readonly path?: string;
  /** Days from now. */
  readonly day: number;
  readonly jobs: Readonly<Record<string, JobParts>>;
  readonly event?: string;
  readonly actor?: string;
  readonly headBranch?: string;
  readonly headSha?: string;
  readonly conclusion?: "success" | "failure" | "action_required";
  /** The run of which it is another attempt. */
  readonly rerunOf?: Run;
}

export interface JobParts {
  readonly agent?: readonly AgentLine[];
  readonly list?: readonly string[];
  readonly conclusion?: "success" | "failure" | "cancelled";
  /** Changes to the log. */
  readonly log?: JobLogOptions;
  /** What GitHub has in place of a log, as of a runner that was gone before it sent it. */
  readonly rawLog?: GuardedJobOptions["rawLog"];
  readonly hasPostStep?: boolean;
  readonly labels?: readonly string[];
}

let ids = 50_000_000_000;

/** A run as GitHub would have it, of which the bot is told. Returns when it has nothing left to do. */
export async function runJobs(world: World, repository: FakeRepository, parts: RunParts): Promise<Run> {
  const run = await deliverRun(world, repository, parts);
  await untilDone(world.redis.redis);
  return run;
}

/** The same, without waiting. */
export async function deliverRun(world: World, repository: FakeRepository, parts: RunParts): Promise<Run> {
  const {
    path: file = path,
    day,
    jobs,
    event = "push",
    actor = "maintainer",
    conclusion = "success",
  } = parts;
  const start = new Date(Date.now() + day * 86_400_000).toISOString().replace(/\.\d{3}Z$/, "Z");
  const id = parts.rerunOf?.id ?? ids++;
  const run = world.github.addRun({
    repository,
    id,
    attempt: (parts.rerunOf?.attempt ?? 0) + 1,
    path: file,
    event,
    actor,
    conclusion,
    headBranch: parts.headBranch ?? "main",
    headSha: parts.headSha ?? repository.head() ?? "",
    createdAt: start,
    runStartedAt: start,
    jobs: Object.entries(jobs).map(([name, job]) => ({
      ...guardedJob({
        name,
        start,
        conclusion: job.conclusion ?? "success",
        ...(job.rawLog !== undefined && { rawLog: job.rawLog }),
        hasPostStep: job.hasPostStep ?? true,
        log: {
          repository: `${repository.owner}/${repository.name}`,
          runId: id,
          policy: "block",
          allowedEndpoints: (job.list ?? usualList).join(" "),
          agent: [...usual, ...(job.agent ?? [])],
          ...job.log,
        },
      }),
      labels: job.labels ?? ["ubuntu-24.04"],
    })),
  });
  await world.sendRun(run);
  return run;
}

/** Runs in audit mode, 18 hours apart and all of them over by now: enough for a proposal. */
export async function learnInAudit(
  world: World,
  repository: FakeRepository,
  ...jobs: readonly string[]
): Promise<void> {
  for (let index = 0; index < 20; index += 1) {
    const audit: JobParts = { log: { policy: "audit", allowedEndpoints: "" } };
    await deliverRun(world, repository, {
      day: -20 + index * 0.75,
      jobs: Object.fromEntries(jobs.map((job) => [job, audit])),
    });
  }
  await untilDone(world.redis.redis);
}

/** The newest pull request. */
export function newestPull(repository: FakeRepository) {
  const [pull] = repository.pulls();
  if (pull === undefined) throw new Error("there is no pull request");
  return pull;
}

/** Someone writes a comment; returns the bot's answer. */
export async function ask(
  world: World,
  repository: FakeRepository,
  number: number,
  body: string,
): Promise<string> {
  const comment = repository.comment(number, "maintainer", body);
  await world.send("issue_comment", world.github.payloads.issueComment(repository.state, comment, "created"));
  await untilDone(world.redis.redis);
  return repository.comments(number).at(-1)?.body ?? "";
}
