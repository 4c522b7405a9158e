import type { Readiness } from "../baseline/readiness.ts";
import { parseArguments } from "./arguments.ts";
import { type LearnedJob, learnJobs } from "./learn.ts";
import { formatTable, paint, plain } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

const help = `usage: egress recommend LOG… [--json]

Merges downloaded job logs (same job name, same job) and prints for each job the allow-list that they support, what was
left out and why, and whether that is enough to block.

  --json      one JSON object per job and line
  -h, --help  this text
`;

/** `egress recommend`: exit code 0 if at least one log had something to learn from. */
export function runRecommend(args: readonly string[]): number {
  const { flags, positionals } = parseArguments("recommend", args, { json: { type: "boolean" } });
  if (flags.has("help")) {
    process.stdout.write(help);
    return 0;
  }
  const paths = positionals.map(({ value }) => value);
  if (paths.length === 0)
    throw new UsageError("recommend: name at least one job log; see egress recommend --help");
  const { jobs, unusable } = learnJobs(paths);
  for (const { path, reason } of unusable)
    process.stderr.write(`egress: nothing to learn from ${plain(path)}: ${reason}\n`);
  for (const job of jobs) {
    process.stdout.write(flags.has("json") ? `${JSON.stringify(toJson(job))}\n` : describe(job));
  }
  return jobs.length > 0 ? 0 : 1;
}

/** The shape that other tools rely on. */
function toJson({ name, recommendation, readiness }: LearnedJob) {
  return {
    job: name,
    entries: recommendation.entries.map((entry) => entry.text),
    flags: Object.fromEntries(
      recommendation.entries
        .filter((entry) => entry.flags.length > 0)
        .map((entry) => [entry.text, entry.flags]),
    ),
    leftOut: recommendation.leftOut,
    readiness,
  };
}

function describe({ name, recommendation, readiness, baseline }: LearnedJob): string {
  const { entries, leftOut } = recommendation;
  const parts = [
    paint("bold", plain(name)),
    "\n",
    `  readiness  ${paint(readiness.verdict === "ready" ? "green" : "yellow", readiness.verdict)}\n`,
    ...readiness.reasons.map(({ message }) => `             ${plain(message)}\n`),
    `  risk       ${describeRisk(readiness)}\n`,
  ];
  if (entries.length > 0) {
    const rows = entries.map(({ text, flags, sighting }) => [
      text,
      `${sighting.runs.size} of ${baseline.runs.size}`,
      [...sighting.processes].join(", "),
      flags.join(", "),
    ]);
    parts.push("\n", formatTable(["allow", "runs", "processes", "flags"], rows));
  }
  if (leftOut.length > 0) {
    const rows = leftOut.map(({ endpoint, reason }) => [endpoint, reason]);
    parts.push("\n", formatTable(["left out", "why"], rows));
  }
  return [...parts, "\n"].join("");
}

function describeRisk({ quietRuns, riskUpperBound }: Readiness): string {
  if (quietRuns === 0) return "unknown: no complete run yet since the last new endpoint";
  const percent = (riskUpperBound * 100).toFixed(1);
  return `after ${quietRuns} quiet runs, at most ${percent} % of coming runs call something new (95 % confidence)`;
}
