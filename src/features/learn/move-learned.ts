import type { Store } from "../../adapters/store/store.ts";

/** A job of a workflow file. */
export interface JobPlace {
  readonly path: string;
  readonly jobId: string;
}

/** Where what was learned and decided is kept. */
export interface MovableStore extends Pick<Store, "baselines" | "jobRecords"> {
  readonly decisions: Pick<Store["decisions"], "read" | "decideEndpoint" | "decideJob">;
}

/**
 * Gives what was learned and decided about a job to the same job under its new name. Broken off, it is done again from the start and
 * ends the same. @throws what the store answered with
 */
export async function moveLearned(
  repositoryId: number,
  from: JobPlace,
  to: JobPlace,
  { baselines, decisions, jobRecords }: MovableStore,
): Promise<void> {
  const keys = (await baselines.list(repositoryId)).filter(
    ({ path, jobId }) => path === from.path && jobId === from.jobId,
  );
  for (const key of keys) await baselines.merge({ ...key, ...to }, await baselines.read(key));
  const decided = await decisions.read(repositoryId, from.path);
  const about = decided.jobs.get(from.jobId);
  if (about !== undefined) await decisions.decideJob(repositoryId, to.path, to.jobId, about);
  if (from.path !== to.path)
    for (const { origin, ...decision } of decided.endpoints)
      if (origin.kind === "person")
        await decisions.decideEndpoint(repositoryId, to.path, { ...decision, origin });
  const records = new Map(await jobRecords.read(repositoryId, from.path));
  records.delete(from.jobId);
  await jobRecords.write(repositoryId, from.path, records);
  for (const key of keys) await baselines.forget(key);
}
