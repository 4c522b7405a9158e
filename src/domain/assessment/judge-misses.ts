import { type Baseline, emptyBaseline, mergeBaselines } from "../baseline/baseline.ts";
import { settleDecisions } from "../baseline/decided.ts";
import { findMisses, isTrustedMove, type Miss, type MissRules } from "../baseline/misses.ts";
import { createAllows, readAllowedEntry } from "../endpoint/entry.ts";
import { findKnownEndpoint } from "../endpoint/find-known-endpoint.ts";
import type { GuardPolicy } from "../guard/guard-policy.ts";
import type { Learned } from "./job-assessment.ts";
import { listDecisions, type Rules } from "./rules.ts";

/** Finds what block mode refused a job, as far as its list in the file still lacks it. */
export function judgeMisses(
  jobId: string,
  guard: GuardPolicy,
  learned: Learned,
  rules: Rules,
): readonly Miss[] {
  const { baseline, trial = emptyBaseline, unproven = [] } = learned;
  const sources = { baseline, trial, unproven: unproven.reduce<Baseline>(mergeBaselines, emptyBaseline) };
  // In audit mode the list lets nothing through and keeps nothing back.
  const { entries, pieces } = guard.policy === "block" ? guard : { entries: [], pieces: [] };
  const missRules: MissRules = {
    isListed: createAllows(pieces),
    findMovedFrom: createFindMovedFrom(entries),
    decided: settleDecisions(listDecisions(rules)),
    isBlocking: guard.policy === "block",
    arrivals: rules.records.get(jobId)?.arrivals ?? {},
  };
  return findMisses(sources, missRules);
}

/** A function that tells which of the listed hosts another one took the place of, or is another door of the same service as. */
function createFindMovedFrom(entries: readonly string[]): MissRules["findMovedFrom"] {
  const moves = new Map<string, string>();
  const doors = new Map<string, string>();
  for (const entry of entries.map(readAllowedEntry)) {
    const known = entry.kind === "host" ? findKnownEndpoint(entry.host) : null;
    if (known === null || entry.kind !== "host" || known.host !== entry.host) continue;
    if (known.becomes !== null) moves.set(known.becomes, entry.host);
    if (known.service !== null && !doors.has(known.service)) doors.set(known.service, entry.host);
  }
  return (host) => {
    const known = findKnownEndpoint(host);
    const door = known?.host === host && known.service !== null ? doors.get(known.service) : undefined;
    return moves.get(host) ?? door ?? null;
  };
}

/**
 * What a host that moved means for the other jobs of the file: each whose list names the old host will be refused the new one, so it
 * is repaired along with the first. Returns the misses by job id.
 */
export function spreadMoves(
  jobs: ReadonlyMap<string, { readonly guard: GuardPolicy; readonly misses: readonly Miss[] }>,
): ReadonlyMap<string, readonly Miss[]> {
  const moves = [...jobs].flatMap(([jobId, { misses }]) =>
    misses.flatMap((miss) =>
      miss.verdict === "repair" && miss.movedFrom !== null && isTrustedMove(hostOf(miss), miss.movedFrom)
        ? [{ jobId, miss, from: miss.movedFrom }]
        : [],
    ),
  );
  return new Map(
    [...jobs].map(([jobId, { guard, misses }]) => [jobId, [...misses, ...findSpread(jobId, guard, misses)]]),
  );

  function findSpread(jobId: string, guard: GuardPolicy, own: readonly Miss[]): readonly Miss[] {
    if (guard.policy !== "block" || moves.length === 0) return [];
    const hosts = new Set(
      guard.entries.map(readAllowedEntry).flatMap((entry) => ("host" in entry ? [entry.host] : [])),
    );
    const isListed = createAllows(guard.pieces);
    const spread = new Map<string, Miss>();
    for (const { jobId: seenIn, miss, from } of moves) {
      const known = own.find(({ endpoint }) => endpoint === miss.endpoint);
      const isSettled = known !== undefined && !["asked", "burst", "unproven"].includes(known.verdict);
      const entry = readAllowedEntry(miss.endpoint);
      if (seenIn === jobId || isSettled || !hosts.has(from)) continue;
      if (entry.kind !== "host" || isListed(entry)) continue;
      spread.set(miss.endpoint, { ...miss, seenIn });
    }
    return [...spread.values()];
  }
}

function hostOf({ endpoint }: Miss): string {
  return endpoint.slice(0, endpoint.lastIndexOf(":"));
}
