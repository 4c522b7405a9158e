import type { FastifyReply, FastifyRequest } from "fastify";
import { findAnswer } from "../../../adapters/github/client/github-answer.ts";
import { isLimit } from "../../../adapters/github/client/is-limit.ts";
import type { Problem } from "../../../domain/text/pages/frame.ts";
import type { PageContext } from "./page-context.ts";
import { replyProblem } from "./reply-page.ts";

/** One address asks too often. */
export class TooManyRequests extends Error {
  override readonly name = "TooManyRequests";
  readonly statusCode = 429;
}

/** Answers with a page that says what went wrong, as far as it is anybody's business. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
): FastifyReply {
  const problem = problemOf(error);
  if (problem === "internal" || problem === "github") context.onError(error);
  const isJson = /\.json(?:\?|$)/.test(request.raw.url ?? "");
  return replyProblem(reply, problem, { viewer: null, here: "/", isJson }, context);
}

function problemOf(error: unknown): Problem {
  if (error instanceof TooManyRequests) return "too-many-requests";
  if (isLimit(error)) return "github-limit";
  if (findAnswer(error) !== null) return "github";
  return isOfForm(error) ? "form" : "internal";
}

/** Whether the framework did not take what was sent: too long, or no form. */
function isOfForm(error: unknown): boolean {
  return (
    error instanceof Error &&
    "statusCode" in error &&
    typeof error.statusCode === "number" &&
    error.statusCode < 500
  );
}
