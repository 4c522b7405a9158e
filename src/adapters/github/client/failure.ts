import { findAnswer, type GitHubAnswer } from "./github-answer.ts";
import { type RefusalCode, readGitHubWords } from "./github-words.ts";
import { findCallsHeld } from "./hold-calls.ts";
import { findWritesHeld, type HoldReason } from "./hold-writes.ts";

/** What an error of a call to GitHub means for the task that it ended. */
export type Failure =
  /** All calls of the installation have to wait. `until`, in ms since 1970, is null where GitHub names no time. */
  | { readonly kind: "limit"; readonly until: number | null }
  | Refusal
  /** A 403 of which nobody knows whether it is a limit or a refusal. */
  | { readonly kind: "unclear" }
  | { readonly kind: "permanent"; readonly reason: PermanentReason }
  | { readonly kind: "retry" }
  /** Nothing was asked, as the calls that are left are for what is more urgent. `until` is in ms since 1970. */
  | { readonly kind: "reserved"; readonly until: number }
  /** Nothing was asked, as nothing may be written. */
  | { readonly kind: "held"; readonly reason: HoldReason };

/** GitHub understood, does not do it, and says why. */
export interface Refusal {
  readonly kind: "refused";
  readonly code: RefusalCode;
  /** The permissions that the call wants, `workflows=write`, as far as GitHub says. Foreign text. */
  readonly wanted: string | null;
}

/** Why trying again cannot help. */
export type PermanentReason =
  | "unreadable-task"
  | "ended-its-process"
  | "unauthorized"
  | "not-found"
  | "gone"
  | "rejected"
  | "unavailable-for-legal-reasons";

const permanentReasons: Readonly<Record<number, PermanentReason>> = {
  // Of a removed installation: the library has already asked for a new token.
  401: "unauthorized",
  404: "not-found",
  410: "gone",
  // What we send is validated before, so the same text would be refused again.
  422: "rejected",
  451: "unavailable-for-legal-reasons",
};

/** Whose words say more than the status. GraphQL answers everything with 200. */
const speaking: ReadonlySet<number> = new Set([200, 403, 409, 422, 429]);

const minute = 60_000;
/** GitHub's limits are reset every hour; nothing it says may park a task for longer than this. */
const longestWait = 2 * 60 * minute;
/** Also where GitHub says `0`, lest a task asks over and over. */
const shortestWait = 1_000;
const longestWanted = 200;

/**
 * Says what an error means for its task, by GitHub's answer where the error or one of its causes carries one. `now` is in ms since
 * 1970. A limit and a refusal are recognised by what GitHub says, and never by a 403 alone.
 */
export function classifyFailure(error: unknown, now: number): Failure {
  const reserved = findCallsHeld(error);
  if (reserved !== null) return { kind: "reserved", until: reserved };
  const hold = findWritesHeld(error);
  if (hold !== null) return { kind: "held", reason: hold };
  const answer = findAnswer(error);
  if (answer === null) return { kind: "retry" };
  const { status } = answer;
  const said = speaking.has(status) ? readGitHubWords(answer.messages, answer.page) : null;
  const isUsedUp = String(answer.headers["x-ratelimit-remaining"]) === "0";
  const mayBeLimit = status === 403 || status === 429 || status === 200;
  if (said === "limit" || status === 429 || (mayBeLimit && hasRetryAfter(answer)))
    return { kind: "limit", until: readEnd(answer, isUsedUp, now) };
  if (said !== null) return { kind: "refused", code: said, wanted: readWanted(answer) };
  if (mayBeLimit && isUsedUp) return { kind: "limit", until: readEnd(answer, isUsedUp, now) };
  if (lacksWorkflowScope(answer)) return { kind: "refused", code: "scope", wanted: "workflow" };
  if (status === 403 || answer.types.includes("FORBIDDEN")) return { kind: "unclear" };
  const reason = permanentReasons[status];
  return reason === undefined ? { kind: "retry" } : { kind: "permanent", reason };
}

/** What GitHub refuses, if it says that it does; null for every other error. */
export function findRefusal(error: unknown): Refusal | null {
  const failure = classifyFailure(error, Date.now());
  return failure.kind === "refused" ? failure : null;
}

/** Whether GitHub answered as it does of a repository that a client does not reach, or not to write to. */
export function deniesAccess(error: unknown): boolean {
  const failure = classifyFailure(error, Date.now());
  if (failure.kind === "refused") return failure.code === "permission";
  return (
    failure.kind === "permanent" && (failure.reason === "unauthorized" || failure.reason === "not-found")
  );
}

/** Whether it is refused whatever the App asks of the installation, until its owner does something about it. */
export function concernsInstallation(code: RefusalCode): boolean {
  switch (code) {
    case "suspended":
    case "ip-allow-list":
    case "saml":
      return true;
    case "permission":
    case "scope":
    case "rules":
    case "archived":
    case "blocked":
    case "locked":
      return false;
  }
}

/**
 * A token with scopes is told 404 where it may not write workflow files, as if there were no such repository. GitHub names such a token's
 * scopes with every answer, as `cli/cli` reads them; tokens of other kinds have none.
 */
function lacksWorkflowScope({ status, asked, headers }: GitHubAnswer): boolean {
  const scopes = headers["x-oauth-scopes"];
  if (status !== 404 || typeof scopes !== "string" || !/^POST \S+\/git\/trees$/.test(asked)) return false;
  return !scopes.split(/, */).includes("workflow");
}

function hasRetryAfter({ status, headers }: GitHubAnswer): boolean {
  return status !== 200 && readNumber(headers["retry-after"]) !== null;
}

/** When the limit ends, as far as GitHub says. */
function readEnd({ headers }: GitHubAnswer, isUsedUp: boolean, now: number): number | null {
  const retryAfter = readNumber(headers["retry-after"]);
  const reset = isUsedUp ? readNumber(headers["x-ratelimit-reset"]) : null;
  if (retryAfter === null && reset === null) return null;
  const end =
    retryAfter !== null
      ? now + retryAfter * 1_000
      : // One second more, because the reset is given in whole seconds; by GitHub's clock, from which this machine's may differ.
        ((reset ?? 0) + 1) * 1_000 + now - readDate(headers.date, now);
  return Math.min(Math.max(end, now + shortestWait), now + longestWait);
}

function readWanted({ headers }: GitHubAnswer): string | null {
  const wanted = headers["x-accepted-github-permissions"];
  return typeof wanted === "string" && wanted !== "" ? wanted.slice(0, longestWanted) : null;
}

function readDate(date: unknown, now: number): number {
  const time = typeof date === "string" ? Date.parse(date) : Number.NaN;
  return Number.isNaN(time) ? now : time;
}

function readNumber(value: unknown): number | null {
  const text = String(value);
  return /^[0-9]{1,12}$/.test(text) ? Number(text) : null;
}
