import type { JobAssessment, Learned, Obstacle } from "../../../domain/assessment/job-assessment.ts";
import type { Rules } from "../../../domain/assessment/rules.ts";
import { fileNameOf } from "../../../domain/run/file-name.ts";
import { unreadableFile } from "../../../domain/text/mistake-words.ts";
import { render } from "../../../domain/text/render.ts";
import { describeState } from "../../../domain/text/words.ts";
import { assessFileAt } from "../../look/assess-file.ts";
import { assessInTurns } from "../../look/in-turns.ts";
import type { Answer, Question } from "../question/question.ts";
import type { FileJob } from "../question/resolve-job.ts";
import type { AnswerTools } from "../question/tools.ts";
import { reportDecision } from "./report-decision.ts";

/** Proposes a job whatever gates hold it now, and remembers which. Where no word can help, says why. */
export async function proposeJob(
  job: FileJob,
  { repository, current, login, at, number }: Question,
  tools: Pick<AnswerTools, "octokit" | "store" | "propose" | "policyStore">,
): Promise<Answer> {
  const { path, jobId } = job;
  const parsed = { ok: true, file: job.file } as const;
  const { rules, learned } = await assessFileAt({ repository, path, parsed }, tools, {
    outside: "must-answer",
  });
  const { assessment, gates } = await overrideGates(job, learned, rules, { login, at });
  const name = `${fileNameOf(path)}:${jobId}`;
  if (assessment?.state !== "ready") return cannotPropose(name, assessment);
  await tools.store.decisions.decideJob(repository.id, path, jobId, {
    kind: "propose",
    login,
    at,
    gates: codesOf(gates),
  });
  const result = await tools.propose({ repository: current, path }, true);
  return reportDecision({ kind: "propose", job: name, gates }, { result, path, askedOn: number });
}

/** A job with every gate overridden that holds it now. */
interface Overridden {
  /** Null where the file has no such job. */
  readonly assessment: JobAssessment | null;
  readonly gates: readonly Obstacle[];
}

/** Overrides the gates that hold a job. That may change the list, and so bring up further gates: until there are none. */
async function overrideGates(
  { file, path, jobId }: FileJob,
  learned: ReadonlyMap<string, Learned>,
  rules: Rules,
  by: { readonly login: string; readonly at: string },
): Promise<Overridden> {
  let gates: readonly Obstacle[] = [];
  for (;;) {
    const codes = codesOf(gates);
    const jobs = new Map(rules.decisions.jobs).set(jobId, { kind: "propose", ...by, gates: codes });
    const assessed = await assessInTurns({ ok: true, file }, path, learned, {
      ...rules,
      decisions: { ...rules.decisions, jobs },
    });
    const job = assessed.ok ? assessed.jobs.find((one) => one.jobId === jobId) : undefined;
    if (job === undefined) return { assessment: null, gates };
    const more = job.reasons.filter(({ code }) => !codes.includes(code));
    if (more.length === 0) return { assessment: job, gates };
    gates = [...gates, ...more];
  }
}

function codesOf(reasons: readonly Obstacle[]): readonly string[] {
  return [...new Set(reasons.map(({ code }) => code))];
}

function cannotPropose(job: string, assessment: JobAssessment | null): Answer {
  const why = assessment === null ? unreadableFile : describeState(assessment).why;
  return { reaction: "confused", text: render("cannot-propose", { job, why }) };
}
