import { explainReason } from "../../../domain/text/sentences/lessons.ts";
import { createTally } from "../logs/tally.ts";
import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { plain, toJsonText } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { describeRecommendation, recommendationToJson } from "./describe-recommendation.ts";
import { learnJobs } from "./learn.ts";

const help = `usage: egress recommend LOG… [--json]

Merges job logs (same job name, same job) and prints for each job the allow-list that they support, what was left out
and why, and whether that is enough to block. A LOG is in any form that egress observe reads: a job's log, the output
of gh run view --log, a zip, a folder, or - for standard input.

  --json         one JSON object per job and line
  -h, --help     this text
  -v, --version  the version

exit code: 0 done, 1 a file cannot be read or is no job log, or no log has anything to learn from
`;

/** `egress recommend`. */
export async function runRecommend(args: readonly string[]): Promise<number> {
  const { flags, positionals } = parseArguments("recommend", args, { json: { type: "boolean" } });
  if (answerCommon(flags, help)) return 0;
  const paths = positionals.map(({ value }) => value);
  if (paths.length === 0)
    throw new UsageError(
      "recommend: name job logs, a folder or a zip of them, or - for standard input; see egress recommend --help",
    );
  const tally = createTally();
  const { jobs, unusable } = await learnJobs(paths, undefined, tally.add);
  for (const { path, reason } of unusable)
    process.stderr.write(`egress: nothing to learn from ${plain(path)}: ${explainReason(reason)}\n`);
  for (const job of jobs) {
    process.stdout.write(
      flags.has("json") ? `${toJsonText(recommendationToJson(job))}\n` : describeRecommendation(job),
    );
  }
  for (const line of tally.lines()) process.stderr.write(`egress: ${line}\n`);
  const verdicts = jobs.map(({ name, readiness }) => `${plain(name)} is ${readiness.verdict}`);
  process.stderr.write(
    `egress: ${jobs.length === 0 ? "no log has anything to learn from" : verdicts.join(", ")}\n`,
  );
  return jobs.length > 0 ? 0 : 1;
}
