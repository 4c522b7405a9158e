import { fileNameOf } from "../../../domain/run/file-name.ts";
import { sayReason } from "../../../domain/text/say-reason.ts";
import type { JobStatus, RepositoryStatus } from "../../../features/look/read-repository-status.ts";
import { formatTable } from "../shared/table.ts";
import { plain } from "../shared/terminal.ts";

/** The states that have a column of their own, in order, with its head. All others are counted together. */
const columns: readonly (readonly [JobStatus["state"], string])[] = [
  ["not-guarded", "not guarded"],
  ["learning", "learning"],
  ["settling", "settling"],
  ["held", "held"],
  ["ready", "ready"],
  ["proposed", "proposed"],
  ["enforced", "enforced"],
  ["unproven", "unproven"],
  ["not-enforced", "not enforced"],
  ["failing", "failing"],
  ["missing", "missing"],
];
const mostRows = 20;

/** Lays out how repositories stand: jobs by state, the oldest misses, what is not enforced, and what waits for a review. */
export function describeStatus(statuses: readonly RepositoryStatus[]): string {
  if (statuses.length === 0) return "the App reaches no repository here\n";
  return [describeStates(statuses), ...describeRest(statuses)].join("\n");
}

/** The jobs of each state, of one repository. */
export function countStates({ jobs }: Pick<RepositoryStatus, "jobs">): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { state } of jobs) counts[state] = (counts[state] ?? 0) + 1;
  return counts;
}

function describeStates(statuses: readonly RepositoryStatus[]): string {
  const rows = statuses.map((status) => [plain(status.repository), ...countCells(status.jobs)]);
  const all = statuses.flatMap(({ jobs }) => jobs);
  const total = statuses.length > 1 ? [["all", ...countCells(all)]] : [];
  const others = new Set(
    all.map(({ state }) => state).filter((state) => columns.every(([own]) => own !== state)),
  );
  const note = others.size === 0 ? "" : `other: ${[...others].sort().join(", ")}\n`;
  const head = ["repository", ...columns.map(([, title]) => title), "other"];
  // What no job is, is the first to go, then what needs nobody.
  const empty = head.filter((_, at) => at > 0 && rows.every((row) => row[at] === "-"));
  const drop = [...new Set([...empty, "other", "not guarded", "learning", "settling"])];
  return formatTable(head, [...rows, ...total], { drop }) + note;
}

function countCells(jobs: readonly JobStatus[]): readonly string[] {
  const counts = countStates({ jobs });
  const own = columns.map(([state]) => counts[state] ?? 0);
  const other = jobs.length - own.reduce((sum, count) => sum + count, 0);
  return [...own, other].map((count) => (count === 0 ? "-" : String(count)));
}

function describeRest(statuses: readonly RepositoryStatus[]): readonly string[] {
  const named = statuses.flatMap((status) =>
    status.misses.map((miss) => ({ repository: status.repository, miss })),
  );
  const misses = named
    .sort((a, b) => ((a.miss.since ?? "") < (b.miss.since ?? "") ? -1 : 1))
    .map(({ repository, miss }) => [
      (miss.since ?? "").slice(0, 10),
      plain(repository),
      nameJob(miss),
      plain(miss.endpoint),
      miss.verdict,
      String(miss.runs),
      String(miss.failed),
    ]);
  const unenforced = statuses.flatMap(({ repository, jobs }) =>
    jobs
      .filter(({ state }) => state === "not-enforced" || state === "failing")
      .map((job) => [
        plain(repository),
        nameJob(job),
        plain(job.reasons[0] === undefined ? "" : sayReason(job.reasons[0])),
      ]),
  );
  const waiting = statuses
    .flatMap(({ repository, proposals }) => proposals.map((one) => ({ repository, one })))
    .sort((a, b) => (a.one.openedAt < b.one.openedAt ? -1 : 1))
    .map(({ repository, one }) => [
      one.openedAt.slice(0, 10),
      plain(repository),
      `#${one.number}`,
      plain(one.title),
      plain(one.url),
    ]);
  const problems = statuses.flatMap(({ repository, problems: some }) =>
    some.map(({ path, message }) => [plain(repository), plain(path), plain(message)]),
  );
  return [
    section(
      "refused by block mode, the oldest first",
      ["since", "repository", "job", "endpoint", "verdict", "runs", "failed"],
      misses,
      ["failed", "runs", "since", "verdict"],
    ),
    section("told to block, and do not, or fail since", ["repository", "job", "why"], unenforced),
    section("waiting for a review", ["opened", "repository", "number", "title", "url"], waiting, [
      "title",
      "opened",
      "repository",
    ]),
    section("cannot be read", ["repository", "file", "why"], problems),
  ].filter((text) => text !== "");
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  drop: readonly string[] = [],
): string {
  if (rows.length === 0) return "";
  const more = rows.length > mostRows ? `  … and ${rows.length - mostRows} more\n` : "";
  return `${title}\n${formatTable(head, rows.slice(0, mostRows), { drop })}${more}`;
}

function nameJob({ path, jobId }: { readonly path: string; readonly jobId: string }): string {
  return plain(`${fileNameOf(path)}:${jobId}`);
}
