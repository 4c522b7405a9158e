import { answerComment } from "./tasks/answer-comment.ts";
import { answerPage } from "./tasks/answer-page.ts";
import { answerTick } from "./tasks/answer-tick.ts";
import { backfill } from "./tasks/backfill.ts";
import { checkPullRequest } from "./tasks/check-pull-request.ts";
import { checkSettings } from "./tasks/check-settings.ts";
import { dashboard } from "./tasks/dashboard.ts";
import { forget } from "./tasks/forget.ts";
import { learnRun } from "./tasks/learn-run.ts";
import { notePush } from "./tasks/note-push.ts";
import { offerPlaces } from "./tasks/offer-places.ts";
import { propose } from "./tasks/propose.ts";
import { proposePushed } from "./tasks/propose-pushed.ts";
import { report } from "./tasks/report.ts";
import { sweep } from "./tasks/sweep.ts";
import { sweepInstallation } from "./tasks/sweep-installation.ts";
import { sweepRepository } from "./tasks/sweep-repository.ts";
import type { AnyTask, TaskKind } from "./tasks/task-kind.ts";

/** Every kind of task there is. */
export const taskKinds = {
  learnRun,
  propose,
  proposePushed,
  answerComment,
  answerTick,
  answerPage,
  backfill,
  checkPullRequest,
  checkSettings,
  notePush,
  report,
  offerPlaces,
  dashboard,
  forget,
  sweep,
  sweepInstallation,
  sweepRepository,
};

type TaskKinds = typeof taskKinds;
export type TaskName = keyof TaskKinds;

/** The task of a kind, and what does its work. */
export type TaskOf<Name extends TaskName> = Parameters<TaskKinds[Name]["repeat"]>[0];
export type ToolOf<Name extends TaskName> = Parameters<TaskKinds[Name]["run"]>[1];

/** A kind of task of which no more is known. It is given only tasks that its own schema has read, and its own tool, if it needs any. */
export type AnyTaskKind = TaskKind<
  QueueName,
  AnyTask,
  ((task: never, more: never) => Promise<unknown>) | null
>;

export type QueueName = TaskKinds[TaskName]["name"];
