import { jobMistakes } from "../../../domain/text/mistake-words.ts";
import type { Mistake } from "./define-command.ts";
import type { KnownJob, NoJob } from "./resolve-job.ts";

/** Says why no one job is meant, and gives the command for each that could be. `write` writes it. */
export function askWhich({ problem, known }: NoJob, write: (job: KnownJob) => string): Mistake {
  return { words: jobMistakes[problem], choices: [...new Set(known.map(write))] };
}
