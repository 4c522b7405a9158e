import type { Store } from "../../adapters/store/store.ts";

/** A job of a workflow file. */
export interface JobPlace {
  readonly path: string;
  readonly jobId: string;
}

/** Where what was learned and decided is kept. */
export interface MovableStore extends Pick<Store, "baselines" | "jobRecords"> {
  readonly runCalls: Pick<Store["runCalls"], "copy">;
  readonly decisions: Pick<Store["decisions"], "read" | "decideEndpoint" | "decideJob">;
}

/**
 * Gives what was learned, decided and kept about a job to the same job under its new name. Broken off, nothing is lost. @throws what the store
 * answered with
 */
export async function moveLearned(
  repositoryId: number,
  from: JobPlace,
  to: JobPlace,
  { baselines, runCalls, decisions, jobRecords }: MovableStore,
): Promise<void> {
  const keys = (await baselines.list(repositoryId)).filter(
    ({ path, jobId }) => path === from.path && jobId === from.jobId,
  );
  for (const key of keys) {
    await baselines.merge({ ...key, ...to }, await baselines.read(key));
    await runCalls.copy(key, { ...key, ...to });
  }
  const decided = await decisions.read(repositoryId, from.path);
  const about = decided.jobs.get(from.jobId);
  if (about !== undefined) await decisions.decideJob(repositoryId, to.path, to.jobId, about);
  if (from.path !== to.path)
    for (const { origin, ...decision } of decided.endpoints)
      if (origin.kind === "person")
        await decisions.decideEndpoint(repositoryId, to.path, { ...decision, origin });
  const record = (await jobRecords.read(repositoryId, from.path)).get(from.jobId);
  if (record !== undefined)
    await jobRecords.change(repositoryId, to.path, (known) => new Map([...known, [to.jobId, record]]));
  await jobRecords.change(
    repositoryId,
    from.path,
    (known) => new Map([...known].filter(([jobId]) => jobId !== from.jobId)),
  );
  for (const key of keys) await baselines.forget(key);
}
