import { defineCommand } from "../question/define-command.ts";
import { takeJobName } from "../question/job-name.ts";
import { askWhich } from "../question/which-job.ts";

/** Learns what is new and brings the pull request of a file up to date. */
export const refresh = defineCommand({
  name: "refresh",
  usage: "[FILE]",
  help: "learns the newest runs and brings the pull request up to date",
  // What stands behind the file means nothing.
  read: (words) => ({ ok: true, args: { job: takeJobName(words).job } }),
  mistakes: {},
  async run({ job }, { here, question, tools }) {
    const { resolveFile } = await import("../question/resolve-job.ts");
    const place = await resolveFile(job, here, question, tools);
    if ("problem" in place) return askWhich(place, ({ file }) => `/egress refresh ${file}`);
    const { refreshFile } = await import("../work/refresh-file.ts");
    const { isDone, reportRefresh } = await import("../work/report-refresh.ts");
    const refreshed = await refreshFile(question.current, place.path, tools);
    return {
      reaction: isDone(refreshed.result) ? "+1" : "confused",
      text: reportRefresh(refreshed, place.path, question.number),
    };
  },
});
