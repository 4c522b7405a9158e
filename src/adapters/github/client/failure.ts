/** What to do with a task whose last try ended with an error. */
export type Failure =
  | { readonly kind: "permanent"; readonly reason: PermanentReason }
  /** GitHub named the time (ms since 1970) at which it will answer again. */
  | { readonly kind: "wait"; readonly until: number }
  | { readonly kind: "retry" };

/** Why trying again cannot help. */
export type PermanentReason =
  | "unreadable-task"
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

const minute = 60_000;
/** GitHub's limits are reset every hour; nothing it says may park a task for longer than this. */
const longestWait = 2 * 60 * minute;
/** Also where GitHub says `0`, lest a task asks over and over. */
const shortestWait = 1_000;
/** How deep an error's causes are searched. */
const deepestCause = 5;

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * Says what an error means for its task, by the status and headers of GitHub's answer where the error or one of its causes
 * carries one. `now` is in ms since 1970.
 */
export function classifyFailure(error: unknown, now: number): Failure {
  const answer = findAnswer(error);
  if (answer === null) return { kind: "retry" };
  const until = readReset(answer, now);
  if (until !== null)
    return { kind: "wait", until: Math.min(Math.max(until, now + shortestWait), now + longestWait) };
  const reason = permanentReasons[answer.status];
  return reason === undefined ? { kind: "retry" } : { kind: "permanent", reason };
}

function readReset({ status, headers }: Answer, now: number): number | null {
  // GraphQL tells of a used-up limit with status 200.
  const isUsedUp = String(headers["x-ratelimit-remaining"]) === "0";
  if (status !== 403 && status !== 429 && !(status === 200 && isUsedUp)) return null;
  const retryAfter = readNumber(headers["retry-after"]);
  if (retryAfter !== null) return now + retryAfter * 1_000;
  const reset = isUsedUp ? readNumber(headers["x-ratelimit-reset"]) : null;
  // One second more, because the reset is given in whole seconds; by GitHub's clock, from which this machine's may differ.
  if (reset !== null) return (reset + 1) * 1_000 + now - readDate(headers.date, now);
  return status === 429 ? now + minute : null;
}

function readDate(date: unknown, now: number): number {
  const time = typeof date === "string" ? Date.parse(date) : Number.NaN;
  return Number.isNaN(time) ? now : time;
}

function readNumber(value: unknown): number | null {
  const text = String(value);
  return /^[0-9]{1,12}$/.test(text) ? Number(text) : null;
}

function findAnswer(error: unknown): Answer | null {
  let current = error;
  for (let depth = 0; depth < deepestCause && isRecord(current); depth++) {
    const response = isRecord(current.response) ? current.response : {};
    const headers = [response.headers, current.headers].find(isRecord) ?? {};
    if (typeof current.status === "number") return { status: current.status, headers };
    // An error of GraphQL carries the answer without its status.
    if (Array.isArray(current.errors) || typeof response.status === "number") {
      const status = typeof response.status === "number" ? response.status : 200;
      return { status, headers };
    }
    current = current.cause;
  }
  return null;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
