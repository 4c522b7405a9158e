import { readDnsServers } from "../../../environment/environment.ts";
import { answerCommon } from "../shared/answer-common.ts";
import { parseArguments } from "../shared/arguments.ts";
import { findRemote } from "../shared/repository-here.ts";
import { UsageError } from "../shared/usage-error.ts";
import { readEnvironmentOrTell } from "./environment.ts";
import { readApiUrl, readRuns, readToken } from "./token-arguments.ts";

const help = `usage: egress backfill [OWNER/REPO] [--runs N] [--open-pull-request] [--json] [--api-url URL]

Reads the completed runs of the last 90 days whose logs GitHub still has, and prints for each workflow file what its
jobs called, the allow-lists, and the difference that switches what is ready to block mode. No App, no Redis, no server.
Without OWNER/REPO: the repository on GitHub of which the working directory is a clone, by its remote origin.

The token is taken from GITHUB_TOKEN or GH_TOKEN. It needs to read actions and contents; for --open-pull-request also to
write contents, pull requests and workflows.

  --runs N             runs per workflow, instead of backfill.runs of the repository's settings
  --open-pull-request  open the pull requests, or bring them up to date
  --json               one JSON object per workflow file and line
  --api-url URL        of a GitHub Enterprise Server: https://HOST/api/v3; with data residency: https://api.HOST.ghe.com
  -h, --help           this text
  -v, --version        the version

exit code: 0 done, 1 GitHub could not be asked or refused, or no workflow file has a guard step
`;

/** `egress backfill`. */
export async function runBackfill(args: readonly string[]): Promise<number> {
  const { flags, values, positionals } = parseArguments("backfill", args, {
    runs: { type: "string" },
    "open-pull-request": { type: "boolean" },
    json: { type: "boolean" },
    "api-url": { type: "string" },
  });
  if (answerCommon(flags, help)) return 0;
  const [owner = "", name = ""] = readName(positionals.map(({ value }) => value));
  const options = {
    owner,
    name,
    most: readRuns("backfill", values.get("runs")),
    token: readToken("backfill"),
    apiUrl: readApiUrl("backfill", values.get("api-url")),
    opensPullRequests: flags.has("open-pull-request"),
    isJson: flags.has("json"),
  };
  const dnsServers = readEnvironmentOrTell("backfill", () => readDnsServers(process.env));
  if (dnsServers === null) return 1;
  // What speaks to GitHub takes long to load, and a mistake in the arguments needs none of it.
  const { backfillRepository } = await import("./backfill-repository.ts");
  return backfillRepository({ ...options, dnsServers });
}

function readName(words: readonly string[]): readonly string[] {
  const [word = findRemote()] = words;
  if (word === null)
    throw new UsageError(
      "backfill: this directory is no clone of a repository on GitHub; name one as OWNER/REPO, see egress backfill --help",
    );
  const [, owner, name] = /^([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([\w.-]{1,100})$/.exec(word) ?? [];
  if (words.length > 1 || owner === undefined || name === undefined)
    throw new UsageError("backfill: name one repository as OWNER/REPO; see egress backfill --help");
  return [owner, name];
}
