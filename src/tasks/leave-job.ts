import { fileNameOf } from "../proposal/file-name.ts";
import type { Answer, Asked } from "./asked.ts";
import type { AnswerTools } from "./obey.ts";
import { reportDecision } from "./report-decision.ts";
import type { FileJob } from "./resolve-job.ts";

/**
 * Leaves a job alone from now on: its proposal loses it, or is closed. One that is to be in audit mode and blocks is proposed to be
 * returned there first.
 */
export async function leaveJob(
  kind: "ignore" | "audit",
  { path, jobId }: FileJob,
  { repository, current, login, at, number }: Asked,
  tools: Pick<AnswerTools, "store" | "propose">,
): Promise<Answer> {
  await tools.store.decisions.decideJob(repository.id, path, jobId, { kind, login, at });
  const result = await tools.propose({ repository: current, path });
  return reportDecision({ kind, job: `${fileNameOf(path)}:${jobId}` }, { result, path, askedOn: number });
}
