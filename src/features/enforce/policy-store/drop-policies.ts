import { readPolicies } from "../../../domain/guard/guard-policy.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import type { WorkflowFile } from "../../../domain/workflow/workflow-file.ts";
import { isOwnPolicy } from "./own-policies.ts";
import { type PolicyTools, requirePolicyStore } from "./policy-tools.ts";
import { isOwnWriting } from "./write-policy.ts";

/** The workflow file on the default branch, and on the branch of the pull request that is open; null where there is none, or none that can be read. */
export interface Namers {
  readonly path: string;
  readonly file: WorkflowFile | null;
  readonly openFile: WorkflowFile | null;
}

/**
 * Removes from the Policy Store what the bot wrote for pull requests that were closed. What the default branch names, or named once, stays:
 * other branches may name it still. What people changed is theirs, and stays as well.
 * @throws PolicyStoreError, and what the bot's own store answered with
 */
export async function dropPolicies(
  repository: RepositoryNow,
  { path, file, openFile }: Namers,
  { policyStore, store }: PolicyTools,
): Promise<void> {
  const { id, owner } = repository;
  const { policies } = store;
  const records = await policies.read(id, path);
  if (records.size === 0) return;
  const [inFile, inOpen] = [listNamed(file), listNamed(openFile)];
  const isOpenToUs = policyStore?.hasKey(owner) === true;
  for (const [name, record] of records) {
    if (record.isInUse) continue;
    if (inFile.has(name)) {
      await policies.remember(id, path, { ...record, isInUse: true });
      continue;
    }
    if (inOpen.has(name)) continue;
    // Without its key nothing can be removed; with it the rest is, the next time.
    if (!isOpenToUs) continue;
    const there = requirePolicyStore(policyStore, owner);
    const isOurs = await isOwnPolicy(name, repository, { path, jobId: record.jobId }, store);
    const current = isOurs ? await there.read(owner, name) : null;
    if (current !== null && isOwnWriting(current, record)) await there.remove(owner, name);
    await policies.forget(id, path, name);
  }
}

function listNamed(file: WorkflowFile | null): ReadonlySet<string> {
  const guards = [...readPolicies(file).values()];
  return new Set(guards.flatMap(({ asks }) => (asks?.scope === "job" ? [asks.name] : [])));
}
