import { type EndpointProblem, readEndpoint } from "../../../domain/endpoint/read-written.ts";
import { endpointMistakes, missingReason, sayReasonTooLong } from "../../../domain/text/mistake-words.ts";
import type { Arguments } from "./define-command.ts";
import { type JobName, takeJobName } from "./job-name.ts";

/** What somebody says about an endpoint. */
export interface EndpointWord {
  /** The job or the file it is about, as far as one was named. */
  readonly job: JobName;
  /** As a Decision has it. */
  readonly endpoint: string;
  /** Hostile text of at most 300 characters; only a `deny` may have none. */
  readonly reason: string;
}

type Problem = EndpointProblem | "missing-host" | "missing-reason" | "reason-too-long";

const longestReason = 300;

/** What is wrong with `[FILE:JOB] HOST[:PORT] REASON`. */
export const decisionMistakes: Readonly<Record<Problem, string>> = {
  ...endpointMistakes,
  "missing-reason": missingReason,
  "reason-too-long": sayReasonTooLong(longestReason),
};

/** Reads an endpoint and a reason, which a `deny` need not have. */
export function readDecision(
  kind: "allow" | "deny",
  all: readonly string[],
): Arguments<EndpointWord, Problem> {
  const { job, words } = takeJobName(all);
  const [host, ...behind] = words;
  if (host === undefined) return { ok: false, problem: "missing-host" };
  const read = readEndpoint(host, kind);
  if (!read.ok) return read;
  const reason = behind.join(" ");
  if (reason === "" && kind === "allow") return { ok: false, problem: "missing-reason" };
  if ([...reason].length > longestReason) return { ok: false, problem: "reason-too-long" };
  return { ok: true, args: { job, endpoint: read.endpoint, reason } };
}
