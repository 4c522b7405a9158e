import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { readAppOptions } from "./app-options.ts";

const help = `usage: egress status [OWNER[/REPO]] [--json]

Shows how the jobs of all repositories stand that the App is installed on, or those of one owner, or one repository: how
many are in which state, what block mode refused (the oldest first), what should block and does not, and which pull
requests of the bot wait for a review. Archived repositories are left out.

It is the App that asks, so its settings are needed as egress serve has them, and its Redis: that of REDIS_URL, or that
of the egress serve that runs in this directory.

  --json         one object per repository and line: repository, states (state: number of jobs), jobs (path, jobId,
                 state, reasons), misses (path, jobId, endpoint, verdict, runs, failed, since), proposals (number,
                 path, title, url, openedAt, head), problems (path, message)
  -h, --help     this text
  -v, --version  the version

exit code: 0 done; 1 a setting is missing, something cannot be reached, or a repository could not be read (and says so)
`;

/** `egress status`. */
export async function runStatus(args: readonly string[]): Promise<number> {
  const { flags, positionals } = parseArguments("status", args, { json: { type: "boolean" } });
  if (answerCommon(flags, help)) return 0;
  const options = readAppOptions(
    "status",
    positionals.map(({ value }) => value),
  );
  if (options === null) return 1;
  // What speaks to GitHub takes long to load, and a mistake in the arguments needs none of it.
  const { showStatus } = await import("./show-status.ts");
  return showStatus({ ...options, isJson: flags.has("json") });
}
