import type { UnenforcedJob } from "../assessment/told.ts";
import { fileNameOf } from "../run/file-name.ts";
import { render } from "./render.ts";
import { linkRun, nameRun } from "./run-link.ts";

const mostJobs = 100;
/** Of so many jobs it is shown what their records claim, and of each so many endpoints. */
const mostClaims = { jobs: 5, endpoints: 20 };

/** The issue that tells which jobs are not held to their lists, or fail since they are. `page` is the repository's. The body is Markdown. */
export function renderUnenforced(
  files: ReadonlyMap<string, readonly UnenforcedJob[]>,
  page: string,
): { readonly title: string; readonly body: string } {
  const rows = [...files].flatMap(([path, jobs]) =>
    jobs.map(({ jobId, kind, causes, run, since, claims = null }) => ({
      file: fileNameOf(path),
      jobId,
      kind,
      causes,
      claims,
      since,
      runId: nameRun(run),
      url: linkRun(page, run, "").url,
    })),
  );
  const shown = rows.slice(0, mostJobs);
  const [open, failing] = [rows.filter(isOpen), rows.filter((row) => !isOpen(row))];
  return {
    title: titleOf(open.length, failing.length),
    body: render("unenforced", {
      rows: shown,
      claimed: shown.flatMap(showClaims).slice(0, mostClaims.jobs),
      more: rows.length - shown.length,
      open: open.length,
      failing: failing.length,
    }),
  };
}

/** What the records of a job's run say that contradict each other, as far as there is room; none where they do not. */
function showClaims({
  jobId,
  runId,
  claims,
}: {
  readonly jobId: string;
  readonly runId: string;
  readonly claims: UnenforcedJob["claims"] | null;
}): readonly object[] {
  if (!claims || claims.endpoints.length === 0) return [];
  const endpoints = claims.endpoints.slice(0, mostClaims.endpoints);
  return [{ jobId, runId, endpoints, more: claims.more + claims.endpoints.length - endpoints.length }];
}

function isOpen({ kind }: Pick<UnenforcedJob, "kind">): boolean {
  return kind === "not-enforced";
}

function titleOf(open: number, failing: number): string {
  const count = (jobs: number): string => (jobs === 1 ? "1 job is" : `${jobs} jobs are`);
  const fails = failing === 1 ? "1 job fails since it blocks" : `${failing} jobs fail since they block`;
  if (open === 0) return `Egress: ${fails}`;
  const told = `Egress: ${count(open)} told to block and ${open === 1 ? "does" : "do"} not`;
  return failing === 0 ? told : `${told}, and ${fails}`;
}

/** The check where all jobs are held to their lists. The body is Markdown. */
export function renderAllEnforced(): { readonly title: string; readonly body: string } {
  return { title: "Every list is enforced", body: renderEnforcedAgain() };
}

/** What is said when all jobs are held to their lists. */
export function renderEnforcedAgain(): string {
  return "Every job that is told to block was held to its list when it last ran, and none fails since it blocks.";
}
