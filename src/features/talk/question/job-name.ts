import type { Arguments } from "./define-command.ts";

/** A job as people name it: `build`, or `ci.yml:build`. */
export interface JobName {
  /** The workflow file, `.github/workflows/ci.yml`; null where none was named. */
  readonly file: string | null;
  readonly jobId: string;
}

export type JobNameProblem = "missing-job" | "bad-job" | "too-many-words";

const jobName = /^(?:(?:\.github\/workflows\/)?([^/:]{1,200}\.ya?ml):)?([A-Za-z_][A-Za-z0-9_-]{0,99})$/;

/** Reads the name of a job, the one argument of a command. */
export function readJobName([name, ...more]: readonly string[]): Arguments<
  { readonly job: JobName },
  JobNameProblem
> {
  if (name === undefined) return { ok: false, problem: "missing-job" };
  if (more.length > 0) return { ok: false, problem: "too-many-words" };
  const [, file, jobId] = jobName.exec(name) ?? [];
  if (jobId === undefined) return { ok: false, problem: "bad-job" };
  return {
    ok: true,
    args: { job: { file: file === undefined ? null : `.github/workflows/${file}`, jobId } },
  };
}
