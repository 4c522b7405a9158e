import type { Octokit } from "../../adapters/github/client/octokit.ts";
import type { Store } from "../../adapters/store/store.ts";
import { parseForeignWorkflow } from "../../adapters/yaml/parse-foreign.ts";
import type { Proposal } from "../../domain/proposal/select.ts";
import { type Caller, findCallersWithoutIdToken } from "../../domain/workflow/find-callers.ts";
import { mayBeCalled } from "../../domain/workflow/triggers.ts";
import { readableFile, type WorkflowFile } from "../../domain/workflow/workflow-file.ts";
import { readWorkflowsAt } from "../look/read-workflows.ts";
import type { ProposalState } from "./read-proposal-state.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "workflowTexts">;
}

/**
 * Who calls the workflow and has to let its jobs ask for the token that the Policy Store wants; null where it is of no matter.
 * @throws what GitHub or the store answered with
 */
export async function readCallers(
  { repository, path, file: { head, parsed } }: Pick<ProposalState, "repository" | "path" | "file">,
  { policies, file }: Proposal,
  { octokit, store }: Tools,
): Promise<readonly Caller[] | null> {
  if (policies.size === 0 || !mayBeCalled(file)) return null;
  const { files } = await readWorkflowsAt({ repository, head }, { octokit, store });
  const callers: { readonly path: string; readonly file: WorkflowFile }[] = [];
  for (const one of files) {
    const read = readableFile(one.path === path ? parsed : await parseForeignWorkflow(one.text));
    if (read !== null) callers.push({ path: one.path, file: read });
  }
  return findCallersWithoutIdToken(callers, path);
}
