import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { readTime } from "../shared/read-time.ts";
import { UsageError } from "../shared/usage-error.ts";
import { readAppOptions } from "./app-options.ts";

const help = `usage: egress rollback OWNER[/REPO] --since DATE

Proposes that every job which came to block since a day returns to audit mode: one pull request for each workflow file,
and an issue where the list is in the Policy Store. The jobs are then left alone until somebody comments
/egress propose JOB.

It is the App that writes, so its settings are needed as egress serve has them, and its Redis. EGRESS_WRITES=off and
paused: true stop the service, and not this command.

  --since DATE   2026-11-28, or a time such as 2026-11-28T14:00:00Z
  -h, --help     this text
  -v, --version  the version

exit code: 0 done; 1 a setting is missing, something cannot be reached, or a repository could not be read (and says so)
`;

/** `egress rollback`. */
export async function runRollback(args: readonly string[]): Promise<number> {
  const { flags, values, positionals } = parseArguments("rollback", args, { since: { type: "string" } });
  if (answerCommon(flags, help)) return 0;
  if (positionals.length === 0)
    throw new UsageError("rollback: name an OWNER or OWNER/REPO; see egress rollback --help");
  const since = readTime("rollback", values.get("since"));
  const options = readAppOptions(
    "rollback",
    positionals.map(({ value }) => value),
  );
  if (options === null) return 1;
  // What speaks to GitHub takes long to load, and a mistake in the arguments needs none of it.
  const { rollBackRepositories } = await import("./roll-back-repositories.ts");
  return rollBackRepositories(options, since);
}
