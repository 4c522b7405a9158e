import type { Repository } from "../../../domain/run/repository.ts";
import { ifThere } from "../client/if-there.ts";
import type { Octokit } from "../client/octokit.ts";
import { CutAnswerError, wholeAnswer } from "../client/whole-answer.ts";

/** Larger ones are not fetched, as they are held in memory. */
const largest = 64 * 1_048_576;

/** The zip of what a run uploaded under a name; null where there is none (any more), or a too large one. @throws what Octokit throws */
export async function readArtifact(
  octokit: Octokit,
  { owner, name: repo }: Pick<Repository, "owner" | "name">,
  { runId, name }: { readonly runId: number; readonly name: string },
): Promise<Buffer | null> {
  return ifThere(async () => {
    const { artifacts } = wholeAnswer(
      await octokit.rest.actions.listWorkflowRunArtifacts({ owner, repo, run_id: runId, name, per_page: 1 }),
    );
    const [artifact] = artifacts;
    if (artifact === undefined || artifact.expired || artifact.size_in_bytes > largest) return null;
    const { data } = await octokit.rest.actions.downloadArtifact({
      owner,
      repo,
      artifact_id: artifact.id,
      archive_format: "zip",
    });
    if (!(data instanceof ArrayBuffer)) throw new CutAnswerError();
    return Buffer.from(data);
  });
}
