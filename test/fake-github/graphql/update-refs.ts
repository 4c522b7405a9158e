import { z } from "zod";
import { ApiError } from "../http/api-error.ts";
import { authorize } from "../http/permissions.ts";
import type { Request } from "../http/route.ts";
import { checkPushedWorkflows } from "../http/workflow-files.ts";
import { brokenRule, clashes, isLocked, isRefName } from "../routes/git-refs.ts";
import { isFastForward, rewriteHead, setRef } from "../state/refs.ts";
import type { Repository } from "../state/repository.ts";

const noCommit = "0".repeat(40);
const oid = z.string().regex(/^[0-9a-f]{40}$/);

export const updateRefsInput = z.strictObject({
  repositoryId: z.string(),
  clientMutationId: z.string().nullish(),
  refUpdates: z
    .array(
      z.strictObject({
        name: z.string(),
        afterOid: oid,
        beforeOid: oid.nullish(),
        force: z.boolean().nullish(),
      }),
    )
    .min(1),
});

type RefUpdate = z.infer<typeof updateRefsInput>["refUpdates"][number];

/** A mutation that GitHub refuses, as it stands in `errors`. */
export class MutationError extends Error {
  readonly type: "NOT_FOUND" | "FORBIDDEN" | "UNPROCESSABLE" | "STALE_DATA";

  constructor(type: MutationError["type"], message: string) {
    super(message);
    this.type = type;
  }
}

/** Moves several refs at once or none. @throws MutationError */
export function updateRefs(
  { world, caller, actor, fault }: Pick<Request<unknown, unknown>, "world" | "caller" | "actor" | "fault">,
  { repositoryId, refUpdates }: z.infer<typeof updateRefsInput>,
): void {
  const repository = [...world.repositories.values()].find(({ nodeId }) => nodeId === repositoryId);
  const unknown = `Could not resolve to a node with the global id of '${repositoryId}'`;
  if (repository === undefined) throw new MutationError("NOT_FOUND", unknown);
  forGraphql(() => authorize(world, caller, repository, { anyOf: ["contents:write"] }));
  if (fault === "ref-moved") for (const { name } of refUpdates) rewriteHead(world, repository, name);
  for (const update of refUpdates) {
    checkUpdate(repository, update);
    if (update.afterOid !== noCommit) {
      forGraphql(() => checkPushedWorkflows(world, caller, repository, update.afterOid));
    }
  }
  const isCreation = refUpdates.some(({ name }) => !repository.refs.has(name));
  for (const { name, afterOid } of refUpdates) {
    setRef(world, repository, actor, { name, sha: afterOid === noCommit ? null : afterOid });
  }
  if (fault === "422-existing-branch" && isCreation) {
    throw new MutationError("UNPROCESSABLE", "Reference already exists");
  }
}

function checkUpdate(repository: Repository, { name, beforeOid, afterOid, force }: RefUpdate): void {
  const before = repository.refs.get(name);
  if (isLocked(repository, name))
    throw new MutationError("UNPROCESSABLE", "Repository rule violations found");
  if (!isRefName(name)) throw new MutationError("UNPROCESSABLE", `${name} is not a valid ref name`);
  if (beforeOid !== null && beforeOid !== undefined && beforeOid !== (before ?? noCommit)) {
    throw new MutationError("STALE_DATA", `${name} is at ${before ?? noCommit} but expected ${beforeOid}`);
  }
  const after = afterOid === noCommit ? null : afterOid;
  if (after === null && before === undefined)
    throw new MutationError("UNPROCESSABLE", `${name} does not exist`);
  const broken =
    before === undefined || before === after ? null : brokenRule(repository, name, { before, after });
  if (broken !== null) throw new MutationError("UNPROCESSABLE", broken);
  if (after === null) return;
  if (repository.objects.commit(afterOid) === undefined) {
    throw new MutationError("UNPROCESSABLE", `${afterOid} does not exist`);
  }
  if (before === undefined && clashes(repository.refs.keys(), name)) {
    throw new MutationError("UNPROCESSABLE", `${name} cannot be created beside the refs that exist`);
  }
  if (before !== undefined && force !== true && !isFastForward(repository, before, afterOid)) {
    throw new MutationError("UNPROCESSABLE", `${name} cannot be updated: not a fast forward`);
  }
}

/** REST's refusals in GraphQL's words. */
function forGraphql(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new MutationError(error.status === 404 ? "NOT_FOUND" : "FORBIDDEN", error.message);
  }
}
