import { readDnsServers } from "../../../environment/environment.ts";
import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { findRemote } from "../shared/repository-here.ts";
import { UsageError } from "../shared/usage-error.ts";
import { readEnvironmentOrTell } from "./environment.ts";
import { readApiUrl, readRuns, readToken } from "./token-arguments.ts";

const help = `usage: egress survey [OWNER[/REPO]…] [--runs N] [--json|--csv] [--api-url URL]

Shows what would be proposed: for every job with a guard step how it stands, how many endpoints its list has, and what
is missing. It reads the completed runs of the last 90 days whose logs GitHub still has, and writes nothing on GitHub.
Without a name: the repository on GitHub of which the working directory is a clone. Archived repositories are left out.

The token is taken from GITHUB_TOKEN or GH_TOKEN. It needs to read actions and contents. A survey takes about two calls
a run; a token has 5,000 calls an hour, the GITHUB_TOKEN of a workflow 1,000.

  --runs N       runs per workflow, instead of backfill.runs of the repository's settings
  --json         one JSON object per workflow file and line, with lists and differences
  --csv          one line per job
                 wanted: whether the settings (propose, and repositories of the owner) let the repository get pull
                 requests by themselves
  --api-url URL  of a GitHub Enterprise Server: https://HOST/api/v3; with data residency: https://api.HOST.ghe.com
  -h, --help     this text
  -v, --version  the version

exit code: 0 done; 1 GitHub could not be asked or refused, a repository could not be read, or there is nothing to show
`;

/** `egress survey`. */
export async function runSurvey(args: readonly string[]): Promise<number> {
  const { flags, values, positionals } = parseArguments("survey", args, {
    runs: { type: "string" },
    json: { type: "boolean" },
    csv: { type: "boolean" },
    "api-url": { type: "string" },
  });
  if (answerCommon(flags, help)) return 0;
  if (flags.has("json") && flags.has("csv"))
    throw new UsageError("survey: give either --json or --csv; see egress survey --help");
  const options = {
    places: readPlaces(positionals.map(({ value }) => value)),
    most: readRuns("survey", values.get("runs")),
    token: readToken("survey"),
    apiUrl: readApiUrl("survey", values.get("api-url")),
    format: flags.has("json") ? "json" : flags.has("csv") ? "csv" : "table",
  } as const;
  const dnsServers = readEnvironmentOrTell("survey", () => readDnsServers(process.env));
  if (dnsServers === null) return 1;
  // What speaks to GitHub takes long to load, and a mistake in the arguments needs none of it.
  const { surveyOwner } = await import("./survey-owner.ts");
  return surveyOwner({ ...options, dnsServers });
}

function readPlaces(words: readonly string[]): readonly { owner: string; name: string | null }[] {
  const here = words.length === 0 ? findRemote() : null;
  const named = here === null ? words : [here];
  if (named.length === 0)
    throw new UsageError(
      "survey: this directory is no clone of a repository on GitHub; name an OWNER or OWNER/REPO, see egress survey --help",
    );
  return named.map((word) => {
    const [, owner, name = null] = /^([A-Za-z0-9][A-Za-z0-9-]{0,38})(?:\/([\w.-]{1,100}))?$/.exec(word) ?? [];
    if (owner === undefined)
      throw new UsageError(`survey: ${word} is neither OWNER nor OWNER/REPO; see egress survey --help`);
    return { owner, name };
  });
}
