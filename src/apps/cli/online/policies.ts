import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { readAppOptions } from "./app-options.ts";

const help = `usage: egress policies [OWNER[/REPO]] [--json]

Shows the policies of StepSecurity's Policy Store that the App knows of, beside what is recommended: those that jobs
use, those that wait for a merge, and those that nothing names any more. The store cannot be asked for all that it has.

It is the App that asks, so its settings are needed as egress serve has them, POLICY_STORE_API_KEY among them, and its
Redis: that of REDIS_URL, or that of the egress serve that runs in this directory.

  --json         one object per policy and line: repository, path, name, jobs, state, stored (egressPolicy, entries;
                 null where the store has none), isEditedByHand, missing, needless
  -h, --help     this text
  -v, --version  the version

exit code: 0 done; 1 a setting is missing, something cannot be reached, or a repository could not be read (and says so)
`;

/** `egress policies`. */
export async function runPolicies(args: readonly string[]): Promise<number> {
  const { flags, positionals } = parseArguments("policies", args, { json: { type: "boolean" } });
  if (answerCommon(flags, help)) return 0;
  const options = readAppOptions(
    "policies",
    positionals.map(({ value }) => value),
  );
  if (options === null) return 1;
  // What speaks to GitHub takes long to load, and a mistake in the arguments needs none of it.
  const { showPolicies } = await import("./show-policies.ts");
  return showPolicies(options, flags.has("json"));
}
