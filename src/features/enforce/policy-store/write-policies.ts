import { isSamePolicy } from "../../../domain/guard/policy-store/stored-guard.ts";
import type { PolicyChange } from "../../../domain/proposal/policy-changes.ts";
import type { Proposal } from "../../../domain/proposal/select.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { type PolicyTools, requirePolicyStore } from "./policy-tools.ts";
import { isOwnWriting, writePolicy } from "./write-policy.ts";

/**
 * Makes the Policy Store hold what a proposal names, before anything names it. `noteGrowth` hears before each what a list gets. What people changed there is left as it is, and returned.
 * @throws PolicyStoreError, and what the bot's own store answered with
 */
export async function writePolicies(
  { repository, path }: { readonly repository: RepositoryNow; readonly path: string },
  { policies, switched }: Pick<Proposal, "policies" | "switched">,
  tools: PolicyTools,
  noteGrowth: (added: readonly string[]) => Promise<void>,
): Promise<readonly PolicyChange[]> {
  if (policies.size === 0) return [];
  const edited: PolicyChange[] = [];
  const { id: repositoryId, owner } = repository;
  const policyStore = requirePolicyStore(tools.policyStore, owner);
  const records = await tools.store.policies.read(repositoryId, path);
  for (const [name, { jobId, policy }] of policies) {
    const known = records.get(name) ?? null;
    const current = await policyStore.read(owner, name);
    if (current !== null && known !== null && !isOwnWriting(current, known)) {
      const jobs = switched.filter((job) => job.jobId === jobId);
      if (!isSamePolicy(current, policy))
        edited.push({
          name,
          scope: "job",
          why: "switch",
          jobs,
          current,
          written: known.written,
          wanted: policy,
        });
      continue;
    }
    const isThere = current !== null && isSamePolicy(current, policy);
    if (isThere && known !== null && known.pending === null && isSamePolicy(known.written, policy)) continue;
    const before = new Set((known?.written ?? current)?.entries);
    await noteGrowth(policy.entries.filter((entry) => !before.has(entry)));
    const record = { name, jobId, written: policy, isInUse: known?.isInUse ?? false };
    await writePolicy({ repositoryId, owner, path }, record, known, policyStore, tools.store);
  }
  return edited;
}
