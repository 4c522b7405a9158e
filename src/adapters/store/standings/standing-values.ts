import { z } from "zod";
import type { JobStanding, JobStandingNow, StandingState } from "../../../domain/proposal/standing.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { parseValue } from "../redis/parse-value.ts";

/** How the jobs of a repository stand. All names are foreign. */
export interface RepositoryStanding {
  readonly repositoryId: number;
  readonly owner: string;
  readonly name: string;
  readonly visibility: RepositoryNow["visibility"];
  /** When it was noted last, ms since 1970. */
  readonly at: number;
  /** The jobs of each workflow file by its path; no file without any. */
  readonly files: ReadonlyMap<string, readonly JobStanding[]>;
}

/** How many jobs stand in which state; no state without any. */
export type StateCounts = ReadonlyMap<StandingState, number>;

/** So much is kept of a repository at most; what is beyond is not counted. */
const mostFiles = 200;
const mostJobs = 1_000;
const longestName = 300;

const states = [
  "not-guarded",
  "enforced",
  "unproven",
  "failing",
  "not-enforced",
  "missing",
  "returning",
  "learning",
  "settling",
  "held",
  "ready",
  "proposed",
  "outdated",
  "ignored",
  "unguardable",
  "refused",
] as const satisfies readonly StandingState[];
const stateSchema = z.enum(states);

const jobSchema = z.tuple([
  z.string(),
  stateSchema,
  z.number(),
  z.string().nullable(),
  z.number(),
  z.number().nullable(),
]);
export const repositorySchema = z.object({
  owner: z.string(),
  name: z.string(),
  visibility: z.enum(["public", "internal", "private"]),
  at: z.number(),
  files: z.array(z.tuple([z.string(), z.array(jobSchema)])),
});
const countsSchema = z.record(z.string(), z.int());

/** What is stored of a repository. */
export type StoredRepository = z.infer<typeof repositorySchema>;

/** Notes how the jobs of a file stand; what stood the same before stands so since then. `now` is in ms since 1970. */
export function noteFile(
  known: StoredRepository | null,
  { owner, name, visibility }: RepositoryNow,
  {
    path,
    jobs,
    now,
  }: { readonly path: string; readonly jobs: readonly JobStandingNow[]; readonly now: number },
): StoredRepository {
  const files = known?.files ?? [];
  const before = new Map(files.find(([other]) => other === path)?.[1].map((job) => [job[0], job]));
  const noted = jobs
    .filter(({ jobId }) => jobId.length <= longestName)
    .map(({ jobId, state, since, needs, endpoints, pullRequest }): StoredJob => {
      const one = before.get(jobId);
      const at = one?.[1] === state ? Math.min(one[2], since ?? one[2]) : (since ?? now);
      return [jobId, state, at, needs, endpoints, pullRequest];
    });
  const others = files.filter(([other]) => other !== path);
  const room = mostJobs - others.reduce((sum, [, { length }]) => sum + length, 0);
  const kept = noted.slice(0, Math.max(0, room));
  const all = kept.length === 0 ? others : [...others, [path, kept] satisfies StoredFile];
  return { owner, name, visibility, at: now, files: all.slice(0, mostFiles) };
}

type StoredFile = StoredRepository["files"][number];
type StoredJob = StoredFile[1][number];

export function readRepositoryStanding(
  repositoryId: number,
  { files, ...others }: StoredRepository,
): RepositoryStanding {
  return {
    repositoryId,
    ...others,
    files: new Map(
      files.map(([path, jobs]) => [
        path,
        jobs.map(([jobId, state, since, needs, endpoints, pullRequest]) => ({
          jobId,
          state,
          since,
          needs,
          endpoints,
          pullRequest,
        })),
      ]),
    ),
  };
}

/** Reads numbers by state, in JSON. A state of another release is left out. */
export function readCountsText(text: string | undefined): StateCounts {
  const counts = Object.entries(parseValue(countsSchema, text) ?? {});
  return new Map(counts.flatMap(([state, count]) => (isState(state) && count > 0 ? [[state, count]] : [])));
}

function isState(text: string): text is StandingState {
  return stateSchema.safeParse(text).success;
}
