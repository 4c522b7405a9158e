import { mistakeWords, sayReasonTooLong } from "../../../domain/text/mistake-words.ts";
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
  ...mistakeWords,
  "reason-too-long": sayReasonTooLong(longestReason),
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
