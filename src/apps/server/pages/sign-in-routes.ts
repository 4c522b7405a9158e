import { randomBytes, timingSafeEqual } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { z } from "zod";
import { callbackPath } from "../../../adapters/github/people/sign-in.ts";
import { readViewer } from "../../../adapters/github/people/viewer.ts";
import { longestSession } from "../../../adapters/store/pages/sessions.ts";
import { parseValue } from "../../../adapters/store/redis/parse-value.ts";
import { dropCookie, readCookie, setCookie } from "./cookies.ts";
import { endSession, findViewer } from "./find-viewer.ts";
import { createFormSecret, isOwnForm } from "./form-guard.ts";
import type { PageContext } from "./page-context.ts";
import { parsePagePath, pathOfPlace } from "./page-place.ts";
import { replyProblem } from "./reply-page.ts";

/** How long somebody may be on GitHub's page, in ms. */
const longestAttempt = 10 * 60_000;
/** Of the cookie that holds an attempt; nothing else is opened as one. */
const attemptPlace = "sign-in";

const attemptSchema = z.object({
  state: z.string(),
  verifier: z.string(),
  /** Where to go then: the path of a page. */
  to: z.string(),
  until: z.number(),
});

/** How often one address may begin to sign in. */
const rateLimit = { max: 30, timeWindow: 60_000 };

/** Adds `/sign-in`, where GitHub sends people back, and `/sign-out`. */
export function addSignInRoutes(app: FastifyInstance, context: PageContext): void {
  const { signIn, sealer, sessions, now } = context;
  const home = { viewer: null, here: "/" } as const;

  app.get("/sign-in", { config: { rateLimit } }, async (request, reply) => {
    const attempt = { state: drawSecret(), verifier: drawSecret() };
    const kept = { ...attempt, to: readTo(request), until: now() + longestAttempt };
    setCookie(reply, "signIn", sealer.seal(JSON.stringify(kept), attemptPlace), longestAttempt);
    return reply.redirect(signIn.addressFor(attempt), 302);
  });

  app.get(callbackPath, { config: { rateLimit } }, async (request, reply) => {
    const sealed = readCookie(request, "signIn");
    dropCookie(reply, "signIn");
    const kept = parseValue(attemptSchema, sealed === null ? null : sealer.open(sealed, attemptPlace));
    const { state, code } = callbackOf(request);
    if (kept === null || kept.until <= now() || code === null || !isSame(state, kept.state))
      return replyProblem(reply, "sign-in", home, context);
    let started: string;
    try {
      started = await start(code, kept);
    } catch (error) {
      context.onError(error);
      return replyProblem(reply, "sign-in", home, context);
    }
    // A session that the browser brought along is not gone on with: somebody else may know its id.
    const former = readCookie(request, "session");
    if (former !== null) await endSession(former, reply, context);
    setCookie(reply, "session", started, longestSession);
    return reply.redirect(kept.to, 303);
  });

  async function start(code: string, attempt: z.infer<typeof attemptSchema>): Promise<string> {
    const { token, endsAt } = await signIn.exchange(code, attempt);
    const viewer = await readViewer(signIn.connect({ token }));
    const startedAt = now();
    const latest = startedAt + longestSession;
    return sessions.start({
      viewer,
      token,
      formSecret: createFormSecret(),
      startedAt,
      endsAt: endsAt === null ? latest : Math.min(endsAt, latest),
    });
  }

  app.post("/sign-out", async (request, reply) => {
    const viewer = await findViewer(request, context);
    if (viewer === null) return reply.redirect("/", 303);
    if (!isOwnForm(request, viewer.session, context.url)) return replyProblem(reply, "form", home, context);
    await endSession(viewer.sessionId, reply, context);
    // The session is over here, whatever GitHub says.
    await signIn.revoke(viewer.session.token).catch(context.onError);
    return reply.redirect("/", 303);
  });
}

function drawSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** The page that somebody wanted to see, by its one address; never another place. */
function readTo({ query }: FastifyRequest): string {
  const { to } = z.object({ to: z.string().catch("/") }).parse(query);
  const address = parsePagePath(to.split(/[?#]/, 1)[0] ?? "");
  return address === null ? "/" : pathOfPlace(address.place);
}

function callbackOf({ query }: FastifyRequest): { readonly state: string; readonly code: string | null } {
  const word = z.string().max(200);
  const parsed = z.object({ state: word, code: word.min(1) }).safeParse(query).data;
  return parsed ?? { state: "", code: null };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
