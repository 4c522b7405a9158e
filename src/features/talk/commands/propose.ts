import { defineJobCommand } from "../question/define-job-command.ts";

/** Proposes a job whatever holds it. */
export const propose = defineJobCommand({
  name: "propose",
  help: "proposes a job although something is still missing, and takes an `ignore` back",
  place: "everywhere",
  async run(job, { question, tools }) {
    const { proposeJob } = await import("../work/propose-job.ts");
    return proposeJob(job, question, tools);
  },
});
