import { parseArguments } from "../shared/arguments.ts";
import { plain } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { describeRecommendation, recommendationToJson } from "./describe-recommendation.ts";
import { learnJobs } from "./learn.ts";

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
    process.stdout.write(
      flags.has("json") ? `${JSON.stringify(recommendationToJson(job))}\n` : describeRecommendation(job),
    );
  }
  return jobs.length > 0 ? 0 : 1;
}
