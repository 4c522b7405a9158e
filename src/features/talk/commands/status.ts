import { defineCommand, readNothing } from "../question/define-command.ts";

/** Says how the jobs of the repository stand. */
export const status = defineCommand({
  name: "status",
  usage: "",
  help: "shows how each job of the repository stands and what it needs",
  read: readNothing,
  mistakes: {},
  async run(_, { question, tools }) {
    const { reportStatus } = await import("../work/report-status.ts");
    return { reaction: "+1", text: await reportStatus(question, tools) };
  },
});
