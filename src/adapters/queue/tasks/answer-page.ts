import { z } from "zod";
import type { Repository } from "../../../domain/run/repository.ts";
import { id, repositorySchema } from "../../../domain/run/schema.ts";
import { fullName, runWhileKept, type TaskKind } from "./task-kind.ts";

/** What can be asked for on a page, by the names of the commands that do the same. */
export const pageActions = ["allow", "deny", "ignore", "propose", "refresh"] as const;
export type PageAction = (typeof pageActions)[number];

/** Do what somebody asked for on a page. All text is what a form held. */
export interface AnswerPage {
  readonly repository: Repository;
  readonly viewer: { readonly id: number; readonly login: string };
  /** When, ISO 8601 UTC. */
  readonly at: string;
  /** Under which the answer is kept. */
  readonly answerId: string;
  readonly action: PageAction;
  /** The workflow file's name, `ci.yml`. */
  readonly file: string;
  /** Null for all of the file. */
  readonly jobId: string | null;
  /** `host:port`; empty where none was given. */
  readonly endpoint: string;
  /** Empty where none was given. */
  readonly reason: string;
}

export const answerPage: TaskKind<"answer-page", AnswerPage> = {
  name: "answer-page",
  schema: z.object({
    repository: repositorySchema,
    viewer: z.object({ id, login: z.string().max(100) }),
    at: z.string().max(40),
    answerId: z.string().regex(/^[A-Za-z0-9_-]{16,64}$/),
    action: z.enum(pageActions),
    file: z.string().max(300),
    jobId: z.string().max(100).nullable(),
    endpoint: z.string().max(300),
    reason: z.string().max(2_000),
  }),
  concurrency: 4,
  isUrgent: true,
  repeat: ({ repository, answerId }) => ({ kind: "once", key: `${repository.id}-${answerId}` }),
  describe: ({ repository, action, file }) => ({
    repository: fullName(repository),
    task: `${action} on the page of ${file}`,
  }),
  run: runWhileKept,
};
