import { type EndpointKind, everyRunsStep, type SimulatedEndpoint, type SimulatedJob } from "./job.ts";
import { createRandom, pick, poisson, type Random } from "./random.ts";

/** What a run called, `host:port`. */
export interface Call {
  readonly endpoint: string;
  readonly kind: EndpointKind;
}

export interface SimulatedRun {
  /** In order of time. */
  readonly key: string;
  /** In days; 0 is when day 0 begins. */
  readonly at: number;
  readonly event: "push" | "schedule" | "release";
  /** False where the record is gone. */
  readonly isRecorded: boolean;
  readonly legs: ReadonlyMap<string, { readonly complete: boolean }>;
  readonly calls: readonly Call[];
  /** The keys of the steps executed with success in a complete leg. */
  readonly steps: readonly string[];
}

/** The runs of one job. */
export interface Timeline {
  readonly job: SimulatedJob;
  /** The runs of a day, which may lie before day 0, oldest first. */
  runsOf(day: number): readonly SimulatedRun[];
}

/** Makes the runs of a job as they are asked for, the same whoever asks. */
export function createTimeline(job: SimulatedJob): Timeline {
  const days = new Map<number, readonly SimulatedRun[]>();
  return {
    job,
    runsOf(day) {
      const runs = days.get(day) ?? drawDay(job, day);
      days.set(day, runs);
      return runs;
    },
  };
}

/** The runs from some time on. */
export function* runsFrom({ runsOf }: Timeline, time: number): Generator<SimulatedRun, never> {
  for (let day = Math.floor(time); ; day += 1) for (const run of runsOf(day)) if (run.at >= time) yield run;
}

/** What is given for a run. */
interface Circumstances {
  readonly random: Random;
  readonly at: number;
  readonly isScheduled: boolean;
  /** The endpoints that have a burst on this day. */
  readonly bursts: ReadonlySet<number>;
}

function drawDay(job: SimulatedJob, day: number): readonly SimulatedRun[] {
  const random = createRandom(job.seed, day);
  const weekday = (((job.weekday + day) % 7) + 7) % 7;
  const perWeekday = (7 * job.runsPerDay) / (5 + 2 * job.weekend);
  const count = poisson(random, perWeekday * (weekday < 5 ? 1 : job.weekend));
  const times = Array.from({ length: count }, () => ({ at: day + random(), isScheduled: false }));
  if (job.schedule === "daily" || (job.schedule === "weekly" && weekday === 0))
    times.push({ at: day + random(), isScheduled: true });
  times.sort((a, b) => a.at - b.at);
  const bursts = new Set<number>();
  for (const { id, kind, chance } of job.endpoints) if (kind === "burst" && random() < chance) bursts.add(id);
  return times.map(({ at, isScheduled }, place) => {
    const key = `${String(day + 1_000).padStart(4, "0")}${String(place).padStart(3, "0")}/1`;
    return { key, at, ...drawRun(job, { random, at, isScheduled, bursts }) };
  });
}

function drawRun(job: SimulatedJob, circumstances: Circumstances): Omit<SimulatedRun, "key" | "at"> {
  const { random, isScheduled } = circumstances;
  const legs = job.legs.filter(({ chance }) => random() < chance).map(({ name }) => name);
  const failed = drawFailed(job, random, legs);
  // How far the legs that failed got.
  const reach = random();
  const hasAllFailed = failed.size === legs.length;
  const reaches = (): boolean => !hasAllFailed || random() < reach;
  const steps = job.steps.filter(({ chance }) => random() < chance && reaches());
  const parts = new Set([...legs, ...steps.map(({ name }) => name)]);
  const isCold = random() < job.coldCache;
  const calls: Call[] = [];
  for (const endpoint of job.endpoints) {
    if (!isDue(endpoint, circumstances, parts, isCold)) continue;
    if (random() >= chanceInRun(endpoint)) continue;
    if (endpoint.kind === "leg" ? failed.has(endpoint.part ?? "") && random() >= reach : !reaches()) continue;
    calls.push({ endpoint: `${nameOf(endpoint, random)}:443`, kind: endpoint.kind });
  }
  const visible = steps.filter(({ isHidden }) => !isHidden).map(({ name }) => name);
  return {
    event: isScheduled ? "schedule" : steps.some(({ isRelease }) => isRelease) ? "release" : "push",
    isRecorded: random() >= job.lostRecords && legs.length > 0,
    legs: new Map(legs.map((name) => [name, { complete: !failed.has(name) }])),
    calls,
    steps: hasAllFailed ? [] : [everyRunsStep, ...visible],
  };
}

/** The legs that failed: where one does, half of the time the others are cancelled. */
function drawFailed(job: SimulatedJob, random: Random, legs: readonly string[]): ReadonlySet<string> {
  const [first, ...others] = legs;
  if (first === undefined || random() >= job.failures) return new Set();
  return new Set(random() < 0.5 ? legs : [pick(random, [first, ...others])]);
}

/** Whether the run has what it takes for the endpoint to be called. */
function isDue(
  { id, kind, part, from, until }: SimulatedEndpoint,
  { at, isScheduled, bursts }: Circumstances,
  parts: ReadonlySet<string>,
  isCold: boolean,
): boolean {
  if (at < from || at >= until) return false;
  if (part !== null && !parts.has(part)) return false;
  switch (kind) {
    case "scheduled":
      return isScheduled;
    case "cold-cache":
      return isCold;
    case "burst":
      return bursts.has(id);
    default:
      return true;
  }
}

function chanceInRun({ kind, chance }: SimulatedEndpoint): number {
  return kind === "burst" ? 0.8 : chance;
}

function nameOf({ kind, host }: SimulatedEndpoint, random: Random): string {
  if (kind !== "rotating-one-owner" && kind !== "rotating-shared-tenant") return host;
  return `node-${Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, "0")}${host}`;
}
