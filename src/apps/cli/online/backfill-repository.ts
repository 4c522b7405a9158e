import { plain, toJsonText } from "../shared/terminal.ts";
import { noteComments } from "./comments-note.ts";
import { explainFailure } from "./explain-failure.ts";
import { createMemoryStore } from "./memory-store.ts";
import { openProposals, readLogin } from "./open-proposals.ts";
import { readReports, summarizeReport } from "./read-reports.ts";
import { describeFile, fileToJson } from "./report-file.ts";
import { surveyRows } from "./survey-rows.ts";
import { openTokenTools, type TokenOptions } from "./token-tools.ts";

/** What `egress backfill` was asked for. */
export interface BackfillOptions extends TokenOptions {
  readonly owner: string;
  readonly name: string;
  /** Runs per workflow; null for as many as the repository's settings say. */
  readonly most: number | null;
  readonly opensPullRequests: boolean;
  readonly isJson: boolean;
}

/** Reads the runs, prints the reports, and opens the pull requests; returns the exit code. @throws UsageError where GitHub or the resolvers refuse */
export async function backfillRepository(options: BackfillOptions): Promise<number> {
  const { owner, name, most, isJson, apiUrl } = options;
  try {
    const tools = { ...(await openTokenTools(options)), store: createMemoryStore() };
    const report = await readReports({ owner, name }, most, tools);
    for (const file of report.files)
      process.stdout.write(isJson ? `${toJsonText(fileToJson(file))}\n` : describeFile(file));
    process.stderr.write(`egress: ${summarizeReport(report)}\n`);
    const note = noteComments(surveyRows(report));
    if (note !== null) process.stderr.write(`egress: ${note}\n`);
    if (options.opensPullRequests) {
      const opened = await openProposals(report, await readLogin(tools.octokit), tools);
      for (const { path, action, pullRequest } of opened)
        process.stderr.write(
          `egress: ${plain(path)}: ${action}${pullRequest === null ? "" : `, #${pullRequest}`}\n`,
        );
    }
    return report.files.length === 0 ? 1 : 0;
  } catch (error) {
    throw explainFailure(error, {
      command: "backfill",
      who: "the token",
      where: `${owner}/${name}`,
      apiUrl,
    });
  }
}
