import { readAccountId } from "../../src/adapters/github/repositories/permissions.ts";
import type { AnswerPage } from "../../src/adapters/queue/tasks/answer-page.ts";
import type { LearnRun } from "../../src/adapters/queue/tasks/learn-run.ts";
import { learnRun } from "../../src/features/learn/learn-run.ts";
import { answerComment } from "../../src/features/talk/answer-comment.ts";
import { answerPage } from "../../src/features/talk/answer-page.ts";
import type { AnswerTools } from "../../src/features/talk/question/tools.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { octokit, runTask, store, taskOf, workflow } from "../features/propose/propose-setup.ts";
import type { Run } from "../support/baseline-builder.ts";
import type { Part } from "./example.ts";
import { showComments } from "./show.ts";
import { blocking, botLogin, openProposal } from "./world.ts";

function toolsWith(changes: Partial<AnswerTools>) {
  return {
    octokit,
    fetch,
    store,
    policyStore: null,
    looksUpHosts: true,
    botLogin,
    learnRun: (one: LearnRun) => learnRun(one, { octokit, fetch, store, readBotLogin: async () => botLogin }),
    propose: runTask,
    backfill: async () => {},
    ...changes,
  };
}

/** Has somebody write a comment, and the bot answer it. */
export async function ask(
  repository: FakeRepository,
  number: number,
  body: string,
  { login = "mona", ...changes }: Partial<AnswerTools> & { readonly login?: string } = {},
): Promise<readonly Part[]> {
  const comment = repository.comment(number, login, body);
  const task = { pullRequest: number, commentId: comment.id, author: login, body };
  await answerComment({ ...task, repository: taskOf(repository).repository }, toolsWith(changes));
  const reactions = comment.reactions.map(({ content }) => content).join(", ");
  const answer = showComments(repository, number).at(-1)?.[1] ?? "";
  return [
    [`\`${body}\``, `${answer}`],
    ["Reactions", reactions],
  ];
}

/** Has somebody with write access send a form of the page of `ci.yml:build`. */
export async function askOnPage(
  repository: FakeRepository,
  login: string,
  form: Pick<AnswerPage, "action" | "endpoint" | "reason">,
): Promise<void> {
  const { repository: named } = taskOf(repository);
  const id = await readAccountId(octokit, named, login);
  if (id === null) throw new Error(`there is no ${login}`);
  await answerPage(
    {
      ...form,
      repository: named,
      viewer: { id, login },
      at: new Date().toISOString(),
      answerId: "an-answer-of-a-page",
      file: "ci.yml",
      jobId: "build",
    },
    { ...toolsWith({}), store },
  );
}

/** The same with several comments, one after another. */
export async function askAll(
  repository: FakeRepository,
  number: number,
  bodies: readonly string[],
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const body of bodies) parts.push(...(await ask(repository, number, body)).slice(0, 1));
  return parts;
}

/** The answer about a host, after the jobs `build` and `done` were taught something. */
export async function explain(
  host: string,
  prepare: (repository: FakeRepository) => Promise<unknown>,
): Promise<readonly Part[]> {
  const done = blocking(["listed.example.com:443"], "done").replace(/^[\s\S]*?jobs:\n/, "");
  const { repository, number } = await openProposal(`${workflow("build", "lint")}${done}`);
  await prepare(repository);
  return ask(repository, number, `/egress explain ${host}`);
}

/** A run after those that `openProposal` teaches. */
export const later = (one: Run): readonly Run[] => [{ steps: ["Run make"], runId: 1_900, day: 17, ...one }];

/** The bot's pull request beside other workflow files, one of which cannot be read, and an issue. */
export async function withOthers() {
  const plain = "  plain:\n    steps:\n      - run: make\n";
  const done = blocking(["a.example.com:443"], "done").replace(/^[\s\S]*?jobs:\n/, "");
  const { repository, number } = await openProposal(`${workflow("build", "young")}${done}${plain}`);
  const files = {
    ".github/workflows/other.yml": workflow("build", "lint"),
    ".github/workflows/broken.yml": "jobs: [",
  };
  repository.commitFiles("main", files, { author: "mona", message: "Add workflows" });
  return { repository, number, issue: repository.openIssue("mona", "Egress").number };
}
