import { ApiError, Violation } from "../http/api-error.ts";
import { authorize } from "../http/permissions.ts";
import type { Request } from "../http/route.ts";
import { pullsOf } from "../state/repository.ts";
import { MutationError } from "./update-refs.ts";

const selected = ["...PullRequest.editor.__typename", "...PullRequest.editor.login"];

/** Who edited the text of a pull request last, in GraphQL's words: of an App's bot without `[bot]`. @throws MutationError */
export function readPullRequestEditor(
  { world, caller }: Pick<Request<unknown, unknown>, "world" | "caller">,
  id: unknown,
  selection: readonly string[],
): { readonly editor: { readonly __typename: string; readonly login: string } | null } {
  if (selection.join() !== selected.join())
    throw new Violation(422, `GraphQL: the fake does not tell ${selection.join(", ")}`);
  for (const repository of world.repositories.values()) {
    const issue = pullsOf(repository).find((one) => `PR_${one.id}` === id);
    if (issue === undefined) continue;
    try {
      authorize(world, caller, repository, { anyOf: ["pull_requests:read"] });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new MutationError("FORBIDDEN", error.message);
    }
    const { editor } = issue;
    if (editor === null) return { editor };
    return { editor: { __typename: editor.type, login: editor.login.replace(/\[bot\]$/, "") } };
  }
  throw new MutationError("NOT_FOUND", `Could not resolve to a node with the global id of '${String(id)}'`);
}
