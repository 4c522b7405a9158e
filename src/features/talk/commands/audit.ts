import { defineJobCommand } from "../question/define-job-command.ts";

/** Returns a job to audit mode. */
export const audit = defineJobCommand({
  name: "audit",
  help: "opens a pull request that returns a job to audit mode, and then leaves it alone",
  async run(job, { question, tools }) {
    const { leaveJob } = await import("../work/leave-job.ts");
    return leaveJob("audit", job, question, tools);
  },
});
