import type { FastifyReply } from "fastify";
import type { Frame, PageBody, Problem } from "../../../domain/text/pages/frame.ts";
import type { Viewer } from "./find-viewer.ts";
import { createFormToken } from "./form-guard.ts";
import type { PageContext } from "./page-context.ts";

/** What is around a page, as far as it is not for everybody. */
export interface Around {
  readonly viewer: Viewer | null;
  readonly mayWrite?: boolean;
  /** The path of the page. */
  readonly here: string;
  readonly notice?: string | null;
  /** Whether the JSON beside the page was asked for. */
  readonly isJson?: boolean;
}

/** Answers with a page as HTML, or with what it shows as JSON. */
export function replyPage(
  reply: FastifyReply,
  status: number,
  body: PageBody,
  { viewer, mayWrite = false, here, notice = null, isJson = false }: Around,
  { parts, assets }: PageContext,
): FastifyReply {
  reply.code(status);
  if (isJson) return reply.type("application/json; charset=utf-8").send(JSON.stringify(jsonOf(body)));
  const frame: Frame = {
    viewer: viewer?.session.viewer.login ?? null,
    csrf: viewer === null ? null : createFormToken(viewer.session),
    mayWrite,
    here,
    assets: assets.addressOf,
    notice,
  };
  return reply.type("text/html; charset=utf-8").send(parts.renderPage(frame, body));
}

/** Answers that something could not be done. */
export function replyProblem(
  reply: FastifyReply,
  problem: Problem,
  around: Around,
  context: PageContext,
): FastifyReply {
  return replyPage(reply, statuses[problem], { kind: "problem", problem }, around, context);
}

const statuses: Readonly<Record<Problem, number>> = {
  github: 502,
  "github-limit": 503,
  "too-many-requests": 429,
  "sign-in": 403,
  form: 403,
  reason: 422,
  "not-a-writer": 403,
  internal: 500,
};

function jsonOf(body: PageBody): object {
  switch (body.kind) {
    case "home":
      return { owners: body.owners.map(({ login }) => ({ login })) };
    case "welcome":
      return { error: "signed-out" };
    case "not-found":
      return { error: "not-found" };
    case "problem":
      return { error: body.problem };
    default:
      return body.page;
  }
}
