import { fileNameOf } from "../../../domain/run/file-name.ts";
import type { Answer, Question } from "../question/question.ts";
import type { FileJob } from "../question/resolve-job.ts";
import type { AnswerTools } from "../question/tools.ts";
import { reportDecision } from "./report-decision.ts";

/**
 * Leaves a job alone from now on: its proposal loses it, or is closed. One that is to be in audit mode and blocks is proposed to be
 * returned there first.
 */
export async function leaveJob(
  kind: "ignore" | "audit",
  { path, jobId }: FileJob,
  { repository, current, login, at, number }: Question,
  tools: Pick<AnswerTools, "store" | "propose">,
): Promise<Answer> {
  await tools.store.decisions.decideJob(repository.id, path, jobId, { kind, login, at });
  const result = await tools.propose({ repository: current, path }, true);
  return reportDecision({ kind, job: `${fileNameOf(path)}:${jobId}` }, { result, path, askedOn: number });
}
