import { type KeptJob, showJob } from "./owner-jobs.ts";
import type { OwnerProposal } from "./owner-page.ts";

/** A proposal with its repository's id. */
export interface KeptProposal extends OwnerProposal {
  readonly repositoryId: number;
}

/** The open pull requests of the bot with the jobs that each is about, those that have waited for longest first. */
export function listProposals(jobs: readonly KeptJob[]): readonly KeptProposal[] {
  const proposals = new Map<string, KeptProposal>();
  for (const kept of jobs) {
    const { pullRequest, repositoryId } = kept;
    if (pullRequest === null) continue;
    const { owner, repository, path, file, job, since } = showJob(kept);
    const key = `${repositoryId} ${pullRequest}`;
    const known = proposals.get(key);
    proposals.set(key, {
      repositoryId,
      owner,
      repository,
      path,
      file,
      pullRequest,
      jobs: [...(known?.jobs ?? []), job],
      since: known === undefined || since < known.since ? since : known.since,
    });
  }
  return [...proposals.values()].sort((a, b) => (a.since < b.since ? -1 : 1));
}
