import { jobMistakes, tooManyWords } from "../../../domain/text/mistake-words.ts";
import { type Asked, type CommandKind, defineCommand, type Place } from "./define-command.ts";
import { type JobName, type JobNameProblem, readJobName } from "./job-name.ts";
import type { Answer } from "./question.ts";
import type { FileJob, NoJob } from "./resolve-job.ts";

const mistakes: Readonly<Record<JobNameProblem | NoJob["problem"], string>> = {
  ...jobMistakes,
  "too-many-words": tooManyWords,
};

/** Makes a kind of command whose one argument is a job of the default branch. */
export function defineJobCommand<Name extends string>({
  run,
  ...statement
}: {
  readonly name: Name;
  readonly help: string;
  readonly place: Place;
  run(job: FileJob, asked: Asked): Promise<Answer>;
}): CommandKind<Name, { readonly job: JobName }, JobNameProblem> {
  return defineCommand({
    ...statement,
    usage: "JOB",
    read: readJobName,
    mistakes,
    async run({ job: name }: { readonly job: JobName }, asked: Asked) {
      const { resolveJob } = await import("./resolve-job.ts");
      const job = await resolveJob(name, asked.path, asked.question, asked.tools);
      return "problem" in job ? { words: mistakes[job.problem], known: job.known } : run(job, asked);
    },
  });
}
