import { endOf } from "../harden-runner/version-table.ts";

/** What is wrong with `HOST[:PORT]` in a command, by the code of the problem. */
export const endpointMistakes = {
  "missing-host": "a host is missing",
  "bad-host": "that is no host name",
  underscore: "host names have no underscore",
  "bad-port": "that is no port",
  address:
    "a list takes host names only: Harden-Runner would look an address up as a name, fail, and enforce nothing",
  "two-wildcards": "Harden-Runner understands one `*` only",
  "not-tcp": "a list allows TCP only, and DNS and NTP are not TCP",
  "private-name":
    "that is a private name: no public resolver knows it, and one such entry would turn all blocking off",
  "runner-service": `that is GitHub's own runner service, whose names change with the region: Harden-Runner allows it by itself since ${endOf("defect-kills-long-jobs")}, and \`hosted-compute-*.githubapp.com\` is the pattern for older versions`,
  "unsafe-pattern":
    "that pattern would let strangers in: behind the `*`, after its next dot, there must be a domain in which all names are one owner's",
} as const;

/** What is wrong with the reason of a command. */
export const missingReason = "a reason is missing: others will read it in the pull request";

/** That a reason has more characters than it may. */
export function sayReasonTooLong(longest: number): string {
  return `the reason is longer than ${longest} characters`;
}

/** What is wrong with the name of a job in a command. */
export const jobMistakes = {
  "missing-job": "a job is missing",
  "bad-job": "that is no job: it is the key under `jobs:`, such as `build`, or with its file `ci.yml:build`",
  "no-such-file": "the default branch has no such workflow file",
  "unreadable-file": "the workflow file on the default branch cannot be read",
  "no-such-job": "there is no such job on the default branch",
  "ambiguous-job": "several workflow files have a job of that name, so please name the file too",
} as const;

/** That a command takes less than it was given. */
export const tooManyWords = "there is more on the line than I expect";

/** Why a job cannot be proposed whose file is no workflow. */
export const unreadableFile = "the file cannot be read";
