import type { Store } from "../../adapters/store/store.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { propose } from "./propose.ts";
import type { ProposeTools } from "./propose-tools.ts";
import type { ProposeAction } from "./result.ts";

/** What was done about a workflow file whose jobs are to return to audit mode. */
export interface RolledBack {
  /** `owner/name`, foreign like the others. */
  readonly repository: string;
  readonly path: string;
  readonly jobs: readonly string[];
  readonly action: ProposeAction;
  readonly pullRequest: number | null;
  /** Policies of the Policy Store for which an issue asks. */
  readonly policies: readonly string[];
}

interface Tools extends ProposeTools {
  readonly store: ProposeTools["store"] & Pick<Store, "decisions" | "jobRecords">;
  readonly installationId: number;
}

/**
 * Proposes that all jobs of a repository which came to block since a time, and still do, return to audit mode, as if somebody had asked
 * for each with `/egress audit`. Times are ISO 8601 UTC. @throws as `propose` does
 */
export async function rollBack(
  repository: RepositoryNow,
  { since, at }: { readonly since: string; readonly at: string },
  tools: Tools,
): Promise<readonly RolledBack[]> {
  const { id, owner, name, defaultBranch } = repository;
  const { installationId, store, botLogin: login } = tools;
  const done: RolledBack[] = [];
  for (const [path, records] of await store.jobRecords.list(id)) {
    const jobs = [...records]
      .filter(
        ([, { blockedAt, returnedAt }]) => blockedAt !== null && blockedAt >= since && returnedAt === null,
      )
      .map(([jobId]) => jobId);
    if (jobs.length === 0) continue;
    for (const jobId of jobs) await store.decisions.decideJob(id, path, jobId, { kind: "audit", login, at });
    const named = { installationId, id, owner, name, defaultBranch };
    const { action, pullRequest, policyChanges } = await propose({ repository: named, path }, tools);
    const policies = policyChanges.map(({ name: policy }) => policy);
    done.push({ repository: `${owner}/${name}`, path, jobs, action, pullRequest, policies });
  }
  return done;
}
