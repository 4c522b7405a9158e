import type { Baseline, RunKey } from "../baseline/baseline.ts";
import { countRuns, listCompleteRuns } from "../baseline/complete-runs.ts";
import { runIdOf } from "../baseline/memory.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { isExfiltrationCapable } from "../endpoint/exfiltration-capable.ts";
import { findKnownEndpoint } from "../endpoint/find-known-endpoint.ts";
import type { Draft } from "./draft.ts";

/** What a reviewer should look at before allowing an entry. */
export type Flag =
  | "resolved-shared-address"
  | "rotating-host"
  | "rare"
  | "exfiltration-capable"
  /** A package manager that only some runs called: the others found everything in a cache. */
  | "varies-with-cache"
  /** Somebody's word put it on the list, or keeps it there. */
  | "allowed-by-hand"
  /** The runs that taught the list did not call it; the bot's trial of the list was refused it. */
  | "found-in-trial";

// In fewer runs nothing varies yet.
const fewestCompleteRuns = 3;

/** A function that tells the flags of a baseline's entries. */
export function createFlagging(baseline: Baseline): (entry: Draft) => readonly Flag[] {
  const recorded = [...baseline.runs].filter(([, run]) => run.legs.size > 0).length;
  const complete = listCompleteRuns(baseline);

  return ({ host, members, sighting: { runs }, called, decision }) => {
    const isPattern = host.includes("*");
    const flags: Flag[] = [];
    if (isPattern) flags.push("rotating-host");
    else if (!called && runs.size > 0) flags.push("resolved-shared-address");
    if (!isPattern && recorded > 1 && countRuns(runs) === 1) flags.push("rare");
    if (isExfiltrationCapable(host)) flags.push("exfiltration-capable");
    if (members.some(isPackages) && isInSome(runs)) flags.push("varies-with-cache");
    if (decision !== null) flags.push("allowed-by-hand");
    return flags;
  };

  function isInSome(runs: ReadonlySet<RunKey>): boolean {
    if (complete.length < fewestCompleteRuns) return false;
    const ids = new Set([...runs].map(runIdOf));
    const count = complete.filter(({ id }) => ids.has(id)).length;
    return count > 0 && count < complete.length;
  }
}

function isPackages({ host }: Endpoint): boolean {
  return findKnownEndpoint(host)?.kind === "packages";
}
