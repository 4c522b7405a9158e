import type { JobAssessment } from "../assessment/job-assessment.ts";
import {
  groupByEndpoint,
  isRefusal,
  type RunKey,
  type Sighting,
  type SightingKind,
} from "../baseline/baseline.ts";
import type { Decision } from "../baseline/decision.ts";
import type { TimedRun } from "../baseline/timeline.ts";
import { entryKey } from "../endpoint/entry.ts";
import type { Entry } from "../recommendation/recommendation.ts";
import { describeHost } from "../text/describe-entries.ts";
import { sayLooks } from "../text/look-words.ts";
import { leftOutWords } from "../text/words.ts";
import { cut, cutNames } from "./cut.ts";
import type { KnownRuns } from "./known-runs.ts";
import { showDecision } from "./show-decision.ts";
import { needs, type Seen, type ShownEndpoint } from "./shown-endpoint.ts";
import { type KeyedRun, nameShown, type RunSource } from "./shown-run.ts";

const mostNames = 6;

/** What the runs did with each endpoint, before it is judged. */
interface Row {
  readonly endpoint: string;
  readonly kinds: Set<SightingKind | "address">;
  readonly called: Set<number>;
  readonly refused: Set<number>;
  readonly steps: Set<string>;
  readonly processes: Set<string>;
}

/** By what the rows of the picture are judged. */
export interface EndpointFacts {
  readonly assessment: Pick<JobAssessment, "recommendation" | "misses" | "learned"> | null;
  readonly decisions: readonly Decision[];
  /** The list in force; null where none is. */
  readonly inForce: readonly string[] | null;
  /** The source that teaches the list; null where none does. */
  readonly teacher: RunSource | null;
  /** Its runs. */
  readonly known: KnownRuns | null;
  readonly sources: readonly RunSource[];
}

/** The endpoints of a job over the shown runs: those that need eyes first, then those that were called most. */
export function listEndpoints(runs: readonly KeyedRun[], facts: EndpointFacts): readonly ShownEndpoint[] {
  const rows = collectRows(runs, facts.sources);
  const describe = createDescriber(runs, facts);
  return [...rows.values()].map(describe).sort(compare);
}

function compare(a: ShownEndpoint, b: ShownEndpoint): number {
  const byNeed = needs.indexOf(a.need) - needs.indexOf(b.need);
  const isBeside = (one: ShownEndpoint): number => (one.kind === "by-itself" ? 1 : 0);
  return byNeed || isBeside(a) - isBeside(b) || b.runs - a.runs || (a.endpoint < b.endpoint ? -1 : 1);
}

function collectRows(runs: readonly KeyedRun[], sources: readonly RunSource[]): ReadonlyMap<string, Row> {
  const rows = new Map<string, Row>();
  const rowOf = (endpoint: string): Row => {
    const known = rows.get(endpoint);
    if (known !== undefined) return known;
    const row: Row = {
      endpoint,
      kinds: new Set(),
      called: new Set(),
      refused: new Set(),
      steps: new Set(),
      processes: new Set(),
    };
    rows.set(endpoint, row);
    return row;
  };
  for (const from of sources) {
    const places = new Map<RunKey, number>();
    for (const [place, run] of runs.entries()) if (run.from === from) places.set(run.key, place);
    const see = (endpoint: string, kind: SightingKind | "address", sighting: Sighting): void => {
      const row = rowOf(endpoint);
      row.kinds.add(kind);
      for (const step of sighting.steps) row.steps.add(step);
      for (const process of sighting.processes) row.processes.add(process);
      const cells = kind !== "address" && isRefusal(kind) ? row.refused : row.called;
      for (const key of sighting.runs) {
        const place = places.get(key);
        if (place !== undefined) cells.add(place);
      }
    };
    for (const [endpoint, sightings] of groupByEndpoint(from.baseline))
      for (const [kind, sighting] of sightings) see(endpoint, kind, sighting);
    for (const [address, sighting] of from.baseline.addresses) see(address, "address", sighting);
  }
  return rows;
}

function createDescriber(runs: readonly KeyedRun[], facts: EndpointFacts): (row: Row) => ShownEndpoint {
  const { assessment, decisions, teacher, known } = facts;
  const entries = new Map<string, Entry>();
  for (const entry of assessment?.recommendation?.entries ?? [])
    for (const endpoint of [...entry.covers, entry.text]) entries.set(endpoint, entry);
  const leftOut = new Map((assessment?.recommendation?.leftOut ?? []).map((one) => [one.endpoint, one]));
  const misses = new Map((assessment?.misses ?? []).map((miss) => [miss.endpoint, miss]));
  const decided = new Map(decisions.map((decision) => [decision.endpoint, decision]));
  const inForce = facts.inForce === null ? null : new Set(facts.inForce.map(entryKey));
  const places = new Map(runs.map(({ key, from }, place) => [`${from === teacher} ${key}`, place]));

  /** When something was first called is only remembered of what a list could hold. */
  const findNew = (endpoint: string): number | null => {
    const rank = known?.first.get(endpoint) ?? 0;
    return rank === 0 ? null : (places.get(`true ${known?.timeline[rank]?.key}`) ?? null);
  };

  return (row) => {
    const { endpoint, kinds } = row;
    const seen = known?.of(endpoint) ?? null;
    const [first, last] = [known?.timeline[seen?.first ?? -1], known?.timeline[seen?.last ?? -1]];
    const entry = entries.get(endpoint);
    const out = leftOut.get(endpoint);
    const looks = entry === undefined ? [] : sayLooks(entry);
    const miss = misses.get(endpoint);
    const decision = decided.get(endpoint);
    return {
      endpoint: cut(endpoint, 300),
      what: describeHost(endpoint),
      need: needOf(
        miss?.verdict,
        out?.reason,
        looks.some(({ isStrong }) => isStrong),
      ),
      kind: kindOf(kinds),
      isRecommended: entry !== undefined,
      isInForce:
        inForce === null
          ? null
          : inForce.has(endpoint) || (entry !== undefined && inForce.has(entryKey(entry.text))),
      called: [...row.called].sort((a, b) => a - b),
      refused: [...row.refused].sort((a, b) => a - b),
      newIn: findNew(endpoint),
      runs: seen?.runs ?? 0,
      ofRuns: known?.recorded ?? 0,
      first: seenOf(first),
      last: seenOf(last),
      steps: cutNames([...row.steps].sort(), mostNames),
      processes: cutNames([...row.processes].sort(), mostNames),
      looks: looks.map(({ words }) => cut(words, 400)),
      leftOut: out === undefined ? null : leftOutWords[out.reason],
      decision: decision === undefined ? null : showDecision(decision),
    };
  };
}

function seenOf(run: TimedRun | undefined): Seen | null {
  return run === undefined ? null : { id: nameShown(run.key).id, at: new Date(run.at).toISOString() };
}

function needOf(
  verdict: string | undefined,
  leftOut: string | undefined,
  isStrong: boolean,
): ShownEndpoint["need"] {
  if (verdict === "suspicious" || verdict === "blocklisted") return "suspicious";
  if (verdict !== undefined && verdict !== "denied") return "refused";
  if (leftOut === "new-after-dependency-change") return "waiting";
  return isStrong ? "look" : "none";
}

function kindOf(kinds: ReadonlySet<SightingKind | "address">): ShownEndpoint["kind"] {
  if (kinds.has("address")) return "address";
  const calls = [...kinds].filter((kind) => kind !== "address" && !isRefusal(kind));
  if (calls.length === 0) return "refused-only";
  if (kinds.has("called") || kinds.has("masked")) return "called";
  return kinds.has("implicit") || kinds.has("always-reachable") ? "by-itself" : "shared";
}
