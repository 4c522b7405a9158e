import type { Answer, Asked } from "./asked.ts";
import type { AnswerTools } from "./obey.ts";
import { fileNameOf } from "./read-workflows.ts";
import { reportDecision } from "./report-decision.ts";
import type { FileJob } from "./resolve-job.ts";

/** Leaves a job alone from now on: its proposal loses it, or is closed. */
export async function ignoreJob(
  { path, jobId }: FileJob,
  { repository, current, login, at, number }: Asked,
  tools: Pick<AnswerTools, "store" | "propose">,
): Promise<Answer> {
  await tools.store.decisions.decideJob(repository.id, path, jobId, { kind: "ignore", login, at });
  const result = await tools.propose({ repository: current, path });
  return reportDecision(
    { kind: "ignore", job: `${fileNameOf(path)}:${jobId}` },
    { result, path, askedOn: number },
  );
}
