import { asIncomplete, type Baseline } from "../../domain/baseline/baseline.ts";
import type { CalleeRepository } from "../../domain/workflow/jobs/locate-callee.ts";
import type { GuardedJob, UnknownJob } from "./find-guarded-jobs.ts";
import type { JobLesson } from "./learn-job.ts";

/** The legs of one job that are known by one name; most have a name of their own. */
export interface Namesakes {
  readonly callee: CalleeRepository | null;
  readonly path: string;
  readonly jobId: string;
  readonly jobs: readonly GuardedJob[];
}

/** Puts those legs together that are known by one name, in the order of the first of each. */
export function groupNamesakes(
  found: readonly (GuardedJob | UnknownJob)[],
): readonly (Namesakes | UnknownJob)[] {
  const groups: (Namesakes | UnknownJob)[] = [];
  const known = new Map<string, GuardedJob[]>();
  for (const one of found) {
    if ("reason" in one) {
      groups.push(one);
      continue;
    }
    const { callee, path, jobId, leg } = one;
    const key = JSON.stringify([callee?.id, path, jobId, leg]);
    const jobs = known.get(key);
    if (jobs !== undefined) {
      jobs.push(one);
      continue;
    }
    const first = [one];
    known.set(key, first);
    groups.push({ callee, path, jobId, jobs: first });
  }
  return groups;
}

/** What legs of one name taught. A baseline knows them as one leg, which is complete only where each of them is. */
export function joinNamesakes(lessons: readonly JobLesson[]): readonly Baseline[] {
  const baselines = lessons.flatMap(({ baseline }) => baseline ?? []);
  return lessons.every(({ result }) => result === "learned") ? baselines : baselines.map(asIncomplete);
}
