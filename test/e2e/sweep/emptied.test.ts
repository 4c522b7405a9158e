import { afterEach, expect, test } from "vitest";
import type { Running } from "../../../src/apps/server/main.ts";
import type { FileDecisions } from "../../../src/domain/baseline/decision.ts";
import { toBytes } from "../../support/baseline-builder.ts";
import { addRuns } from "../../support/scenario.ts";
import { startWorld, type World } from "../bot.ts";
import { untilDone } from "../queue-state.ts";
import { hour, listAnswers, listen } from "./sweep-world.ts";

const ci = ".github/workflows/ci.yml";
const matrix = ".github/workflows/matrix.yml";

let world: World;
let bot: Running;

afterEach(async () => {
  await bot.close();
  await world.close();
  expect(world.github.violations).toEqual([]);
});

/** Somebody says something, and the bot hears and answers it. Returns the comment's number. */
async function say(number: number, login: string, text: string): Promise<number> {
  const { github, repository, redis } = world;
  const comment = repository.comment(number, login, text);
  expect(
    await world.send("issue_comment", github.payloads.issueComment(repository.state, comment, "created")),
  ).toBe(200);
  await untilDone(redis.redis);
  return comment.id;
}

/** What is decided, in a line each. */
async function describeDecisions({ store, repository }: World): Promise<readonly string[]> {
  const describe = ([path, { endpoints, jobs }]: readonly [string, FileDecisions]) => [
    ...endpoints.map(({ kind, endpoint }) => `${path} ${kind} ${endpoint}`),
    ...[...jobs].map(([jobId, { kind }]) => `${path} ${kind} ${jobId}`),
  ];
  return [...(await store.decisions.list(repository.id))].flatMap(describe).sort();
}

test("an emptied Redis is filled again: runs are learned, and of what people decided comes back what nobody can doubt", async () => {
  world = await startWorld();
  const { github, repository, redis, store } = world;
  for (const login of ["leaver", "stranger"]) github.addUser({ login });
  repository.setRole("leaver", "write");
  const newest = Math.floor(Date.now() / hour - 1) * hour;
  for (const run of addRuns(github, repository, { path: ci, count: 20, since: newest - 19 * 18 * hour }))
    await world.sendRun(run);
  await untilDone(redis.redis);
  const key = { repositoryId: repository.id, path: ci, jobId: "build", source: "default-branch" } as const;
  const learned = toBytes(await store.baselines.read(key));
  const [pull] = repository.pulls();
  if (pull === undefined) throw new Error("nothing was proposed");
  await say(pull.number, "maintainer", "/egress deny evil.example not ours");
  await say(pull.number, "leaver", "/egress deny other.example not ours");
  const allowed = await say(pull.number, "maintainer", "/egress allow kept.example.org we need it");
  const edited = await say(pull.number, "maintainer", "/egress allow first.example.org we need it");
  await say(pull.number, "leaver", "/egress allow leaver.example.org we need it");
  await say(pull.number, "stranger", "/egress deny github.com just for fun");
  await say(pull.number, "maintainer", "/egress ignore matrix.yml:test");
  expect(await describeDecisions(world)).toEqual([
    `${ci} allow first.example.org:443`,
    `${ci} allow kept.example.org:443`,
    `${ci} allow leaver.example.org:443`,
    `${ci} deny evil.example:443`,
    `${ci} deny other.example:443`,
    `${matrix} ignore test`,
  ]);
  const answers = listAnswers(world, repository, pull.number);

  github.clock.advance(1_000);
  repository.editComment(edited, "maintainer", "/egress allow second.example.org we need it");
  repository.setRole("leaver", "read");
  await redis.redis.flushall();
  bot = await listen(world);

  expect(await describeDecisions(world)).toEqual([
    `${ci} allow kept.example.org:443`,
    `${ci} deny evil.example:443`,
    `${ci} deny other.example:443`,
    `${matrix} ignore test`,
  ]);
  expect(toBytes(await store.baselines.read(key))).toBe(learned);
  expect(listAnswers(world, repository, pull.number)).toEqual(answers);
  expect(repository.pulls()).toMatchObject([{ number: pull.number, state: "open" }]);
  expect(repository.file(ci, "egress-bot/ci.yml")?.content).toContain("kept.example.org:443");
  expect(await store.answers.isAnswered(repository.id, allowed)).toBe(true);
});
