import { describeCause } from "../assessment/describe-enforcement.ts";
import {
  type Baseline,
  groupByEndpoint,
  isRefusal,
  type RunKey,
  type Sighting,
  type SightingKind,
} from "../baseline/baseline.ts";
import { numbersOf } from "../baseline/memory.ts";
import { findVersionOfRun } from "../baseline/recorded-by.ts";
import { listToldRuns } from "../baseline/told-runs.ts";
import type { NotEnforcedCause } from "../record/enforcement.ts";
import { fileNameOf } from "../run/file-name.ts";
import { describeHost } from "../text/describe-entries.ts";
import { explainReason } from "../text/sentences/lessons.ts";
import { keyOfStepName } from "../workflow/step-key.ts";
import { cut, cutNames } from "./cut.ts";
import { countKnownRuns } from "./known-runs.ts";
import type { PlacedCall } from "./order-calls.ts";
import type { CalledEndpoint, RunJob } from "./run-page.ts";
import { listShownRuns, type RunSource } from "./shown-run.ts";

const mostNames = 4;
const mostEndpoints = 300;
const mostLegs = 50;

/** A job of which a run is to be shown. */
export interface RunJobFacts {
  readonly path: string;
  readonly jobId: string;
  readonly from: RunSource;
  /** The keys of its steps in the file's order; none where the file is not at hand. */
  readonly steps: readonly string[];
  /** The endpoints that its list has or would have. */
  readonly recommended: ReadonlySet<string>;
  /** In which order this run called its endpoints, and how, as far as it is kept. */
  readonly calls: ReadonlyMap<string, PlacedCall>;
}

/** What one run of a job was like; null where the job has none of it. */
export function describeRunJob(key: RunKey, facts: RunJobFacts): RunJob | null {
  const { path, jobId, from } = facts;
  const { baseline } = from;
  const run = listShownRuns([from], Number.POSITIVE_INFINITY).find((one) => one.key === key);
  if (run === undefined) return null;
  const called = listCalled(key, facts);
  const shown = [...called].sort((a, b) => orderOf(a) - orderOf(b)).slice(0, mostEndpoints);
  const isRefused = ({ result }: CalledEndpoint): boolean =>
    result === "refused" || result === "listed-refused";
  return {
    path,
    file: fileNameOf(path),
    job: jobId,
    source: from.source,
    attempt: numbersOf(key)[1],
    at: run.shown.at,
    enforcement: run.shown.enforcement,
    legs: describeLegs(key, baseline),
    steps: [
      ...groupInOrder(shown.filter(isPlaced)),
      ...groupBySteps(
        shown.filter((one) => !isPlaced(one)),
        facts.steps,
      ),
    ],
    moreEndpoints: called.length - shown.length,
    counts: {
      called: called.filter((one) => !isRefused(one)).length,
      fresh: called.filter((one) => one.isNew && !isRefused(one)).length,
      refused: called.filter(isRefused).length,
    },
  };
}

/** The newest attempt of a run that a job has; null where it has none. */
export function findNewestAttempt(runId: number, { runs }: Baseline): RunKey | null {
  const keys = [...runs.keys()].filter((key) => key.startsWith(`${runId}/`));
  return keys.sort((a, b) => numbersOf(a)[1] - numbersOf(b)[1]).at(-1) ?? null;
}

function isPlaced({ place }: CalledEndpoint): boolean {
  return place !== null;
}

function orderOf({ place }: CalledEndpoint): number {
  return place ?? Number.MAX_SAFE_INTEGER;
}

function listCalled(key: RunKey, { from, recommended, calls }: RunJobFacts): readonly CalledEndpoint[] {
  const { baseline } = from;
  const known = countKnownRuns(from);
  const called: CalledEndpoint[] = [];
  for (const [endpoint, kinds] of groupByEndpoint(baseline)) {
    const seen = [...kinds].filter(([, { runs }]) => runs.has(key));
    const [kind] = seen.map(([one]) => one).sort((a, b) => rank(a) - rank(b));
    if (kind === undefined) continue;
    const first = known.first.get(endpoint) ?? 0;
    const isNew = first > 0 && known.timeline[first]?.key === key;
    called.push(
      describe(
        endpoint,
        resultOf(kind),
        seen.map(([, sighting]) => sighting),
        isNew,
      ),
    );
  }
  for (const [address, sighting] of baseline.addresses)
    if (sighting.runs.has(key)) called.push(describe(address, "address", [sighting], false));
  return called;

  function describe(
    endpoint: string,
    result: CalledEndpoint["result"],
    sightings: readonly Sighting[],
    isNew: boolean,
  ): CalledEndpoint {
    const names = (of: (sighting: Sighting) => Iterable<string>): readonly string[] =>
      [...new Set(sightings.flatMap((sighting) => [...of(sighting)]))].sort();
    const call = calls.get(endpoint);
    return {
      endpoint: cut(endpoint, 300),
      what: describeHost(endpoint),
      result,
      isNew,
      isRecommended: recommended.has(endpoint),
      place: call?.place ?? null,
      steps: cutNames(call?.steps ?? names(({ steps }) => steps), mostNames),
      processes: cutNames(call?.processes ?? names(({ processes }) => processes), mostNames),
    };
  }
}

/** What was refused says most. */
function rank(kind: SightingKind): number {
  if (isRefusal(kind)) return 0;
  return kind === "called" || kind === "masked" ? 1 : 2;
}

function resultOf(kind: SightingKind): CalledEndpoint["result"] {
  if (kind === "refused-listed") return "listed-refused";
  if (isRefusal(kind)) return "refused";
  if (kind === "implicit" || kind === "always-reachable") return "by-itself";
  return kind === "called" || kind === "masked" ? "called" : "shared";
}

/** Under the step that called each first. A step stands where its first endpoint does. */
function groupInOrder(called: readonly CalledEndpoint[]): RunJob["steps"] {
  const groups = new Map<string | null, CalledEndpoint[]>();
  for (const one of called) {
    const [step = null] = one.steps.names;
    groups.set(step, [...(groups.get(step) ?? []), one]);
  }
  return [...groups].map(([step, endpoints]) => ({ step, endpoints }));
}

/** Each endpoint once, under the first step of the file that is known to call it; what no step is known of comes last. */
function groupBySteps(called: readonly CalledEndpoint[], order: readonly string[]): RunJob["steps"] {
  const placeOf = (step: string): number => {
    const place = order.indexOf(keyOfStepName(step));
    return place < 0 ? order.length : place;
  };
  const groups = new Map<string | null, CalledEndpoint[]>();
  for (const one of called) {
    const [step = null] = [...one.steps.names].sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
    groups.set(step, [...(groups.get(step) ?? []), one]);
  }
  const rankOf = (step: string | null): number => (step === null ? Number.POSITIVE_INFINITY : placeOf(step));
  return [...groups]
    .sort(([a], [b]) =>
      a === b ? 0 : rankOf(a) === rankOf(b) ? ((a ?? "") < (b ?? "") ? -1 : 1) : rankOf(a) - rankOf(b),
    )
    .map(([step, endpoints]) => ({ step, endpoints }));
}

function describeLegs(key: RunKey, baseline: Baseline): RunJob["legs"] {
  const told = new Map(
    listToldRuns(baseline).flatMap(({ run, leg, what }) => (run === key ? [[leg, what] as const] : [])),
  );
  const observed = baseline.runs.get(key)?.legs ?? new Map();
  const legs = [...new Set([...observed.keys(), ...told.keys()])].sort();
  return legs.slice(0, mostLegs).map((leg) => {
    const [state = "unknown", ...detail] = (told.get(leg) ?? "unknown").split(":");
    return {
      leg: cut(leg),
      state,
      isComplete: observed.get(leg)?.complete === true,
      hasFailed: baseline.enforcement.get(`failed ${leg}`)?.has(key) === true,
      message: sayEnforcement(state, detail.length === 0 ? null : detail.join(":"), key, baseline),
    };
  });
}

function sayEnforcement(
  state: string,
  detail: string | null,
  key: RunKey,
  baseline: Baseline,
): string | null {
  if (state === "audit" || state === "enforced") return null;
  if (state === "unknown" || state === "died") {
    const why = detail === null ? "" : explainReason(detail);
    return why === "" ? null : why;
  }
  const version = findVersionOfRun(baseline, key);
  return cut(describeCause({ cause: state as NotEnforcedCause, detail, version }).message, 500);
}
