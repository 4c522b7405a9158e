import { render } from "../../../domain/text/render.ts";
import type { CommandProblem, CommandWithArguments } from "../question/command.ts";
import { longestReason } from "../question/command.ts";
import type { Answer } from "../question/question.ts";
import type { NoJob } from "../question/resolve-job.ts";

const usages: Readonly<Record<CommandWithArguments, string>> = {
  explain: "/egress explain HOST[:PORT]",
  allow: "/egress allow HOST[:PORT] REASON",
  deny: "/egress deny HOST[:PORT] [REASON]",
  propose: "/egress propose JOB",
  relearn: "/egress relearn JOB",
  ignore: "/egress ignore JOB",
  audit: "/egress audit JOB",
};

const words: Readonly<Record<CommandProblem | NoJob["problem"], string>> = {
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
  "unsafe-pattern":
    "that pattern would let strangers in: behind the `*`, after its next dot, there must be a domain in which all names are one owner's",
  "missing-reason": "a reason is missing: others will read it in the pull request",
  "reason-too-long": `the reason is longer than ${longestReason} characters`,
  "missing-job": "a job is missing",
  "bad-job": "that is no job: it is the key under `jobs:`, such as `build`, or with its file `ci.yml:build`",
  "too-many-words": "there is more on the line than I expect",
  "no-such-file": "the default branch has no such workflow file",
  "unreadable-file": "the workflow file on the default branch cannot be read",
  "no-such-job": "there is no such job on the default branch",
  "ambiguous-job": "several workflow files have a job of that name, so please name the file too",
};

const mostKnown = 20;

/** Says what is wrong with the arguments of a command, and what is expected. */
export function reportMistake(
  command: CommandWithArguments,
  problem: CommandProblem | NoJob["problem"],
  known: readonly string[] = [],
): Answer {
  const text = render("mistake", {
    usage: usages[command],
    words: words[problem],
    known: known.slice(0, mostKnown),
    moreKnown: Math.max(0, known.length - mostKnown),
  });
  return { reaction: "confused", text };
}
