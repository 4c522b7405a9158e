import type { Store } from "../../adapters/store/store.ts";
import type { LateChange } from "../../domain/text/dashboard.ts";

const month = 30 * 86_400_000;
const mostShown = 10;

/** What became of the jobs of a repository in the last 30 days, the newest first. `now` is in ms since 1970. */
export async function listLately(
  repositoryId: number,
  now: number,
  { jobRecords }: Pick<Store, "jobRecords">,
): Promise<readonly LateChange[]> {
  const changes: LateChange[] = [];
  for (const [path, records] of await jobRecords.list(repositoryId))
    for (const [jobId, { blockedAt, returnedAt }] of records) {
      if (blockedAt !== null) changes.push({ path, jobId, what: "blocks", at: blockedAt });
      if (returnedAt !== null) changes.push({ path, jobId, what: "returned", at: returnedAt });
    }
  return changes
    .filter(({ at }) => now - Date.parse(at) < month)
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, mostShown);
}
