import type { BlockRun } from "../assessment/block-run.ts";
import { describeTrouble } from "../assessment/describe-trouble.ts";
import type { JobAssessment } from "../assessment/job-assessment.ts";
import { emptyBaseline, type RunKey } from "../baseline/baseline.ts";
import { readEndings } from "../baseline/endings.ts";
import { fileNameOf } from "../run/file-name.ts";
import { render } from "./render.ts";
import { linkRun, nameRun } from "./run-link.ts";
import { sayEnding, wayBack } from "./sentences/trouble.ts";

const mostJobs = 100;
const noRuns = { runs: 0, failed: 0 };

/** Says on a merged pull request how its jobs fared in their first run in block mode, and how they do since. `page` is the repository's. */
export function renderMerged(
  told: readonly { readonly job: JobAssessment; readonly run: BlockRun }[],
  path: string,
  page: string,
): string {
  const link = (run: RunKey, at = "") => ({
    runId: nameRun(run),
    url: linkRun(page, run, at).url,
  });
  const rows = told.slice(0, mostJobs).map(({ job, run: first }) => {
    const { run, at, unenforced, called, refused, hasFailed, silence } = first;
    const { before } = readEndings(job.learned?.baseline ?? emptyBaseline);
    const { trouble } = job;
    // Of the first run alone it is said already, and of several it says the rest.
    const isMore = trouble !== null && trouble.runs > 1;
    return {
      jobId: job.jobId,
      ...link(run, at),
      isEnforced: unenforced === null ? null : unenforced.length === 0,
      isGood: unenforced?.length === 0 && !hasFailed && silence === null && trouble === null,
      hasFailed,
      isProved: silence === null,
      ending: sayEnding({ hasFailed, silence, before: isMore ? noRuns : before }),
      causes: (unenforced ?? []).map(({ message }) => message),
      fixes: (unenforced ?? []).flatMap(({ lift }) => (lift === undefined ? [] : [lift])),
      called,
      refused: refused.map(({ endpoint, steps }) => ({ endpoint, steps })),
      asked: refused.filter(({ verdict }) => verdict === "asked").map(({ endpoint }) => endpoint),
      since: !isMore
        ? null
        : { message: describeTrouble(trouble, jobName(path, job.jobId)).message, ...link(trouble.run) },
      back: wayBack(jobName(path, job.jobId)),
    };
  });
  return render("merged", { rows, more: told.length - rows.length });
}

function jobName(path: string, jobId: string): string {
  return `${fileNameOf(path)}:${jobId}`;
}
