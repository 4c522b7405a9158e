import { knownEndpoints } from "../../../src/domain/endpoint/known-endpoints.ts";
import {
  between,
  createRandom,
  logBetween,
  logNormal,
  pick,
  poisson,
  type Random,
  wholeBetween,
} from "../readiness/random.ts";

/** Days are counted from the beginning of the simulation, with fractions. */
export const year = 365;
export const repositoryCount = 20;
export const jobsPerRepository = 3;

/** Something that a job calls for a time. */
export interface LivingEndpoint {
  readonly host: string;
  /** The first and the last day. */
  readonly from: number;
  readonly until: number;
  /** In which share of the runs. */
  readonly chance: number;
  readonly step: string;
  /** Whether the job fails where it is refused. */
  readonly isEssential: boolean;
}

export interface LivingJob {
  readonly id: string;
  readonly endpoints: readonly LivingEndpoint[];
  /** The days at which it runs, in order. */
  readonly runs: readonly number[];
}

export interface LivingRepository {
  readonly name: string;
  readonly jobs: readonly LivingJob[];
  /** The days at which a commit changes a lock file, in order. */
  readonly updates: readonly number[];
  /** The days at which a fork's pull request calls a host of its own. */
  readonly forks: readonly number[];
}

export const steps: readonly [string, ...string[]] = ["Run npm ci", "Run npm test", "Run npm run build"];

// The two moves that the table of known endpoints has and that many jobs met.
const moves = [
  { host: "objects.githubusercontent.com", day: 150, share: 0.4 },
  { host: "sigstore-tuf-root.storage.googleapis.com", day: 240, share: 0.2 },
] as const;
const daysOfAMove = 3;

/** Makes the repositories of a year: the same for the same seed. */
export function createWorld(seed: number): readonly LivingRepository[] {
  return Array.from({ length: repositoryCount }, (_, place) => {
    const random = createRandom(seed, place);
    const updates = drawTimes(random, 1 / 7);
    const jobs = Array.from({ length: jobsPerRepository }, (_, number) =>
      createJob(`job-${number}`, `r${place}j${number}`, updates, random),
    );
    return { name: `repository-${place}`, jobs, updates, forks: drawTimes(random, 1 / 7) };
  });
}

function createJob(id: string, prefix: string, updates: readonly number[], random: Random): LivingJob {
  const endpoints: LivingEndpoint[] = [];
  let count = 0;
  const add = (from: number): void => {
    count += 1;
    endpoints.push(drawEndpoint(`e${count}.${prefix}.com`, from, random));
  };
  const first = Math.min(25, Math.max(1, Math.round(logNormal(random, 7, 0.8))));
  for (let index = 0; index < first; index += 1) add(0);
  // One in sixty days; half of them come with a dependency.
  for (const day of drawTimes(random, 1 / 60))
    add(random() < 0.5 ? day : (updates.find((update) => update >= day) ?? day));
  for (const { host, day, share } of moves)
    if (random() < share) endpoints.push(...drawMove(host, day, random));
  return { id, endpoints, runs: drawTimes(random, logBetween(random, 0.5, 6)) };
}

function drawEndpoint(host: string, from: number, random: Random): LivingEndpoint {
  const kind = random();
  const chance = kind < 0.7 ? 1 : kind < 0.9 ? between(random, 0.1, 0.9) : between(random, 0.02, 0.1);
  return {
    host,
    from,
    // One in 400 days is given up.
    until: from - Math.log(1 - random()) * 400,
    chance,
    step: pick(random, steps),
    isEssential: random() < 0.8,
  };
}

function drawMove(host: string, day: number, random: Random): readonly LivingEndpoint[] {
  const becomes = knownEndpoints.find((known) => known.host === host)?.becomes;
  if (becomes === null || becomes === undefined) throw new Error(`${host} is not known to have moved`);
  const at = day + wholeBetween(random, 0, daysOfAMove);
  const common = { chance: 1, step: steps[0], isEssential: true };
  return [
    { host, from: 0, until: at, ...common },
    { host: becomes, from: at, until: Number.POSITIVE_INFINITY, ...common },
  ];
}

/** Times over the year, so many a day on average, in order. */
function drawTimes(random: Random, perDay: number): readonly number[] {
  const times: number[] = [];
  for (let day = 0; day < year; day += 1) {
    const today = Array.from({ length: poisson(random, perDay) }, () => day + random());
    times.push(...today.sort((a, b) => a - b));
  }
  return times;
}
