import { defineCommand, readNothing } from "../question/define-command.ts";

/** Learns what is new and brings the pull request up to date. */
export const refresh = defineCommand({
  name: "refresh",
  usage: "",
  help: "learns the newest completed runs that I have not seen yet and brings this pull request up to date",
  place: "proposal",
  read: readNothing,
  mistakes: {},
  async run(_, { path, question, tools }) {
    const { refreshFile } = await import("../work/refresh-file.ts");
    const { isDone, reportRefresh } = await import("../work/report-refresh.ts");
    const refreshed = await refreshFile(question.current, path, tools);
    return {
      reaction: isDone(refreshed.result) ? "+1" : "confused",
      text: reportRefresh(refreshed, path, question.number),
    };
  },
});
