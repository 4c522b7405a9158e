import type { Arrivals } from "../baseline/arrival.ts";
import type { Baseline, RunKey } from "../baseline/baseline.ts";
import { listCompleteRuns } from "../baseline/complete-runs.ts";
import { runIdOf } from "../baseline/memory.ts";
import { timelineOf } from "../baseline/timeline.ts";
import { type Endpoint, formatEndpoint } from "../endpoint/endpoint.ts";
import { isExfiltrationCapable } from "../endpoint/exfiltration-capable.ts";
import { findKnownEndpoint } from "../endpoint/find-known-endpoint.ts";
import { isKnownHost } from "../endpoint/known-domains.ts";
import { hasOneOwner } from "../endpoint/owner.ts";
import { createFindSimilar } from "../endpoint/similar.ts";
import type { Draft } from "./draft.ts";

/** What a reviewer should look at before allowing an entry. */
export type Flag =
  | "resolved-shared-address"
  | "rotating-host"
  | "rare"
  | "exfiltration-capable"
  /** A package manager that only some runs called: the others found everything in a cache. */
  | "varies-with-cache"
  /** First wanted in the weeks after a dependency, an action or the workflow changed. */
  | "new-after-dependency-change"
  /** First wanted when the job had long done without. */
  | "late-arrival"
  /** The table of known hosts does not have it. */
  | "unknown-host"
  /** Its name is written with other letters than it is shown with. */
  | "punycode"
  /** Its name could be taken for another one. */
  | "similar-to"
  /** Somebody's place at a service where anybody can have one, which the job did without at first. */
  | "newly-shared-tenant"
  /** Somebody's word put it on the list, or keeps it there. */
  | "allowed-by-hand"
  /** The runs that taught the list did not call it; the bot's trial of the list was refused it. */
  | "found-in-trial";

/** The flags of an entry with what they name. */
export interface Flagged {
  readonly flags: readonly Flag[];
  /** What had changed in the weeks before it was first wanted; absent where nothing had. Foreign names. */
  readonly changed?: readonly string[];
  /** The domain that its name could be taken for; absent for none. */
  readonly similarTo?: string;
}

// In fewer runs nothing varies yet.
const fewestCompleteRuns = 3;
// What a job is judged by otherwise: a list that nothing was added to in these was taken for the whole one.
const lateAfter = { runs: 10, days: 7 } as const;

/** A function that tells the flags of a baseline's entries, of which `drafts` are all. */
export function createFlagging(
  baseline: Baseline,
  drafts: readonly Draft[],
  arrivals: Arrivals,
): (entry: Draft) => Flagged {
  const recorded = [...baseline.runs].filter(([, run]) => run.legs.size > 0).length;
  const complete = listCompleteRuns(baseline).map((one) => ({ ...one, at: Date.parse(one.run.at) }));
  const times = new Map(timelineOf(baseline).map(({ key, at }) => [key, at]));

  const similar = createFindSimilar(drafts);

  return (draft) => {
    const { host, members, sighting, called, decision } = draft;
    const { runs } = sighting;
    const isPattern = host.includes("*");
    const first = firstTime(runs);
    const before = findRunsBefore(first);
    const changed = [
      ...new Set(members.flatMap((member) => arrivals[formatEndpoint(member)]?.weeksBefore ?? [])),
    ];
    const isUnknown = !isKnownHost(host);
    const similarTo = isUnknown ? similar(host, draft.since) : null;
    const flags: Flag[] = [];
    if (changed.length > 0) flags.push("new-after-dependency-change");
    if (isLate(before, first)) flags.push("late-arrival");
    if (isUnknown) flags.push("unknown-host");
    if (/(?:^|[.*])xn--/.test(host)) flags.push("punycode");
    if (similarTo !== null) flags.push("similar-to");
    if (before.length >= fewestCompleteRuns && !isPattern && !hasOneOwner(host))
      flags.push("newly-shared-tenant");
    if (isPattern) flags.push("rotating-host");
    else if (!called && runs.size > 0) flags.push("resolved-shared-address");
    if (!isPattern && recorded > 1 && hasOneRun(runs)) flags.push("rare");
    if (isExfiltrationCapable(host)) flags.push("exfiltration-capable");
    if (members.some(isPackages) && isInSome(runs)) flags.push("varies-with-cache");
    if (decision !== null) flags.push("allowed-by-hand");
    return { flags, ...(changed.length > 0 && { changed }), ...(similarTo !== null && { similarTo }) };
  };

  /** The complete runs that did without, before the first that did not. */
  function findRunsBefore(first: number): readonly { readonly at: number }[] {
    return complete.filter(({ at }) => at < first);
  }

  function isLate(before: readonly { readonly at: number }[], first: number): boolean {
    const [oldest] = before;
    if (oldest === undefined || before.length < lateAfter.runs) return false;
    return first - oldest.at >= lateAfter.days * 86_400_000;
  }

  function firstTime(runs: ReadonlySet<RunKey>): number {
    let first = Number.MAX_VALUE;
    for (const key of runs) first = Math.min(first, times.get(key) ?? Number.NEGATIVE_INFINITY);
    return first;
  }

  function isInSome(runs: ReadonlySet<RunKey>): boolean {
    if (complete.length < fewestCompleteRuns) return false;
    const ids = new Set([...runs].map(runIdOf));
    const count = complete.filter(({ id }) => ids.has(id)).length;
    return count > 0 && count < complete.length;
  }
}

/** Whether all are attempts of one run. */
function hasOneRun(runs: ReadonlySet<RunKey>): boolean {
  let id: string | null = null;
  for (const key of runs) {
    if (id !== null && runIdOf(key) !== id) return false;
    id ??= runIdOf(key);
  }
  return id !== null;
}

function isPackages({ host }: Endpoint): boolean {
  return findKnownEndpoint(host)?.kind === "packages";
}
