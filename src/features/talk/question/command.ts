import type { EndpointQuery } from "../../../domain/endpoint/query.ts";
import { type EndpointProblem, readEndpoint, readQuery } from "../../../domain/endpoint/read-written.ts";

/** What a comment asks of the bot. */
export type Command =
  | { readonly kind: "refresh" }
  | { readonly kind: "status" }
  | { readonly kind: "help" }
  /** Write what an issue shows to the Policy Store. */
  | { readonly kind: "apply" }
  | { readonly kind: "explain"; readonly query: EndpointQuery }
  /** `endpoint` as a Decision has it. The reason is hostile text of at most 300 characters; only a `deny` may have none. */
  | { readonly kind: "allow" | "deny"; readonly endpoint: string; readonly reason: string }
  | { readonly kind: "propose"; readonly job: JobName }
  | { readonly kind: "relearn"; readonly job: JobName }
  | { readonly kind: "ignore"; readonly job: JobName }
  | { readonly kind: "audit"; readonly job: JobName }
  /** A command whose arguments cannot be what was meant. */
  | { readonly kind: "invalid"; readonly command: CommandWithArguments; readonly problem: CommandProblem }
  /** `word` is what was written in place of a command, cut. Hostile text; empty where nothing was. */
  | { readonly kind: "unknown"; readonly word: string };

export type CommandWithArguments = "explain" | "allow" | "deny" | JobCommand;

/** A command about a job. */
export type JobCommand = "propose" | "relearn" | "ignore" | "audit";

/** A command that needs no pull request of the bot's to say which workflow file it is about. */
export type EverywhereCommand = Extract<
  Command,
  { readonly kind: "status" | "propose" | "audit" | "apply" | "invalid" }
>;

/** Whether a command is obeyed, or its mistakes are answered, also under what is not the bot's. */
export function isForEverywhere(command: Command): command is EverywhereCommand {
  const kind = command.kind === "invalid" ? command.command : command.kind;
  return ["status", "propose", "audit", "apply"].includes(kind);
}

/** A job as people name it: `build`, or `ci.yml:build`. */
export interface JobName {
  /** The workflow file, `.github/workflows/ci.yml`; null where none was named. */
  readonly file: string | null;
  readonly jobId: string;
}

export type CommandProblem =
  | EndpointProblem
  | "missing-host"
  | "missing-reason"
  | "reason-too-long"
  | "missing-job"
  | "bad-job"
  | "too-many-words";

/** More than a command, the longest host and a reason that is just too long. */
const longestLine = 2_000;
const longestWord = 40;
export const longestReason = 300;
const plain = ["refresh", "status", "help", "apply"] as const;
const jobName = /^(?:(?:\.github\/workflows\/)?([^/:]{1,200}\.ya?ml):)?([A-Za-z_][A-Za-z0-9_-]{0,99})$/;

/**
 * Reads the command at the very start of a comment: `/egress WORD`, in any case, with its arguments on the same line. Null where
 * there is none. What stands on other lines, or behind a command that takes no arguments, means nothing.
 */
export function parseCommand(body: string): Command | null {
  const [line = ""] = body.slice(0, longestLine).split(/[\r\n\u2028\u2029]/, 1);
  const [name = "", word = "", ...words] = line.split(/\s+/);
  if (name.toLowerCase() !== "/egress") return null;
  const lowered = word.toLowerCase();
  const kind = plain.find((command) => command === lowered);
  if (kind !== undefined) return { kind };
  const args = words.filter((one) => one !== "");
  switch (lowered) {
    case "explain":
      return parseExplain(args);
    case "allow":
    case "deny":
      return parseDecision(lowered, args);
    case "propose":
    case "relearn":
    case "ignore":
    case "audit":
      return parseJobCommand(lowered, args);
    default:
      return { kind: "unknown", word: [...word].slice(0, longestWord).join("") };
  }
}

function parseExplain([host, ...more]: readonly string[]): Command {
  if (host === undefined) return invalid("explain", "missing-host");
  if (more.length > 0) return invalid("explain", "too-many-words");
  const read = readQuery(host);
  return read.ok ? { kind: "explain", query: read.query } : invalid("explain", read.problem);
}

function parseDecision(kind: "allow" | "deny", [host, ...words]: readonly string[]): Command {
  if (host === undefined) return invalid(kind, "missing-host");
  const read = readEndpoint(host, kind);
  if (!read.ok) return invalid(kind, read.problem);
  const reason = words.join(" ");
  if (reason === "" && kind === "allow") return invalid(kind, "missing-reason");
  if ([...reason].length > longestReason) return invalid(kind, "reason-too-long");
  return { kind, endpoint: read.endpoint, reason };
}

function parseJobCommand(kind: JobCommand, [name, ...more]: readonly string[]): Command {
  if (name === undefined) return invalid(kind, "missing-job");
  if (more.length > 0) return invalid(kind, "too-many-words");
  const [, file, jobId] = jobName.exec(name) ?? [];
  if (jobId === undefined) return invalid(kind, "bad-job");
  return { kind, job: { file: file === undefined ? null : `.github/workflows/${file}`, jobId } };
}

function invalid(command: CommandWithArguments, problem: CommandProblem): Command {
  return { kind: "invalid", command, problem };
}
