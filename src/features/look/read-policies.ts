import { readGuards } from "../../domain/guard/enforcer.ts";
import { policyStore as policyStoreKind, storedOf } from "../../domain/guard/policy-store/store-enforcer.ts";
import { isEditedByHand } from "../../domain/guard/policy-store/stored-guard.ts";
import { compareVersions, listPolicyChanges } from "../../domain/proposal/policy-changes.ts";
import type { RepositoryNow } from "../../domain/run/repository-now.ts";
import { enforcers } from "../../domain/settings/enforcers.ts";
import { requirePolicyStore } from "../enforce/policy-store/policy-tools.ts";
import { readSettings } from "./read-settings.ts";
import { readStandings } from "./read-standings.ts";
import type { LookTools } from "./tools.ts";

/** A policy of the Policy Store beside what is recommended. All names are foreign. */
export interface PolicyStatus {
  /** `owner/name` */
  readonly repository: string;
  readonly path: string;
  readonly name: string;
  /** The jobs whose steps use it; none where it waits for a merge, or nothing names it any more. */
  readonly jobs: readonly string[];
  readonly state: "in use" | "proposed" | "not named";
  /** Null where the store has no policy of this name. */
  readonly stored: { readonly egressPolicy: "audit" | "block"; readonly entries: readonly string[] } | null;
  readonly isEditedByHand: boolean;
  /** Lines that should be in it and are not, and the other way round: entries, or `egress-policy: block`. */
  readonly missing: readonly string[];
  readonly needless: readonly string[];
}

/**
 * Reads the policies that the bot knows of in a repository: those that its jobs use, and those that it has written. None where the
 * settings keep the lists in the files and none was ever written. @throws PolicyStoreError, and what GitHub or the store answered with
 */
export async function readRepositoryPolicies(
  repository: RepositoryNow,
  tools: LookTools,
): Promise<readonly PolicyStatus[]> {
  const { id, owner, name: repositoryName } = repository;
  const records = await tools.store.policies.list(id);
  const { settings } = await readSettings(repository, tools);
  if (enforcers[settings.mode] !== policyStoreKind && records.size === 0) return [];
  const policyStore = requirePolicyStore(tools.policyStore, owner);
  const { files } = await readStandings(repository, tools);
  const rows: PolicyStatus[] = [];
  const at = (path: string) => ({ repository: `${owner}/${repositoryName}`, path });
  const told = new Set<string>();
  for (const { path, file, assessed, enforcer } of files) {
    const jobs = assessed.ok ? assessed.jobs : [];
    const { guards } = storedOf(enforcer);
    const changes = listPolicyChanges(jobs, readGuards(file, enforcer), guards, true);
    for (const stored of new Map([...guards.values()].map((one) => [one.name, one])).values()) {
      told.add(`${path} ${stored.name}`);
      const change = changes.find(({ name }) => name === stored.name);
      const differences = change === undefined ? [] : compareVersions(change).differences;
      rows.push({
        ...at(path),
        name: stored.name,
        jobs: [...guards].filter(([, one]) => one.name === stored.name).map(([jobId]) => jobId),
        state: "in use",
        stored: stored.policy,
        isEditedByHand: isEditedByHand(stored),
        missing: differences
          .filter(({ isWanted, isStored }) => isWanted && !isStored)
          .map(({ entry }) => entry),
        needless: differences
          .filter(({ isWanted, isStored }) => !isWanted && isStored)
          .map(({ entry }) => entry),
      });
    }
  }
  for (const [path, known] of records)
    for (const { name, written, isInUse } of known) {
      if (told.has(`${path} ${name}`)) continue;
      const stored = await policyStore.read(owner, name);
      const state = isInUse ? "not named" : "proposed";
      const edited = isEditedByHand({ policy: stored, written });
      rows.push({
        ...at(path),
        name,
        jobs: [],
        state,
        stored,
        isEditedByHand: edited,
        missing: [],
        needless: [],
      });
    }
  return rows;
}
