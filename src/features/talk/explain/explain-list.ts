import type { Store } from "../../../adapters/store/store.ts";
import { type ListHistory, noHistory } from "../../../domain/assessment/list-history.ts";
import { fileNameOf } from "../../../domain/run/file-name.ts";
import { renderBounded } from "../../../domain/text/fit.ts";
import { describeHistory } from "../../../domain/text/history-rows.ts";
import { render } from "../../../domain/text/render.ts";
import { stateNames } from "../../../domain/text/words.ts";
import { assessFileAt } from "../../look/assess-file.ts";
import type { Question } from "../question/question.ts";
import type { FileJob } from "../question/resolve-job.ts";
import type { AnswerTools } from "../question/tools.ts";

const mostRows = 20;

/** The answer to `/egress explain FILE:JOB`: what became of the job's list. @throws what GitHub or the store answered with */
export async function explainList(
  { path, jobId, file }: FileJob,
  { repository }: Pick<Question, "repository">,
  tools: Pick<AnswerTools, "octokit" | "store" | "policyStore">,
): Promise<string> {
  const parsed = { ok: true, file } as const;
  const { assessed } = await assessFileAt({ repository, path, parsed }, tools, { outside: "may-be-silent" });
  const job = assessed?.ok === true ? assessed.jobs.find((one) => one.jobId === jobId) : undefined;
  const history = await readHistory(repository.id, { path, jobId }, tools.store);
  return renderBounded((most) =>
    render("explain-job", {
      job: `${fileNameOf(path)}:${jobId}`,
      file: fileNameOf(path),
      state: stateNames[job?.state ?? "not-guarded"],
      listed: history.listed?.length ?? null,
      history: describeHistory(history.changes, repository.url, Math.min(most, mostRows)),
    }),
  );
}

/** What became of a job's list, for whoever shows it. @throws what the store answered with */
export async function readHistory(
  repositoryId: number,
  { path, jobId }: { readonly path: string; readonly jobId: string },
  { jobRecords }: Pick<Store, "jobRecords">,
): Promise<ListHistory> {
  return (await jobRecords.read(repositoryId, path)).get(jobId)?.history ?? noHistory;
}
