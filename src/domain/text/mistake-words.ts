import { endOf } from "../harden-runner/version-table.ts";

/** What is wrong with `HOST[:PORT]` in a command, by the code of the problem. */
export const endpointMistakes = {
  "missing-host": "a host is missing",
  "bad-host": "that is not a host name",
  underscore: "a host name has no underscore",
  "bad-port": "that is not a port",
  address:
    "a list takes host names only: Harden-Runner would look up an address as a name, fail, and enforce nothing",
  "two-wildcards": "Harden-Runner understands only one `*`",
  "not-tcp": "a list allows only TCP, and DNS and NTP do not use it",
  "private-name":
    "that is a private name: no public resolver knows it, and one such entry would turn off all blocking",
  "runner-service": `that is GitHub's own runner service, whose names change with the region. Harden-Runner allows it by itself since ${endOf("defect-kills-long-jobs")}, and \`hosted-compute-*.githubapp.com\` is the pattern for older versions`,
  "unsafe-pattern":
    "that pattern would let strangers in: the part after the `*` and its next dot must be a domain in which every name has the same owner",
} as const;

/** What is wrong with the reason of a command. */
export const missingReason = "the reason is missing; reviewers will read it";

/** That a reason has more characters than it may. */
export function sayReasonTooLong(longest: number): string {
  return `the reason is longer than ${longest} characters`;
}

/** What is wrong with the name of a job in a command. */
export const jobMistakes = {
  "bad-job":
    "that is not a job: name its key under `jobs:`, such as `build`, or its file and key, such as `ci.yml:build`",
  "no-such-file": "the default branch has no such workflow file",
  "unreadable-file": "the workflow file on the default branch cannot be read",
  "no-such-job": "there is no such job on the default branch",
  "ambiguous-job": "several workflow files have a job of that name",
  "no-guarded-job": "no job here has a Harden-Runner step",
  "which-job": "the command does not say which job it is about",
} as const;

/** That a command takes less than it was given. */
export const tooManyWords = "there are too many words on the line";

/** Why a job cannot be proposed whose file is no workflow. */
export const unreadableFile = "the file cannot be read";
