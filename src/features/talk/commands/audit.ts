import { defineJobCommand } from "../question/define-job-command.ts";

/** Returns a job to audit mode. */
export const audit = defineJobCommand({
  name: "audit",
  help: "takes a job that blocks back to audit mode, by a pull request, and leaves it alone",
  place: "everywhere",
  async run(job, { question, tools }) {
    const { leaveJob } = await import("../work/leave-job.ts");
    return leaveJob("audit", job, question, tools);
  },
});
