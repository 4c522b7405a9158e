import { defineJobCommand } from "../question/define-job-command.ts";

/** Leaves a job alone. */
export const ignore = defineJobCommand({
  name: "ignore",
  help: "leaves a job alone; `propose` takes that back",
  async run(job, { question, tools }) {
    const { leaveJob } = await import("../work/leave-job.ts");
    return leaveJob("ignore", job, question, tools);
  },
});
