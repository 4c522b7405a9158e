import type { AnswerTick } from "../../src/adapters/queue/tasks/answer-tick.ts";
import { digestWithoutTicks, findNewTicks, type TickCommand } from "../../src/domain/marks/boxes.ts";
import { renderBoxes } from "../../src/domain/text/boxes.ts";
import { learnRun } from "../../src/features/learn/learn-run.ts";
import { answerTick } from "../../src/features/talk/answer-tick.ts";
import { rememberText } from "../../src/features/talk/remember-text.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import {
  github,
  octokit,
  path,
  runTask,
  store,
  taskOf,
  workflow,
} from "../features/propose/propose-setup.ts";
import type { Example, Part } from "./example.ts";
import { showComments } from "./show.ts";
import { botLogin, openProposal } from "./world.ts";

const boxes: readonly TickCommand[] = [
  { kind: "allow", path, jobId: "build", endpoint: "mirror.example.com:443" },
  { kind: "allow", path, jobId: null, endpoint: "cdn*.example.com:443" },
  { kind: "deny", path, jobId: null, endpoint: "mirror.example.com:443" },
  { kind: "refresh", path },
  { kind: "ignore", path, jobId: "build" },
  { kind: "audit", path, jobId: "build" },
  { kind: "propose", path, jobId: "young" },
];
const text = `What is to be done?\n\n${renderBoxes(boxes)}`;

/** An issue of the bot's with a box of each kind. */
async function openIssue(repository: FakeRepository): Promise<number> {
  const { number } = repository.openIssue(botLogin, "Egress");
  repository.editBody(number, botLogin, text);
  const place = { kind: "body", number } as const;
  await rememberText(repository.id, { place, text, at: null }, store.writtenTexts);
  return number;
}

/** Has somebody edit the issue, and the bot answer the ticks. Shows the issue and what the bot said. */
async function edit(repository: FakeRepository, login: string, body: string): Promise<readonly Part[]> {
  const number = await openIssue(repository);
  repository.editBody(number, login, body);
  const task: AnswerTick = {
    repository: taskOf(repository).repository,
    number,
    commentId: null,
    sender: { id: repository.openIssue(login, "Who am I?").author.id, login },
    at: "2026-03-01T12:00:00Z",
    marks: findNewTicks(text, body),
    before: digestWithoutTicks(text),
    after: digestWithoutTicks(body),
  };
  await answerTick(task, {
    octokit,
    fetch,
    store,
    policyStore: null,
    looksUpHosts: true,
    botLogin,
    learnRun: (one) => learnRun(one, { octokit, fetch, store, readBotLogin: async () => botLogin }),
    propose: runTask,
    backfill: async () => {},
  });
  return [["Body", repository.state.issues.get(number)?.body ?? ""], ...showComments(repository, number)];
}

const tick = (words: string): string => text.replace(`- [ ] ${words}`, `- [x] ${words}`);

export const ticks: readonly Example[] = [
  {
    name: "boxes",
    what: "Boxes in an issue, and what becomes of ticks",
    when: "Somebody who may write ticks one that can be done and one that cannot, somebody else ticks one, and somebody ticks one in a text that was edited.",
    async write() {
      const { repository } = await openProposal(workflow("build", "young"));
      github.addUser({ login: "hubot" });
      repository.setRole("hubot", "triage");
      return [
        ["Body, before", text],
        ...(await edit(repository, "mona", tick("Allow `mirror"))),
        ...(await edit(repository, "mona", tick("Propose"))),
        ...(await edit(repository, "mona", tick("Allow `mirror").replace("What", "So what"))),
        ...(await edit(repository, "hubot", tick("Deny"))),
      ];
    },
  },
];
