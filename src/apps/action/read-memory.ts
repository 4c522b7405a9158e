import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { readArtifact } from "../../adapters/github/runs/artifacts.ts";
import { listWorkflowRuns } from "../../adapters/github/runs/list-runs.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import type { WorkflowRun } from "../../domain/run/workflow-run.ts";
import { collect } from "../cli/logs/bytes.ts";
import { openZip } from "../cli/logs/tree.ts";
import type { KnownBefore } from "../cli/online/memory-store.ts";
import { readVersion } from "../cli/shared/version.ts";
import { readMemory } from "./memory-file.ts";

/** The name of the artifact, and of the file in it. */
export const memoryName = "egress-memory";
export const memoryFile = "egress-memory.json";

/** So many runs back is looked; a failed one may have left nothing. */
const mostRuns = 5;
const largest = 256 * 1_048_576;

/**
 * What the last runs of this workflow on the default branch left as an artifact, the newest that can be read; null where there is none. Never
 * what a fork, a pull request or another workflow left, and never a cache, which any step of any job on the branch can write. `workflow`: its path;
 * `runId`: this run. @throws what GitHub answered with
 */
export async function readLastMemory(
  octokit: Octokit,
  repository: RepositoryNow,
  { workflow, runId }: { readonly workflow: string; readonly runId: number },
): Promise<KnownBefore | null> {
  const { runs } = await listWorkflowRuns(octokit, repository, { path: workflow, perPage: 50 });
  const own = runs.filter((run) => run.id !== runId && isOfDefaultBranch(run, repository));
  for (const run of own.slice(0, mostRuns)) {
    const zip = await readArtifact(octokit, repository, { runId: run.id, name: memoryName });
    const known = zip === null ? null : await unpack(zip);
    if (known !== null) return known;
  }
  return null;
}

function isOfDefaultBranch(run: WorkflowRun, { id, defaultBranch }: RepositoryNow): boolean {
  const isOwnEvent = run.event === "schedule" || run.event === "workflow_dispatch" || run.event === "push";
  return isOwnEvent && run.headRepositoryId === id && run.headBranch === defaultBranch;
}

async function unpack(zip: Buffer): Promise<KnownBefore | null> {
  const tree = await openZip(zip).catch(() => null);
  if (tree === null || !tree.paths.includes(memoryFile)) return null;
  try {
    const bytes = await collect(tree.read(memoryFile), largest);
    return bytes === null ? null : readMemory(bytes.toString("utf8"), readVersion());
  } catch {
    // Damaged: everything is read anew.
    return null;
  } finally {
    tree.close();
  }
}
