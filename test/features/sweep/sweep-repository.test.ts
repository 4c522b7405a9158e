import fc from "fast-check";
import { expect, test } from "vitest";
import { CallsHeldError } from "../../../src/adapters/github/client/hold-calls.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import {
  addRepository,
  addRunsAt,
  app,
  github,
  hour,
  listCalls,
  listQueued,
  path,
  queued,
  store,
  sweepOne,
  useSweepWorld,
} from "./sweep-setup.ts";

useSweepWorld();

function learnedIds(): readonly number[] {
  return listQueued("learnRun")
    .map(({ run }) => run.id)
    .sort((a, b) => a - b);
}

async function know(repository: FakeRepository, runId: number, at: number): Promise<void> {
  const jobs = [{ name: "build", jobId: "build", result: "learned", reason: null }] as const;
  const outcome = { runId, attempt: 1, at: new Date(at).toISOString(), path, event: "push" };
  await store.outcomes.record(repository.id, { ...outcome, notLearned: null, jobs });
}

test("runs that began up to 72 hours before the gap are learned, but for those that are known", async () => {
  const repository = addRepository("a");
  const now = Date.now();
  const [tooOld, old, known, fresh] = addRunsAt(repository, [
    now - 79 * hour,
    now - 77 * hour,
    now - 5 * hour,
    now - hour,
  ]);
  await know(repository, known ?? 0, now - 5 * hour);
  await sweepOne(repository, { since: now - 6 * hour });
  expect(learnedIds()).toEqual([old, fresh]);
  expect(learnedIds()).not.toContain(tooOld);
  expect(new Set(queued.map(({ delivery }) => delivery))).toEqual(new Set(["sweep-gap"]));
  // What was queued after the known run may be lost.
  expect(listQueued("propose")).toMatchObject([{ path, cause: "run" }]);
});

test("more runs than GitHub lists are found all the same, in windows", async () => {
  const repository = addRepository("busy");
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  // Most of them in one hour.
  const times = Array.from({ length: 2_300 }, (_, index) => now - hour - (index % 2_000) * 1_500);
  const ids = addRunsAt(repository, times);
  await sweepOne(repository);
  expect(learnedIds()).toEqual([...ids].sort((a, b) => a - b));
});

test("of a repository with more runs than are remembered, the older ones are not learned once more", async () => {
  const repository = addRepository("endless");
  const now = Date.now();
  const times = Array.from({ length: 1_010 }, (_, index) => now - 60 * hour + index * 60_000);
  const ids = addRunsAt(repository, times);
  await Promise.all(ids.map((id, place) => know(repository, id, times[place] ?? 0)));
  await sweepOne(repository);
  expect(learnedIds()).toEqual([]);
});

test("comments that nobody answered are answered: not those that were edited, or answered as far as GitHub shows", async () => {
  const repository = addRepository("talk");
  const { number } = repository.openIssue("maintainer", "About the bot");
  const say = (login: string, text: string) => repository.comment(number, login, text);
  const asked = say("maintainer", "/egress status");
  const edited = say("maintainer", "/egress help");
  const reacted = say("maintainer", "/egress help");
  const answered = say("reader", "/egress help");
  const seen = say("reader", "/egress allow x.example.org please");
  const remembered = say("maintainer", "/egress help");
  say("maintainer", "I have seen /egress help");
  say(app.botLogin, "/egress help");
  const react = (one: typeof seen, login: string, content: "+1" | "eyes" | "confused") =>
    one.reactions.push({
      id: 1,
      author: login === "bot" ? say(app.botLogin, "-").author : asked.author,
      content,
      createdAt: 0,
    });
  react(reacted, "bot", "confused");
  react(seen, "bot", "eyes");
  react(asked, "somebody", "+1");
  say(app.botLogin, `There is much to say.\n\n<!-- egress-bot:answer=${answered.id} -->`);
  await store.answers.markAnswered(repository.id, remembered.id);
  github.clock.advance(1_000);
  repository.editComment(edited.id, "maintainer", "/egress status");
  await sweepOne(repository, { since: Date.now() - hour });
  expect(listQueued("answerComment")).toMatchObject([
    { commentId: asked.id, pullRequest: number, author: "maintainer", body: "/egress status" },
    { commentId: seen.id, author: "reader" },
  ]);
  expect(await store.answers.isAnswered(repository.id, answered.id)).toBe(true);
});

test("pull requests in which something happened are looked at: the bot's own, and open ones of everybody", async () => {
  const repository = addRepository("pulls", { files: { [path]: "on: push\njobs: {}\n" } });
  const open = (login: string, head: string): number => {
    repository.commitFiles(head, { [path]: `# ${head}\n` }, { author: login, message: "Change" });
    return repository.openPull(login, { title: "Change", head, base: "main" }).number;
  };
  const own = open(app.botLogin, "egress-bot/ci.yml");
  const closed = open(app.botLogin, "egress-bot/other.yml");
  const others = open("maintainer", "feature");
  repository.closePull(closed, "maintainer");
  await sweepOne(repository, { since: Date.now() - hour });
  const files = listQueued("propose").map(({ path: file, cause }) => `${file} ${cause}`);
  expect(files.sort()).toEqual([".github/workflows/ci.yml event", ".github/workflows/other.yml event"]);
  const checked = listQueued("checkPullRequest").map(({ pullRequest }) => pullRequest);
  expect(checked.sort()).toEqual([own, others]);
  expect(listQueued("offerPlaces")).toMatchObject([{ because: "closed" }]);
});

test("broken off by limits anywhere, it asks nothing twice and misses nothing", async () => {
  const repository = addRepository("often", { files: { [path]: "on: push\njobs: {}\n" } });
  const now = Math.floor(Date.now() / 1_000) * 1_000;
  addRunsAt(
    repository,
    Array.from({ length: 130 }, (_, index) => now - index * 90_000),
  );
  const { number } = repository.openIssue("maintainer", "About the bot");
  for (let index = 0; index < 3; index += 1) repository.comment(number, "maintainer", "/egress status");
  for (let index = 0; index < 100; index += 1) repository.comment(number, "maintainer", "Thanks");
  await sweepOne(repository, { id: "whole" });
  const sorted = () => queued.map(({ name, task }) => JSON.stringify([name, task])).sort();
  const [calls, expected] = [listCalls(), sorted()];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }), fc.uuid(), async (lengths, id) => {
      const from = github.calls.length;
      queued.length = 0;
      for (const length of [...lengths, Number.POSITIVE_INFINITY]) {
        let left = length;
        const prepare: NonNullable<Parameters<typeof sweepOne>[1]>["prepare"] = (octokit) =>
          octokit.hook.before("request", () => {
            left -= 1;
            if (left < 0) throw new CallsHeldError(0);
          });
        await sweepOne(repository, { id, prepare }).catch((error) =>
          expect(error).toBeInstanceOf(CallsHeldError),
        );
        if (left >= 0) break;
      }
      const unlike = (text: string) => text.replaceAll(/(since|created)=[^&]*/g, "");
      const asked = listCalls(from).map(unlike);
      // The command that was at work may be looked at once more.
      const repeated = asked.length - calls.length;
      expect(repeated).toBeGreaterThanOrEqual(0);
      expect(new Set(asked)).toEqual(new Set(calls.map(unlike)));
      expect(new Set(sorted())).toEqual(new Set(expected));
      const lists = (all: readonly string[]) => all.filter((one) => !one.includes("/issues/")).length;
      expect(lists(asked)).toBe(lists(calls));
    }),
    { numRuns: 6 },
  );
});
