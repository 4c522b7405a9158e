import { anything, matchesName, textPart } from "../name-pattern.ts";
import { jobNamePattern, type MatrixValuesOf, type NamedJob } from "./job-name.ts";

export type { NamedJob } from "./job-name.ts";

/** Which job of a workflow file a run's job is. Ambiguous means: not to be learned. */
export type JobMatch =
  | { readonly kind: "matched"; readonly id: string }
  | { readonly kind: "ambiguous"; readonly ids: readonly string[] }
  | { readonly kind: "none" };

/**
 * Finds the job whose display name GitHub would render as `displayName`, from one file alone. In a job of a reusable
 * workflow the names of its callers, which that file does not know, stand before it: `caller / callee`. `matrixOf` tells what the keys of a
 * job's matrix can be.
 */
export function matchJob<OneJob extends NamedJob>(
  displayName: string,
  jobs: readonly OneJob[],
  isCalled: boolean,
  matrixOf?: (job: OneJob) => MatrixValuesOf,
): JobMatch {
  const callers = isCalled ? [anything, textPart(" / ")] : [];
  const ids = jobs
    .filter((job) => matchesName([...callers, ...jobNamePattern(job, matrixOf?.(job))], displayName))
    .map((job) => job.id);
  const [id] = ids;
  if (id === undefined) return { kind: "none" };
  return ids.length === 1 ? { kind: "matched", id } : { kind: "ambiguous", ids };
}
