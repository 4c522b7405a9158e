import { describe, expect, test } from "vitest";
import type { AnswerTick } from "../../../src/adapters/queue/tasks/answer-tick.ts";
import type { TextPlace } from "../../../src/adapters/store/written-texts.ts";
import { answerTickOf } from "../../../src/apps/server/web/tick-of-event.ts";
import { markTick, type TickCommand } from "../../../src/domain/marks/boxes.ts";
import { renderBoxes } from "../../../src/domain/text/boxes.ts";
import { answerTick } from "../../../src/features/talk/answer-tick.ts";
import { rememberText } from "../../../src/features/talk/remember-text.ts";
import { iso } from "../../fake-github/clock.ts";
import {
  botLogin,
  github,
  guardedSteps,
  own,
  path,
  repository,
  resultOf,
  store,
  taskOf,
  toolsWith,
  useAnswerWorld,
} from "./answer-comment-setup.ts";

useAnswerWorld({ [path]: `on: push\njobs:\n  build:\n${guardedSteps}` });

const allow: TickCommand = { kind: "allow", path, jobId: "build", endpoint: "b.example.com:443" };
const deny: TickCommand = { kind: "deny", path, jobId: null, endpoint: "b.example.com:443" };
const refresh: TickCommand = { kind: "refresh", path };
const ignore: TickCommand = { kind: "ignore", path, jobId: "build" };
const bodyOf = (...boxes: readonly TickCommand[]): string =>
  `Look at this.\n\n${renderBoxes(boxes)}\nThe end.\n`;
const textWithBoxes = bodyOf(allow, deny, refresh, ignore);

/** Ticks boxes in a text. */
function tick(body: string, ...boxes: readonly TickCommand[]): string {
  return boxes.reduce(
    (text, box) =>
      text
        .split("\n")
        .map((line) => (line.endsWith(markTick(box)) ? line.replace("- [ ]", "- [x]") : line))
        .join("\n"),
    body,
  );
}

/** An issue, a pull request or a comment of the bot's that says something, which the bot knows. */
interface Text {
  readonly number: number;
  read(): string;
  /** Edits it as somebody, and gives the task that the webhook becomes. */
  edit(login: string, body: string): AnswerTick | null;
}

type Kind = "issue" | "pull request" | "comment";

async function write(kind: Kind, { body = textWithBoxes, isKnown = true } = {}): Promise<Text> {
  const number = kind === "issue" ? repository.openIssue(botLogin, "Look").number : own;
  const comment = kind === "comment" ? repository.comment(own, botLogin, "Look") : null;
  const place: TextPlace =
    comment === null ? { kind: "body", number } : { kind: "comment", commentId: comment.id };
  const text = () => comment ?? repository.state.issues.get(number);
  const change = (login: string, next: string): void => {
    if (comment === null) repository.editBody(number, login, next);
    else repository.editComment(comment.id, login, next);
  };
  change(botLogin, body);
  const at = iso(text()?.updatedAt ?? 0);
  if (isKnown) await rememberText(repository.id, { place, text: body, at }, store.writtenTexts);
  const { installationId } = taskOf(repository.comment(own, "maintainer", "Hello")).repository;
  return {
    number,
    read: () => text()?.body ?? "",
    edit(login, next) {
      github.clock.advance(2_000);
      change(login, next);
      const payload = { ...github.events.at(-1)?.payload, installation: { id: installationId } };
      return answerTickOf(payload as unknown as Parameters<typeof answerTickOf>[0]);
    },
  };
}

/** Has a task done, twice, as webhooks repeat. */
async function answer(task: AnswerTick | null, tools = toolsWith()) {
  if (task === null) throw new Error("nothing was ticked");
  for (let count = 0; count < 2; count += 1) await answerTick(task, { ...tools, store });
  return tools;
}

const decided = async () => (await store.decisions.read(repository.id, path)).endpoints;

/** What the bot said under an issue or pull request. */
function said(number: number): readonly string[] {
  return repository
    .comments(number)
    .filter(({ author, body }) => author.login === botLogin && !body.includes("The end."))
    .map(({ body }) => body);
}

const kinds: readonly Kind[] = ["issue", "pull request", "comment"];

describe.each(kinds)("in the text of a bot's %s", (kind) => {
  test("a writer's tick is obeyed once, and the box says so", async () => {
    const text = await write(kind);
    const task = text.edit("writer", tick(textWithBoxes, allow));
    const { propose } = await answer(task);
    expect(await decided()).toEqual([
      {
        kind: "allow",
        endpoint: "b.example.com:443",
        origin: { kind: "person", login: "writer", at: task?.at, reason: `ticked in #${text.number}` },
        jobs: ["build"],
      },
    ]);
    expect(propose).toHaveBeenCalledOnce();
    const time = task?.at.slice(0, 16).replace("T", " ");
    expect(text.read()).toBe(
      textWithBoxes.replace(/^- \[ \] (Allow .*) <!-- .*-->$/m, `- ✅ $1 (done for writer, ${time} UTC)`),
    );
    expect(said(text.number)).toEqual([]);
  });

  test("the tick of somebody who may not write is taken back, and one comment says why", async () => {
    const text = await write(kind);
    for (let count = 0; count < 2; count += 1) {
      const { propose } = await answer(text.edit("helper", tick(textWithBoxes, allow)));
      expect(propose).not.toHaveBeenCalled();
      expect(text.read()).toBe(textWithBoxes);
    }
    expect(said(text.number)).toEqual([expect.stringContaining("Boxes need write access")]);
    expect(await decided()).toEqual([]);
  });

  test("the bot's own edits mean nothing", async () => {
    const text = await write(kind);
    expect(text.edit(botLogin, tick(textWithBoxes, allow))).toBeNull();
  });
});

describe("a tick counts only in what the bot wrote last", () => {
  const handEdited = textWithBoxes.replace("The end.", "The end, as I see it.");

  test.each<[string, (text: Text) => AnswerTick | null, string]>([
    [
      "with another change in the same edit",
      (text) => text.edit("writer", tick(handEdited, allow)),
      handEdited,
    ],
    [
      "after a change by hand",
      (text) => {
        text.edit("writer", handEdited);
        return text.edit("writer", tick(handEdited, allow));
      },
      handEdited,
    ],
    [
      "before a change by hand",
      (text) => {
        const task = text.edit("writer", tick(textWithBoxes, allow));
        text.edit("maintainer", tick(handEdited, allow));
        return task;
      },
      handEdited,
    ],
    [
      "in a box that somebody made",
      (text) => {
        const mine = textWithBoxes.replaceAll("b.example.com", "evil.example.com");
        text.edit("writer", mine);
        return text.edit("writer", mine.replace("- [ ] Allow", "- [x] Allow"));
      },
      textWithBoxes.replaceAll("b.example.com", "evil.example.com"),
    ],
  ])("%s it is taken back, and the command named; the rest stays", async (_, edit, left) => {
    const text = await write("issue");
    const { propose } = await answer(edit(text));
    expect(propose).not.toHaveBeenCalled();
    expect(await decided()).toEqual([]);
    expect(text.read()).toBe(left);
    expect(said(text.number)).toHaveLength(1);
    expect(said(text.number)[0]).toMatch(
      /somebody has edited the text.*\n\n- `\/egress allow ci\.yml:build \w+\.example\.com:443 REASON`/,
    );
  });

  test("a text that the bot does not remember is none", async () => {
    const text = await write("issue", { isKnown: false });
    await answer(text.edit("writer", tick(textWithBoxes, allow)));
    expect(await decided()).toEqual([]);
    expect(text.read()).toBe(textWithBoxes);
  });

  test("somebody else's issue with the same text means nothing", async () => {
    const { number } = repository.openIssue("maintainer", "Mine");
    repository.editBody(number, "maintainer", textWithBoxes);
    repository.editBody(number, "maintainer", tick(textWithBoxes, allow));
    const { installationId } = taskOf(repository.comment(own, "maintainer", "x")).repository;
    const edited = github.events.findLast(({ event }) => event === "issues");
    const payload = { ...edited?.payload, installation: { id: installationId } };
    expect(answerTickOf(payload as unknown as Parameters<typeof answerTickOf>[0])).toBeNull();
  });

  test("and only while it is ticked", async () => {
    const text = await write("issue");
    const task = text.edit("writer", tick(textWithBoxes, allow));
    text.edit("writer", textWithBoxes);
    const { propose } = await answer(task);
    expect(propose).not.toHaveBeenCalled();
    expect(said(text.number)).toEqual([]);
  });
});

test("two boxes that two people tick at once are both done", async () => {
  const text = await write("issue", { body: bodyOf(allow, ignore) });
  const first = text.edit("writer", tick(bodyOf(allow, ignore), allow));
  const second = text.edit("maintainer", tick(bodyOf(allow, ignore), allow, ignore));
  expect(second?.marks).toHaveLength(1);
  await Promise.all([answer(first), answer(second)]);
  expect((await decided()).map(({ origin }) => origin)).toMatchObject([{ login: "writer" }]);
  expect((await store.decisions.read(repository.id, path)).jobs.get("build")).toMatchObject({
    kind: "ignore",
    login: "maintainer",
  });
  expect(text.read().match(/^- ✅ /gm)).toHaveLength(2);
});

test("a box that the bot has freed meanwhile is done all the same", async () => {
  const text = await write("pull request");
  const task = text.edit("writer", tick(textWithBoxes, allow, ignore));
  const anew = textWithBoxes.replace("Look at this.", "Look at this now.");
  repository.editBody(own, botLogin, anew);
  const at = iso(repository.state.issues.get(own)?.updatedAt ?? 0);
  await rememberText(
    repository.id,
    { place: { kind: "body", number: own }, text: anew, at },
    store.writtenTexts,
  );
  await answer(task);
  expect(await decided()).toHaveLength(1);
  expect(text.read().match(/^- ✅ /gm)).toHaveLength(2);
});

test("what cannot be done is said in one comment, and the box is free again", async () => {
  const text = await write("pull request");
  const propose = async () => resultOf("rejected");
  await answer(text.edit("writer", tick(textWithBoxes, ignore)), toolsWith({ propose }));
  expect(text.read()).toBe(textWithBoxes);
  expect(said(own)).toHaveLength(1);
  expect(said(own)[0]).toContain("**Not proposed again:**");
});

test("a refresh is done", async () => {
  const text = await write("pull request");
  const { propose } = await answer(text.edit("maintainer", tick(textWithBoxes, refresh)));
  expect(propose).toHaveBeenCalledOnce();
  expect(text.read()).toContain("- ✅ Bring this up to date now (done for maintainer, ");
});

test("a crash behind the work does it again without harm", async () => {
  const text = await write("issue");
  const task = text.edit("writer", tick(textWithBoxes, deny, ignore));
  if (task === null) throw new Error("nothing was ticked");
  const markAnswered = async (): Promise<never> => {
    throw new Error("killed");
  };
  const dying = { ...store, writtenTexts: { ...store.writtenTexts, markAnswered } };
  await expect(answerTick(task, { ...toolsWith(), store: dying })).rejects.toThrow("killed");
  const after = text.read();
  await answer(task);
  expect(await decided()).toMatchObject([{ kind: "deny", origin: { login: "writer", at: task.at } }]);
  expect(text.read()).toBe(after);
  expect(said(text.number)).toEqual([]);
});
