import { pino } from "pino";
import type { Logger } from "probot";
import type { LogLevel } from "./environment.ts";

const longestText = 2_000;
const longestName = 300;
const deepestCause = 3;
const mostErrors = 3;

/** The process's log: one JSON object per line on standard output. */
export function createLog(level: LogLevel): Logger {
  return pino({ level, base: null, serializers: { err: describeError } });
}

/**
 * An error in so many words. Only what is listed here is written: the libraries hang whole webhooks, requests and answers on
 * their errors, which may be large, private or hostile.
 */
export function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return cut(String(error));
  const { name, message, stack, cause } = error;
  return {
    name,
    message: cut(message),
    ...("code" in error && { code: cut(String(error.code)) }),
    ...("status" in error && { status: Number(error.status) }),
    ...(depth === 0 && stack !== undefined && { stack: cut(stack) }),
    ...(error instanceof AggregateError &&
      depth < deepestCause && {
        errors: error.errors.slice(0, mostErrors).map((one) => describeError(one, depth + 1)),
      }),
    ...(cause !== undefined && depth < deepestCause && { cause: describeError(cause, depth + 1) }),
  };
}

/** Foreign text for the log, on which one line may have several of them. */
export function plainText(text: string): string {
  return cut(text).slice(0, longestName);
}

/** The log may be read in a terminal; JSON escapes the other control characters itself. */
function cut(text: string): string {
  return text.slice(0, longestText).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
}
