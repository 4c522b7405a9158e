import type { UnenforcedJob } from "../assessment/told.ts";
import { fileNameOf } from "../run/file-name.ts";
import { render } from "./render.ts";
import { linkRun } from "./run-link.ts";

const mostJobs = 100;

/** The issue that tells which jobs are not held to their lists. `page` is the repository's. The body is Markdown. */
export function renderUnenforced(
  files: ReadonlyMap<string, readonly UnenforcedJob[]>,
  page: string,
): { readonly title: string; readonly body: string } {
  const rows = [...files].flatMap(([path, jobs]) =>
    jobs.map(({ jobId, causes, run, since }) => ({
      file: fileNameOf(path),
      jobId,
      causes,
      since,
      runId: run.split("/", 1)[0],
      url: linkRun(page, run, "").url,
    })),
  );
  const shown = rows.slice(0, mostJobs);
  const count = rows.length === 1 ? "1 job is" : `${rows.length} jobs are`;
  return {
    title: `Egress: ${count} told to block and ${rows.length === 1 ? "does" : "do"} not`,
    body: render("unenforced", { rows: shown, more: rows.length - shown.length }),
  };
}

/** The check where all jobs are held to their lists. The body is Markdown. */
export function renderAllEnforced(): { readonly title: string; readonly body: string } {
  return { title: "Every list is enforced", body: renderEnforcedAgain() };
}

/** What is said when all jobs are held to their lists. */
export function renderEnforcedAgain(): string {
  return "Every job that is told to block was held to its list when it last ran.";
}
