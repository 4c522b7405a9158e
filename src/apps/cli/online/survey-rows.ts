import { fileNameOf } from "../../../domain/run/file-name.ts";
import { sayReason } from "../../../domain/text/say-reason.ts";
import { formatTable } from "../shared/table.ts";
import { inertLine, plain } from "../shared/terminal.ts";
import type { RepositoryReport } from "./read-reports.ts";

/** How one job stands, as a survey shows it. */
export interface SurveyRow {
  readonly repository: string;
  readonly path: string;
  readonly job: string;
  readonly state: string;
  /** The complete runs that were read. */
  readonly runs: number;
  /** The list that would be proposed. */
  readonly endpoints: readonly string[];
  /** What is missing, in words; empty where nothing is. */
  readonly why: string;
  /** Whether the settings let the repository get pull requests without being asked for. */
  readonly wanted: boolean;
}

/** The jobs of a repository, file by file. */
export function surveyRows({ repository: { owner, name }, files }: RepositoryReport): readonly SurveyRow[] {
  const repository = `${owner}/${name}`;
  return files.flatMap(({ path, jobs, problem, wanted }): SurveyRow[] => {
    if (problem !== null)
      return [
        { repository, path, job: "", state: "unreadable", runs: 0, endpoints: [], why: problem, wanted },
      ];
    return jobs.map(({ jobId, state, reasons, readiness, recommendation }) => ({
      repository,
      path,
      job: jobId,
      state,
      runs: readiness?.runs ?? 0,
      endpoints: (recommendation?.entries ?? []).map(({ text }) => text),
      why: reasons.map(sayReason).join("; "),
      wanted,
    }));
  });
}

/** The rows as a table for a terminal. */
export function formatSurvey(rows: readonly SurveyRow[]): string {
  const head = ["repository", "job", "state", "runs", "endpoints", "wanted", "what is missing"];
  const cells = rows.map(({ repository, path, job, state, runs, endpoints, why, wanted }) => [
    plain(repository),
    plain(`${fileNameOf(path)}:${job}`),
    state,
    String(runs),
    String(endpoints.length),
    sayWanted(wanted),
    plain(why),
  ]);
  return formatTable(head, cells, { drop: ["runs", "endpoints", "wanted", "repository"] });
}

/** The rows as CSV (RFC 4180), with a head. */
export function toCsv(rows: readonly SurveyRow[]): string {
  const head = ["repository", "path", "job", "state", "runs", "endpoints", "what is missing", "wanted"];
  const cells = rows.map(({ repository, path, job, state, runs, endpoints, why, wanted }) => [
    repository,
    path,
    job,
    state,
    String(runs),
    endpoints.join(" "),
    why,
    sayWanted(wanted),
  ]);
  return [head, ...cells].map((line) => `${line.map(quote).join(",")}\r\n`).join("");
}

function sayWanted(wanted: boolean): string {
  return wanted ? "yes" : "no";
}

/** Foreign names must not become formulas in a spreadsheet. */
function quote(text: string): string {
  const inert = inertLine(text);
  const safe = /^[=+\-@\t\r]/.test(inert) ? `'${inert}` : inert;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
