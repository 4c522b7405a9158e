import type { FastifyReply, FastifyRequest } from "fastify";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import type { Session } from "../../../adapters/store/pages/sessions.ts";
import { createViewerAccess, type ViewerAccess } from "../../../features/access/viewer-access.ts";
import { dropCookie, readCookie } from "./cookies.ts";
import type { PageContext } from "./page-context.ts";

/** Whoever is signed in. */
export interface Viewer {
  readonly sessionId: string;
  readonly session: Session;
  readonly octokit: Octokit;
  readonly access: ViewerAccess;
}

/** Who sends a request; null for somebody who is not signed in. */
export async function findViewer(
  request: FastifyRequest,
  { sessions, signIn, openCache }: PageContext,
): Promise<Viewer | null> {
  const sessionId = readCookie(request, "session");
  const session = sessionId === null ? null : await sessions.read(sessionId);
  if (sessionId === null || session === null) return null;
  const octokit = signIn.connect({ token: session.token, id: session.viewer.id });
  return { sessionId, session, octokit, access: createViewerAccess(octokit, openCache(sessionId)) };
}

/** Ends a session here. What GitHub knows of it stays. */
export async function endSession(
  sessionId: string,
  reply: FastifyReply,
  { sessions, openCache }: PageContext,
): Promise<void> {
  await sessions.end(sessionId);
  await openCache(sessionId).drop();
  dropCookie(reply, "session");
}
