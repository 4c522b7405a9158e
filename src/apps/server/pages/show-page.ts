import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { statusOf } from "../../../adapters/github/client/status-of.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { sayAsked } from "../../../domain/text/page-answers.ts";
import type { PageBody } from "../../../domain/text/pages/frame.ts";
import { endSession, findViewer, type Viewer } from "./find-viewer.ts";
import type { PageContext } from "./page-context.ts";
import { type PageAddress, parsePagePath, pathOfPlace, type RepositoryPlace } from "./page-place.ts";
import { type Around, replyPage } from "./reply-page.ts";

const workflowFolder = ".github/workflows/";

const ownerQuery = z.object({
  state: z.string().min(1).max(40).nullable().catch(null),
  name: z.string().min(1).max(100).nullable().catch(null),
  from: z.string().min(1).max(600).nullable().catch(null),
});
const answerQuery = z.object({ answer: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/) });

/** Answers with the page of an address, or its JSON: to whoever GitHub says may read it, else as if there were none. */
export async function showPage(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
): Promise<FastifyReply> {
  const [path = "/"] = (request.raw.url ?? "/").split("?", 1);
  const address = parsePagePath(path);
  if (address === null) return replyPage(reply, 404, notFound, { viewer: null, here: "/" }, context);
  const viewer = await findViewer(request, context);
  try {
    return await showTo(viewer, address, request, reply, context);
  } catch (error) {
    if (viewer === null || statusOf(error) !== 401) throw error;
    // GitHub takes the token no more: it was revoked, or has expired.
    await endSession(viewer.sessionId, reply, context);
    return replyWelcome(reply, address, context);
  }
}

const notFound: PageBody = { kind: "not-found" };

async function showTo(
  viewer: Viewer | null,
  address: PageAddress,
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
): Promise<FastifyReply> {
  const { place, isJson } = address;
  const around: Around = { viewer, here: pathOfPlace(place), isJson };
  const tellNotFound = (): FastifyReply => replyPage(reply, 404, notFound, around, context);
  switch (place.kind) {
    case "home": {
      if (viewer === null) return replyWelcome(reply, address, context);
      const owners = await viewer.access.listOwners();
      return replyPage(reply, 200, { kind: "home", owners }, around, context);
    }
    case "owner": {
      if (viewer === null) return replyWelcome(reply, address, context);
      const owner = await viewer.access.findOwner(place.owner);
      if (owner === null) return tellNotFound();
      const { ownerId, login } = owner;
      const question = {
        ownerId,
        login,
        access: {
          list: () => viewer.access.listReadable(owner),
          ask: (ids: readonly number[]) => viewer.access.askReadable(ids),
        },
        filter: ownerQuery.parse(request.query),
      };
      const page = await context.parts.readOwnerPage({ store: context.store }, question, context.now());
      return page === null ? tellNotFound() : replyPage(reply, 200, { kind: "owner", page }, around, context);
    }
    case "repository":
    case "job":
    case "run": {
      const readable = await findReadable(viewer, place, context);
      if (readable === null) return viewer === null ? replyWelcome(reply, address, context) : tellNotFound();
      const { repository, mayWrite } = readable;
      const here = pathOfPlace({ ...place, owner: repository.owner, name: repository.name });
      // It has another name by now, or is written otherwise.
      if (here !== around.here) return reply.redirect(isJson ? `${here}.json` : here, 302);
      const body = await readBody(place, readable, context);
      if (body.kind === "not-found") return tellNotFound();
      const notice = await readNotice(request, repository, viewer, context);
      return replyPage(reply, 200, body, { ...around, mayWrite, notice }, context);
    }
  }
}

/** A repository that may be shown, and a client that may read it. */
interface Readable {
  readonly repository: RepositoryNow;
  readonly octokit: Octokit;
  readonly mayWrite: boolean;
}

async function findReadable(
  viewer: Viewer | null,
  { owner, name }: RepositoryPlace,
  { findPublic, connectPublic }: PageContext,
): Promise<Readable | null> {
  if (viewer !== null) {
    const found = await viewer.access.findRepository(owner, name);
    return found === null ? null : { ...found, octokit: viewer.octokit };
  }
  const seen = await findPublic(owner, name);
  if (seen === null) return null;
  return { repository: seen.repository, octokit: await connectPublic(seen), mayWrite: false };
}

async function readBody(
  place: RepositoryPlace,
  { repository, octokit }: Readable,
  { parts, store, now }: PageContext,
): Promise<PageBody> {
  const tools = { store, octokit };
  switch (place.kind) {
    case "repository": {
      const page = await parts.readRepositoryPage(tools, { repository }, now());
      return page === null ? notFound : { kind: "repository", page };
    }
    case "job": {
      const { file, jobId } = place;
      const of = { repository, path: `${workflowFolder}${file}`, jobId };
      const page = await parts.readJobPage(tools, of, now());
      return page === null ? notFound : { kind: "job", page };
    }
    case "run": {
      const page = await parts.readRunPage(tools, { repository, runId: place.runId }, now());
      return page === null ? notFound : { kind: "run", page };
    }
  }
}

/** What became of something that the viewer has asked for; null where nothing was. */
async function readNotice(
  { query }: FastifyRequest,
  repository: Pick<RepositoryNow, "id">,
  viewer: Viewer | null,
  { store }: PageContext,
): Promise<string | null> {
  const asked = answerQuery.safeParse(query).data;
  if (asked === undefined || viewer === null) return null;
  const answer = await store.pageAnswers.read(repository.id, asked.answer);
  if (answer === null) return sayAsked();
  return answer.viewerId === viewer.session.viewer.id ? answer.text : null;
}

/** The same for every page, there or not. */
function replyWelcome(
  reply: FastifyReply,
  { place, isJson }: PageAddress,
  context: PageContext,
): FastifyReply {
  const here = pathOfPlace(place);
  const signIn = here === "/" ? "/sign-in" : `/sign-in?to=${encodeURIComponent(here)}`;
  const status = here === "/" ? 200 : 401;
  return replyPage(reply, status, { kind: "welcome", signIn }, { viewer: null, here, isJson }, context);
}
