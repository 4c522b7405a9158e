import { jobMistakes, tooManyWords } from "../../../domain/text/mistake-words.ts";
import { type Asked, type CommandKind, defineCommand } from "./define-command.ts";
import { type JobName, type JobNameProblem, readJobName } from "./job-name.ts";
import type { Answer } from "./question.ts";
import type { FileJob } from "./resolve-job.ts";
import { askWhich } from "./which-job.ts";

/** Makes a kind of command whose one argument is a job of the default branch. */
export function defineJobCommand<Name extends string>({
  run,
  ...statement
}: {
  readonly name: Name;
  readonly help: string;
  run(job: FileJob, asked: Asked): Promise<Answer>;
}): CommandKind<Name, { readonly job: JobName }, JobNameProblem> {
  return defineCommand({
    ...statement,
    usage: "[FILE:JOB]",
    read: readJobName,
    mistakes: { "bad-job": jobMistakes["bad-job"], "too-many-words": tooManyWords },
    async run({ job: name }: { readonly job: JobName }, asked: Asked) {
      const { resolveJob } = await import("./resolve-job.ts");
      const job = await resolveJob(name, asked.here, asked.question, asked.tools);
      if (!("problem" in job)) return run(job, asked);
      return askWhich(job, ({ file, jobId }) => `/egress ${statement.name} ${file}:${jobId}`);
    },
  });
}
