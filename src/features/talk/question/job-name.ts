import type { Arguments } from "./define-command.ts";

/** A job, or a file, as people name it: `build`, `ci.yml:build` or `ci.yml`. */
export interface JobName {
  /** The workflow file, `.github/workflows/ci.yml`; null where none was named. */
  readonly file: string | null;
  /** Null where only a file was named, or nothing. */
  readonly jobId: string | null;
}

export type JobNameProblem = "bad-job" | "too-many-words";

/** What stands for nothing. */
export const unnamed: JobName = { file: null, jobId: null };

const inFile = /^(?:\.github\/workflows\/)?([^/:]{1,200}\.ya?ml)(?::([A-Za-z_][A-Za-z0-9_-]{0,99}))?$/;
const alone = /^[A-Za-z_][A-Za-z0-9_-]{0,99}$/;

/** Reads the name of a job or of a file, the one argument of a command; there may be none. */
export function readJobName([word, ...more]: readonly string[]): Arguments<
  { readonly job: JobName },
  JobNameProblem
> {
  if (word === undefined) return { ok: true, args: { job: unnamed } };
  if (more.length > 0) return { ok: false, problem: "too-many-words" };
  const job = parseFileJob(word) ?? parseJobAlone(word);
  return job === null ? { ok: false, problem: "bad-job" } : { ok: true, args: { job } };
}

/**
 * Takes the name of a job or of a file off the words before a host. A job without its file is known by the host behind it, which has a
 * dot; no host ends in `.yml`.
 */
export function takeJobName([first, second, ...rest]: readonly string[]): {
  readonly job: JobName;
  readonly words: readonly string[];
} {
  const behind = second === undefined ? [] : [second, ...rest];
  if (first === undefined) return { job: unnamed, words: [] };
  const job = parseFileJob(first) ?? (second?.includes(".") === true ? parseJobAlone(first) : null);
  return job === null ? { job: unnamed, words: [first, ...behind] } : { job, words: behind };
}

function parseFileJob(word: string): JobName | null {
  const [, file, jobId = null] = inFile.exec(word) ?? [];
  return file === undefined ? null : { file: `.github/workflows/${file}`, jobId };
}

function parseJobAlone(word: string): JobName | null {
  return alone.test(word) ? { file: null, jobId: word } : null;
}
