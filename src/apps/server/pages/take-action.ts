import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { statusOf } from "../../../adapters/github/client/status-of.ts";
import { readViewerRepository } from "../../../adapters/github/people/viewer-repository.ts";
import { pageActions } from "../../../adapters/queue/tasks/answer-page.ts";
import { endSession, findViewer, type Viewer } from "./find-viewer.ts";
import { isOwnForm } from "./form-guard.ts";
import type { PageContext } from "./page-context.ts";
import { parsePagePath, pathOfPlace, readRepositoryNames } from "./page-place.ts";
import { replyPage, replyProblem } from "./reply-page.ts";

const paramsSchema = z.object({ owner: z.string(), name: z.string(), action: z.enum(pageActions) });
const text = (most: number) => z.string().max(most).catch("");
const fieldsSchema = z.object({
  file: z.string().regex(/^[^/\\\p{C}]{1,255}\.ya?ml$/u),
  job: z
    .string()
    .regex(/^(?:[A-Za-z_][A-Za-z0-9_-]{0,99})?$/)
    .default(""),
  endpoint: text(300),
  // What is too long, the command says itself.
  reason: text(2_000),
  back: text(2_000),
});

/** How often it is looked whether the answer is there, in ms. */
const lookEvery = 100;

/** Takes what somebody asks for on a page: whether they may write, GitHub is asked anew, and the worker does it as it does a command. */
export async function takeAction(
  request: FastifyRequest,
  reply: FastifyReply,
  context: PageContext,
): Promise<FastifyReply> {
  const around = { viewer: null, here: "/" } as const;
  const params = paramsSchema.safeParse(request.params).data;
  const names = params === undefined ? null : readRepositoryNames(params.owner, params.name);
  if (params === undefined || names === null)
    return replyPage(reply, 404, { kind: "not-found" }, around, context);
  const viewer = await findViewer(request, context);
  if (viewer === null || !isOwnForm(request, viewer.session, context.url))
    return replyProblem(reply, "form", around, context);
  const fields = fieldsSchema.safeParse(request.body).data;
  if (fields === undefined) return replyProblem(reply, "form", around, context);
  try {
    return await take({ ...names, ...fields, action: params.action }, viewer, reply, context);
  } catch (error) {
    if (statusOf(error) !== 401) throw error;
    await endSession(viewer.sessionId, reply, context);
    return replyProblem(reply, "form", around, context);
  }
}

type Asked = z.infer<typeof paramsSchema> & z.infer<typeof fieldsSchema>;

async function take(
  { owner, name, action, ...fields }: Asked,
  viewer: Viewer,
  reply: FastifyReply,
  context: PageContext,
): Promise<FastifyReply> {
  const { id, login } = viewer.session.viewer;
  const around = { viewer, here: pathOfPlace({ kind: "repository", owner, name }) };
  const found = await readViewerRepository(viewer.octokit, { owner, name });
  if (found === null) return replyPage(reply, 404, { kind: "not-found" }, around, context);
  const { repository, mayWrite } = found;
  if (!mayWrite || repository.isArchived) return replyProblem(reply, "not-a-writer", around, context);
  const owners = await viewer.access.listOwners();
  const installation = owners.find(({ ownerId }) => ownerId === repository.ownerId);
  if (installation === undefined) return replyPage(reply, 404, { kind: "not-found" }, around, context);
  const answerId = randomBytes(24).toString("base64url");
  const { id: repositoryId, owner: nowOwner, name: nowName, defaultBranch } = repository;
  await context.queues.answerPage({
    repository: {
      installationId: installation.installationId,
      id: repositoryId,
      owner: nowOwner,
      name: nowName,
      defaultBranch,
    },
    viewer: { id, login },
    at: new Date(context.now()).toISOString(),
    answerId,
    action,
    file: fields.file,
    jobId: fields.job === "" ? null : fields.job,
    endpoint: fields.endpoint,
    reason: fields.reason,
  });
  await waitForAnswer(repositoryId, answerId, context);
  return reply.redirect(`${readBack(fields.back, nowOwner, nowName)}?answer=${answerId}`, 303);
}

/** So that mostly the next page says already what became of it. */
async function waitForAnswer(
  repositoryId: number,
  answerId: string,
  { store, answerWait }: PageContext,
): Promise<void> {
  for (let waited = 0; waited < answerWait; waited += lookEvery) {
    if ((await store.pageAnswers.read(repositoryId, answerId)) !== null) return;
    await sleep(lookEvery);
  }
}

/** The page of the same repository that a form was on; never another place. */
function readBack(path: string, owner: string, name: string): string {
  const place = parsePagePath(path)?.place;
  const isHere =
    place !== undefined &&
    "name" in place &&
    `${place.owner}/${place.name}`.toLowerCase() === `${owner}/${name}`.toLowerCase();
  return pathOfPlace(isHere ? { ...place, owner, name } : { kind: "repository", owner, name });
}
