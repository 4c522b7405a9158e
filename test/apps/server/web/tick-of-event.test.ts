import { describe, expect, test } from "vitest";
import { answerTickOf } from "../../../../src/apps/server/web/tick-of-event.ts";
import { digestWithoutTicks, markTick } from "../../../../src/domain/marks/boxes.ts";
import { renderBoxes } from "../../../../src/domain/text/boxes.ts";
import { eventOf } from "../../../support/payloads.ts";
import { repositoryOf } from "../../../support/tasks.ts";

type Payload = Parameters<typeof answerTickOf>[0];
type Changes = Record<string, unknown>;

const box = { kind: "refresh", path: ".github/workflows/ci.yml" } as const;
const before = `Look.\n\n${renderBoxes([box])}`;
const after = before.replace("[ ]", "[x]");
const bot = { login: "egress-bot[bot]", type: "Bot" };
const sender = { id: 9, login: "octocat", type: "User" };
const text = { body: after, updated_at: "2026-03-01T12:00:00Z", user: bot };

const read = (event: string, thing: Changes, changes: Changes = {}) =>
  answerTickOf(
    eventOf<Payload>(event, {
      action: "edited",
      changes: { body: { from: before } },
      sender,
      ...thing,
      ...changes,
    }),
  );

const expected = {
  repository: repositoryOf(5),
  number: 3,
  commentId: null,
  sender: { id: 9, login: "octocat" },
  at: "2026-03-01T12:00:00Z",
  marks: [markTick(box)],
  before: digestWithoutTicks(before),
  after: digestWithoutTicks(before),
};

test.each<[string, Changes, Changes]>([
  ["issues", { issue: { ...text, number: 3 } }, {}],
  ["pull_request", { pull_request: { ...text, number: 3 } }, {}],
  ["issue_comment", { issue: { number: 3 }, comment: { ...text, id: 7 } }, { commentId: 7 }],
])("a tick in %s", (event, thing, changes) => {
  expect(read(event, thing)).toEqual({ ...expected, ...changes });
});

test("a tick with another change tells two digests", () => {
  const body = after.replace("Look", "See");
  expect(read("issues", { issue: { ...text, number: 3, body } })).toMatchObject({
    marks: [markTick(box)],
    after: digestWithoutTicks(body),
  });
});

describe("no tick is", () => {
  const issue = { ...text, number: 3 };
  test.each<[string, Changes, Changes]>([
    ["one by a bot", {}, { sender: { ...sender, type: "Bot" } }],
    ["one in a person's text", { user: sender }, {}],
    ["an edit of the title", {}, { changes: { title: { from: "x" } } }],
    ["an edit that ticks nothing", { body: `${before}More.` }, {}],
    ["one that is taken back", { body: before }, { changes: { body: { from: after } } }],
    ["one that was there before", {}, { changes: { body: { from: after } } }],
    ["one in a box without a mark", { body: "- [x] mine" }, { changes: { body: { from: "- [ ] mine" } } }],
    ["one of no installation", {}, { installation: undefined }],
    ["one in an empty text", { body: null }, {}],
  ])("%s", (_, part, changes) => {
    expect(read("issues", { issue: { ...issue, ...part } }, changes)).toBeNull();
  });

  test("more than twenty at once", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({
      kind: "ignore" as const,
      path: box.path,
      jobId: `job-${index}`,
    }));
    const from = renderBoxes(many);
    const body = from.replaceAll("[ ]", "[x]");
    const task = read("issues", { issue: { ...issue, body } }, { changes: { body: { from } } });
    expect(task?.marks).toHaveLength(20);
  });
});
