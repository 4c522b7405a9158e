import type { BlockRun } from "../assessment/block-run.ts";
import type { JobAssessment } from "../assessment/job-assessment.ts";
import { render } from "./render.ts";
import { linkRun } from "./run-link.ts";
import { sayReason } from "./say-reason.ts";

const mostJobs = 100;

/** Says on a merged pull request how its jobs fared in their first run in block mode. `page` is the repository's. */
export function renderMerged(
  told: readonly { readonly job: JobAssessment; readonly run: BlockRun }[],
  page: string,
): string {
  const rows = told.slice(0, mostJobs).map(({ job, run: { run, at, unenforced, called, refused } }) => ({
    jobId: job.jobId,
    runId: run.split("/", 1)[0],
    url: linkRun(page, run, at).url,
    isEnforced: unenforced?.length === 0,
    causes: (unenforced ?? []).map(sayReason),
    called,
    refused: refused.map(({ endpoint, steps }) => ({ endpoint, steps })),
  }));
  return render("merged", { rows, more: told.length - rows.length });
}
