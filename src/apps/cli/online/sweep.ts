import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { readTime } from "../shared/read-time.ts";
import { UsageError } from "../shared/usage-error.ts";
import { readAppOptions } from "./app-options.ts";

const help = `usage: egress sweep OWNER [--since DATE]

Has the App that is running look for what no webhook told: runs, comments and pull requests in the repositories of an
owner, and repositories that came or went. It does so by itself after a time in which it could not listen, and once a
day. What is known already is not done twice.

It needs the App's settings as egress serve has them, and its Redis.

  --since DATE   2026-11-28, or a time such as 2026-11-28T14:00:00Z, instead of three days ago
  -h, --help     this text
  -v, --version  the version

exit code: 0 it is asked for; 1 a setting is missing, or GitHub or Redis cannot be asked
`;

const threeDays = 3 * 24 * 3_600_000;

/** `egress sweep`. */
export async function runSweep(args: readonly string[]): Promise<number> {
  const { flags, values, positionals } = parseArguments("sweep", args, { since: { type: "string" } });
  if (answerCommon(flags, help)) return 0;
  const written = values.get("since");
  const since = written === undefined ? Date.now() - threeDays : Date.parse(readTime("sweep", written));
  const words = positionals.map(({ value }) => value);
  if (words.length === 0) throw new UsageError("sweep: name an OWNER; see egress sweep --help");
  const options = readAppOptions("sweep", words);
  if (options === null) return 1;
  const { only } = options;
  if (only === null || only.name !== null)
    throw new UsageError("sweep: name an OWNER, without a repository; see egress sweep --help");
  // What speaks to GitHub takes long to load, and a mistake in the arguments needs none of it.
  const { sweepOwner } = await import("./sweep-owner.ts");
  return sweepOwner(options, only.owner, since);
}
