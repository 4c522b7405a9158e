import { userBody } from "../bodies/account.ts";
import { repositoryBody } from "../bodies/repository.ts";
import { runBody, workflowBody } from "../bodies/run.ts";
import type { Run } from "../state/repository.ts";
import type { World } from "../state/world.ts";

export type WorkflowRunAction = "requested" | "in_progress" | "completed";

/** The payload of a `workflow_run` event, without `installation`. */
export function workflowRunPayload<Action extends WorkflowRunAction>(world: World, run: Run, action: Action) {
  return {
    action,
    workflow: workflowBody(world, run),
    workflow_run: runBody(world, run),
    repository: repositoryBody(world, run.repository),
    sender: userBody(world, run.triggeringActor),
  };
}
