import type { Store } from "../../../adapters/store/store.ts";
import { policyNamesOf } from "../../../domain/guard/policy-store/choose-policy-name.ts";
import { policyPrefix } from "../../../domain/marks/policy-prefix.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";

/** Where a policy is named: in a job, or for all jobs of a workflow file. */
export interface NamingPlace {
  readonly path: string;
  readonly jobId: string | null;
}

/**
 * Whether a policy of the owner's store is the repository's to write: it wrote it, or it has the name that the bot gives here and is no
 * other repository's. All repositories of an owner have one store and one key, so a name alone entitles nobody. A policy that an earlier
 * release wrote for the repository becomes its own, unless its name is the one that the bot gives elsewhere.
 * @throws what the bot's own store answered with
 */
export async function isOwnPolicy(
  name: string,
  { id, owner, name: repository }: Pick<RepositoryNow, "id" | "owner" | "name">,
  { path, jobId }: NamingPlace,
  { policies }: Pick<Store, "policies">,
): Promise<boolean> {
  const holder = await policies.holderOf(owner, name);
  if (holder !== null) return holder === id;
  const isNamedHere = policyNamesOf({ repository, path, jobId }).includes(name);
  const written = [...(await policies.list(id)).values()].flat();
  const isRemembered = written.some((record) => record.name === name);
  if (!isRemembered) return isNamedHere;
  return (isNamedHere || !name.startsWith(`${policyPrefix}.`)) && policies.claim(owner, name, id);
}
