import type { Store } from "../../adapters/store/store.ts";
import { listStandings } from "../../domain/proposal/standing.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { readableFile } from "../../domain/workflow/workflow-file.ts";
import type { Outcome } from "./apply-plan.ts";
import type { ProposalState } from "./read-proposal-state.ts";

interface StandingsStore {
  readonly standings: Pick<Store["standings"], "note">;
}

/**
 * Notes how the guarded jobs of a file stand after a look, for whoever looks at all repositories of an owner. `open` has the jobs for which
 * something is open, null where that is as it was before. Of a file that cannot be read what was noted stays. @throws what the store answered with
 */
export async function noteStandings(
  { repository, path, file, assessed, rules, proposal, proposed, open: openBefore }: ProposalState,
  { outcome, open }: { readonly outcome: Outcome; readonly open: ReadonlySet<string> | null },
  { standings }: StandingsStore,
): Promise<void> {
  if (assessed?.ok === false) return;
  const { enforcer, records } = rules;
  const switched = new Set((proposal?.switched ?? []).map(({ jobId }) => jobId));
  const jobs = listStandings({
    path,
    file: readableFile(file.parsed) ?? { jobs: [] },
    assessed,
    enforcer,
    records,
    pullRequest: open === null ? (openBefore?.number ?? null) : open.size > 0 ? outcome.pullRequest : null,
    open: open ?? proposed,
    proposed: open === null ? proposed : switched,
    isNotPermitted: outcome.action === "not-permitted",
  });
  await standings.note(repository, path, jobs, Date.now());
}

/** Notes that nothing is guarded in a file: it is gone, or nothing is done in its repository. @throws what the store answered with */
export async function noteNoStandings(
  repository: RepositoryNow,
  path: string,
  { standings }: StandingsStore,
): Promise<void> {
  await standings.note(repository, path, [], Date.now());
}
