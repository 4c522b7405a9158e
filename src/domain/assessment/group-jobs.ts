import type { MissVerdict } from "../baseline/misses.ts";
import { asUnguardable } from "../record/reasons.ts";
import type { AssessedFile, JobAssessment } from "./job-assessment.ts";

/** What people have to do with a job. */
export type JobGroup =
  /** It waits for a person: a pull request to merge, a question to answer, a fault to mend. */
  | "needs-you"
  /** It is held to its list, and nothing is to be done. */
  | "blocking"
  /** It becomes ready by itself. */
  | "waiting"
  /** Nothing is done about it: people said so, or nothing can be. */
  | "left-alone";

/** A job of a workflow file. */
export interface FileAssessment {
  /** `.github/workflows/ci.yml` */
  readonly path: string;
  readonly job: JobAssessment;
  /** The bot's open pull request of the file; null where there is none. */
  readonly pullRequest: number | null;
}

/** The jobs of a repository by what people have to do with them, each in the order of the files. */
export type GroupedJobs = Readonly<Record<JobGroup, readonly FileAssessment[]>>;

/** Sorts the jobs of a repository's files. `open` has the bot's open pull request of each file. */
export function groupJobs(
  files: readonly { readonly path: string; readonly assessed: AssessedFile }[],
  open: ReadonlyMap<string, number>,
): GroupedJobs {
  const groups: Record<JobGroup, FileAssessment[]> = {
    "needs-you": [],
    blocking: [],
    waiting: [],
    "left-alone": [],
  };
  for (const { path, assessed } of files) {
    if (!assessed.ok) continue;
    const pullRequest = open.get(path) ?? null;
    for (const job of assessed.jobs) groups[groupOf(job, pullRequest)].push({ path, job, pullRequest });
  }
  return groups;
}

// What block mode refused and a person has to answer.
const questions: ReadonlySet<MissVerdict> = new Set<MissVerdict>([
  "asked",
  "suspicious",
  "unproven",
  "masked",
  "blocklisted",
]);

function groupOf(job: JobAssessment, pullRequest: number | null): JobGroup {
  switch (job.state) {
    case "enforced":
    case "unproven":
      return job.misses.some(({ verdict }) => questions.has(verdict)) ? "needs-you" : "blocking";
    case "failing":
    case "not-enforced":
    case "missing":
    case "refused":
      return "needs-you";
    case "held":
      // Nobody can make such a job ready.
      return job.reasons.every(({ code }) => asUnguardable(code) !== null) ? "left-alone" : "needs-you";
    case "ready":
    case "returning":
    case "outdated":
      return pullRequest === null ? "waiting" : "needs-you";
    case "learning":
    case "settling":
      return "waiting";
    case "not-guarded":
      // It blocked once, and its step is gone.
      return job.reasons.length > 0 ? "needs-you" : "left-alone";
    case "ignored":
    case "unguardable":
      return "left-alone";
  }
}
