import { render } from "../../domain/text/render.ts";
import { applyPolicies } from "./commands/apply-policies.ts";
import { decideEndpoint } from "./commands/decide-endpoint.ts";
import { leaveJob } from "./commands/leave-job.ts";
import { proposeJob } from "./commands/propose-job.ts";
import { refresh } from "./commands/refresh.ts";
import { relearnJob } from "./commands/relearn-job.ts";
import { reportMistake } from "./commands/report-mistake.ts";
import { isDone, reportRefresh } from "./commands/report-refresh.ts";
import { reportStatus } from "./commands/report-status.ts";
import { explain } from "./explain/explain.ts";
import type { Command, EverywhereCommand, JobCommand } from "./question/command.ts";
import type { Answer, Question } from "./question/question.ts";
import { resolveJob } from "./question/resolve-job.ts";
import type { AnswerTools } from "./question/tools.ts";

/** Obeys under an issue, or under a pull request of somebody else's. */
export async function obeyAnywhere(
  command: EverywhereCommand,
  question: Question,
  tools: AnswerTools,
): Promise<Answer> {
  switch (command.kind) {
    case "status":
      return { reaction: "+1", text: await reportStatus(question, tools) };
    case "apply":
      return applyPolicies(question, tools);
    case "propose":
    case "audit":
      return obeyAboutJob(command, null, question, tools);
    case "invalid":
      return reportMistake(command.command, command.problem);
  }
}

/** Obeys under the pull request of a workflow file. */
export async function obeyHere(
  command: Command,
  path: string,
  question: Question,
  tools: AnswerTools,
): Promise<Answer> {
  switch (command.kind) {
    case "refresh": {
      const refreshed = await refresh(question.current, path, tools);
      return {
        reaction: isDone(refreshed.result) ? "+1" : "confused",
        text: reportRefresh(refreshed, path, question.number),
      };
    }
    case "status":
    case "apply":
    case "invalid":
      return obeyAnywhere(command, question, tools);
    case "explain":
      return { reaction: "+1", text: await explain(command.query, path, question, tools) };
    case "allow":
    case "deny":
      return decideEndpoint(command, path, question, tools);
    case "propose":
    case "relearn":
    case "ignore":
    case "audit":
      return obeyAboutJob(command, path, question, tools);
    case "help":
      return { reaction: "+1", text: render("help", { unknown: null }) };
    case "unknown":
      return { reaction: "confused", text: render("help", { unknown: command.word }) };
  }
}

async function obeyAboutJob(
  { kind, job: name }: Extract<Command, { readonly kind: JobCommand }>,
  path: string | null,
  question: Question,
  tools: AnswerTools,
): Promise<Answer> {
  const job = await resolveJob(name, path, question, tools);
  if ("problem" in job) return reportMistake(kind, job.problem, job.known);
  switch (kind) {
    case "propose":
      return proposeJob(job, question, tools);
    case "relearn":
      return relearnJob(job, question, tools);
    case "ignore":
    case "audit":
      return leaveJob(kind, job, question, tools);
  }
}
