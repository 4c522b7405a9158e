import { defineJobCommand } from "../question/define-job-command.ts";

/** Proposes a job whatever holds it. */
export const propose = defineJobCommand({
  name: "propose",
  help: "proposes to block a job even though some checks have not passed",
  async run(job, { question, tools }) {
    const { proposeJob } = await import("../work/propose-job.ts");
    return proposeJob(job, question, tools);
  },
});
