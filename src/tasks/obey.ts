import type { Octokit } from "../github/octokit.ts";
import type { PolicyStore } from "../policy-store/client.ts";
import type { Command, EverywhereCommand, JobCommand } from "../proposal/command.ts";
import type { Backfill, LearnRun, Propose } from "../queue/task.ts";
import type { Store } from "../store/store.ts";
import { render } from "../views.ts";
import { applyPolicies } from "./apply-policies.ts";
import type { Answer, Asked } from "./asked.ts";
import { decideEndpoint } from "./decide-endpoint.ts";
import { explain } from "./explain.ts";
import { leaveJob } from "./leave-job.ts";
import type { ProposeResult } from "./propose.ts";
import { proposeJob } from "./propose-job.ts";
import { refresh } from "./refresh.ts";
import { relearnJob } from "./relearn-job.ts";
import { reportMistake } from "./report-mistake.ts";
import { isDone, reportRefresh } from "./report-refresh.ts";
import { reportStatus } from "./report-status.ts";
import { resolveJob } from "./resolve-job.ts";

export interface AnswerTools {
  readonly octokit: Octokit;
  /** For the logs, which lie on another host. */
  readonly fetch: typeof fetch;
  readonly store: Pick<
    Store,
    | "answers"
    | "backfills"
    | "baselines"
    | "decisions"
    | "jobRecords"
    | "outcomes"
    | "policies"
    | "settings"
    | "workflowTexts"
  >;
  readonly policyStore: PolicyStore | null;
  /** `<app slug>[bot]` */
  readonly botLogin: string;
  learnRun(task: LearnRun): Promise<readonly string[]>;
  propose(task: Propose): Promise<ProposeResult>;
  /** Has runs learned again, some time. */
  backfill(task: Backfill): Promise<void>;
}

/** Obeys under an issue, or under a pull request of somebody else's. */
export async function obeyAnywhere(
  command: EverywhereCommand,
  asked: Asked,
  tools: AnswerTools,
): Promise<Answer> {
  switch (command.kind) {
    case "status":
      return { reaction: "+1", text: await reportStatus(asked, tools) };
    case "apply":
      return applyPolicies(asked, tools);
    case "propose":
    case "audit":
      return obeyAboutJob(command, null, asked, tools);
    case "invalid":
      return reportMistake(command.command, command.problem);
  }
}

/** Obeys under the pull request of a workflow file. */
export async function obeyHere(
  command: Command,
  path: string,
  asked: Asked,
  tools: AnswerTools,
): Promise<Answer> {
  switch (command.kind) {
    case "refresh": {
      const refreshed = await refresh(asked.current, path, tools);
      return {
        reaction: isDone(refreshed.result) ? "+1" : "confused",
        text: reportRefresh(refreshed, path, asked.number),
      };
    }
    case "status":
    case "apply":
    case "invalid":
      return obeyAnywhere(command, asked, tools);
    case "explain":
      return { reaction: "+1", text: await explain(command.query, path, asked, tools) };
    case "allow":
    case "deny":
      return decideEndpoint(command, path, asked, tools);
    case "propose":
    case "relearn":
    case "ignore":
    case "audit":
      return obeyAboutJob(command, path, asked, tools);
    case "help":
      return { reaction: "+1", text: render("help", { unknown: null }) };
    case "unknown":
      return { reaction: "confused", text: render("help", { unknown: command.word }) };
  }
}

async function obeyAboutJob(
  { kind, job: name }: Extract<Command, { readonly kind: JobCommand }>,
  path: string | null,
  asked: Asked,
  tools: AnswerTools,
): Promise<Answer> {
  const job = await resolveJob(name, path, asked, tools);
  if ("problem" in job) return reportMistake(kind, job.problem, job.known);
  switch (kind) {
    case "propose":
      return proposeJob(job, asked, tools);
    case "relearn":
      return relearnJob(job, asked, tools);
    case "ignore":
    case "audit":
      return leaveJob(kind, job, asked, tools);
  }
}
