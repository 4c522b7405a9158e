import { fileNameOf } from "../../../domain/run/file-name.ts";
import type { JobKey } from "../../../domain/run/job-key.ts";
import { render } from "../../../domain/text/render.ts";
import type { Answer, Question } from "../question/question.ts";
import type { FileJob } from "../question/resolve-job.ts";
import type { AnswerTools } from "../question/tools.ts";

const sources: readonly JobKey["source"][] = ["default-branch", "pull-request", "trial", "untrusted"];

/** Forgets what was learned about a job, and has the runs of its file learned again. What people decided about it stays. */
export async function relearnJob(
  { path, jobId }: FileJob,
  { repository, current }: Question,
  tools: Pick<AnswerTools, "store" | "backfill">,
): Promise<Answer> {
  for (const source of sources)
    await tools.store.baselines.forget({ repositoryId: repository.id, path, jobId, source });
  const { installationId, id, owner, name } = current;
  await tools.backfill({ repository: { installationId, id, owner, name }, again: path });
  return { reaction: "+1", text: render("relearn", { job: `${fileNameOf(path)}:${jobId}` }) };
}
