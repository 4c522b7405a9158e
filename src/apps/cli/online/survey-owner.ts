import { classifyFailure } from "../../../adapters/github/client/failure.ts";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { statusOf } from "../../../adapters/github/client/status-of.ts";
import { listOwnerRepositories } from "../../../adapters/github/repositories/owner-repositories.ts";
import { plain, toJsonText } from "../shared/terminal.ts";
import { UsageError } from "../shared/usage-error.ts";
import { noteComments } from "./comments-note.ts";
import { explainFailure } from "./explain-failure.ts";
import { createMemoryStore } from "./memory-store.ts";
import { type RepositoryReport, readReports } from "./read-reports.ts";
import { fileToJson } from "./report-file.ts";
import { formatSurvey, type SurveyRow, surveyRows, toCsv } from "./survey-rows.ts";
import { openTokenTools, type TokenOptions } from "./token-tools.ts";

/** What `egress survey` was asked for. */
export interface SurveyOptions extends TokenOptions {
  /** Owners, and single repositories. */
  readonly places: readonly { readonly owner: string; readonly name: string | null }[];
  readonly most: number | null;
  readonly format: "table" | "json" | "csv";
}

/** Reads the repositories and prints what would be proposed; returns the exit code. @throws UsageError where GitHub or the resolvers cannot be asked */
export async function surveyOwner(options: SurveyOptions): Promise<number> {
  const { octokit, resolveHosts } = await openTokenTools(options);
  const rows: SurveyRow[] = [];
  let failed = 0;
  let guarded = 0;
  const repositories = await findAll(options, octokit);
  for (const { owner, name } of repositories) {
    const where = `${owner}/${name}`;
    try {
      // Each is forgotten when it has been told.
      const tools = { octokit, resolveHosts, store: createMemoryStore() };
      const report = await readReports({ owner, name }, options.most, tools);
      guarded += report.guarded;
      rows.push(...surveyRows(report));
      if (options.format === "json") printJson(report);
    } catch (error) {
      const told = explainFailure(error, { ...asking(options), where });
      if (!(told instanceof UsageError) || !concernsOne(error)) throw told;
      failed += 1;
      process.stderr.write(`egress: ${plain(where)}: ${plain(told.message)}\n`);
    }
  }
  if (options.format === "csv") process.stdout.write(toCsv(rows));
  if (options.format === "table" && rows.length > 0) process.stdout.write(formatSurvey(rows));
  const read = repositories.length - failed;
  if (read > 0 || failed === 0) process.stderr.write(`egress: ${summarize(read, guarded, rows)}\n`);
  const note = noteComments(rows);
  if (note !== null) process.stderr.write(`egress: ${note}\n`);
  return failed === 0 && rows.length > 0 ? 0 : 1;
}

function asking({ apiUrl }: SurveyOptions) {
  return { command: "survey", who: "the token", apiUrl } as const;
}

/** Whether GitHub answered, and only about this repository. */
function concernsOne(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  const status = statusOf(error);
  return (
    status !== null && status !== 401 && status < 500 && classifyFailure(error, Date.now()).kind !== "limit"
  );
}

async function findAll(
  options: SurveyOptions,
  octokit: Octokit,
): Promise<readonly { readonly owner: string; readonly name: string }[]> {
  const found: { owner: string; name: string }[] = [];
  for (const { owner, name } of options.places) {
    if (name !== null) {
      found.push({ owner, name });
      continue;
    }
    try {
      const all = await listOwnerRepositories(octokit, owner);
      for (const one of all) if (!one.isArchived) found.push({ owner, name: one.name });
    } catch (error) {
      throw explainFailure(error, { ...asking(options), where: owner });
    }
  }
  return found;
}

function printJson({ repository: { owner, name }, files }: RepositoryReport): void {
  for (const file of files)
    process.stdout.write(`${toJsonText({ repository: `${owner}/${name}`, ...fileToJson(file) })}\n`);
}

function summarize(repositories: number, guarded: number, rows: readonly SurveyRow[]): string {
  const where = `${repositories} ${repositories === 1 ? "repository" : "repositories"}`;
  if (guarded === 0) return `no workflow file in ${where} has a step that uses Harden-Runner`;
  const ready = rows.filter(({ state }) => state === "ready");
  const now = ready.filter(({ wanted }) => wanted).length;
  const held = ready.length - now;
  const others = held === 0 ? "" : `, ${held} more when the settings let the repository have pull requests`;
  return `${rows.length} guarded ${rows.length === 1 ? "job" : "jobs"} in ${where}: ${now} would be proposed now${others}; nothing was written`;
}
