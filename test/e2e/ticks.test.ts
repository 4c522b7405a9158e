import { afterAll, beforeAll, expect, test } from "vitest";
import { markTick, type TickCommand } from "../../src/domain/marks/boxes.ts";
import { renderBoxes } from "../../src/domain/text/boxes.ts";
import { rememberText } from "../../src/features/talk/remember-text.ts";
import { iso } from "../fake-github/clock.ts";
import { addRuns } from "../support/scenario.ts";
import { startWorld, type World } from "./bot.ts";
import { untilDone } from "./queue-state.ts";

const path = ".github/workflows/ci.yml";
const bot = "egress-bot[bot]";
let world: World;
let proposal: number;

beforeAll(async () => {
  world = await startWorld();
  world.github.addUser({ login: "helper" });
  world.repository.setRole("helper", "triage");
  for (const run of addRuns(world.github, world.repository, { path, count: 20 })) await world.sendRun(run);
  await untilDone(world.redis.redis);
  proposal = world.repository.pulls()[0]?.number ?? 0;
  // From here on GitHub delivers all that happens, what the bot does too.
  world.github.autoDeliver(world.url);
});

afterAll(async () => {
  await world.close();
});

const bodyOf = (number: number): string => world.repository.state.issues.get(number)?.body ?? "";

/** An issue of the bot's with boxes. */
async function openIssue(...boxes: readonly TickCommand[]): Promise<number> {
  const { number } = world.repository.openIssue(bot, "Look");
  return write(number, `Look at this.\n\n${renderBoxes(boxes)}\nThe end.\n`);
}

/** Has the bot write a text. */
async function write(number: number, text: string): Promise<number> {
  world.repository.editBody(number, bot, text);
  const at = iso(world.repository.state.issues.get(number)?.updatedAt ?? 0);
  const seen = { place: { kind: "body", number }, text, at } as const;
  await rememberText(world.repository.id, seen, world.store.writtenTexts);
  return number;
}

/** Edits a text as somebody, and waits until all that follows is done. Gives what the bot said. */
async function edit(
  number: number,
  login: string,
  change: (body: string) => string,
): Promise<readonly string[]> {
  const before = world.repository.comments(number).length;
  world.github.clock.advance(2_000);
  world.repository.editBody(number, login, change(bodyOf(number)));
  await world.github.settled();
  expect(await untilDone(world.redis.redis)).toEqual({ open: 0, failed: 0 });
  await world.github.settled();
  expect(await untilDone(world.redis.redis)).toEqual({ open: 0, failed: 0 });
  return world.repository
    .comments(number)
    .slice(before)
    .map(({ body }) => body);
}

const ticking =
  (box: TickCommand) =>
  (body: string): string =>
    body
      .split("\n")
      .map((line) => (line.endsWith(markTick(box)) ? line.replace("- [ ]", "- [x]") : line))
      .join("\n");
const decisions = async () => (await world.store.decisions.read(world.repository.id, path)).endpoints;
const listOnBranch = (): string => world.repository.file(path, "egress-bot/ci.yml")?.content ?? "";

const allow: TickCommand = { kind: "allow", path, jobId: "build", endpoint: "mirror.example.com:443" };
const deny: TickCommand = { kind: "deny", path, jobId: null, endpoint: "mirror.example.com:443" };

test("a writer's tick in an issue of the bot's is obeyed, and the pull request follows", async () => {
  const number = await openIssue(allow, deny);
  expect(await edit(number, "maintainer", ticking(allow))).toEqual([]);
  expect(listOnBranch()).toContain("mirror.example.com:443");
  expect(await decisions()).toMatchObject([
    { kind: "allow", origin: { login: "maintainer", reason: `ticked in #${number}` } },
  ]);
  expect(bodyOf(number)).toContain("- ✅ Allow `mirror.example.com:443` in `build` (done for maintainer, ");
  expect(await edit(number, "maintainer", ticking(deny))).toEqual([]);
  expect(listOnBranch()).not.toContain("mirror.example.com:443");
  expect(await decisions()).toMatchObject([{ kind: "deny" }]);
});

test("who may only triage ticks in vain, and is told once", async () => {
  const number = await openIssue(allow);
  const before = bodyOf(number);
  expect(await edit(number, "helper", ticking(allow))).toEqual([
    expect.stringContaining("**helper ticked a box, and nothing was changed.** Boxes need write access"),
  ]);
  expect(bodyOf(number)).toBe(before);
  expect(await edit(number, "helper", ticking(allow))).toEqual([]);
  expect(bodyOf(number)).toBe(before);
  expect(await decisions()).toMatchObject([{ kind: "deny" }]);
});

test("a tick of the bot's own means nothing", async () => {
  const number = await openIssue(allow);
  expect(await edit(number, bot, ticking(allow))).toEqual([]);
  expect(bodyOf(number)).toContain("- [x] Allow");
  expect(await decisions()).toMatchObject([{ kind: "deny" }]);
});

test("a tick in a body that somebody edited by hand is taken back, and the command named", async () => {
  const number = await openIssue(allow);
  const mine = (body: string) => body.replace("The end.", "My end.");
  expect(await edit(number, "maintainer", mine)).toEqual([]);
  const left = bodyOf(number);
  expect(await edit(number, "maintainer", ticking(allow))).toEqual([
    expect.stringContaining("/egress allow ci.yml:build mirror.example.com:443 REASON"),
  ]);
  expect(bodyOf(number)).toBe(left);
  expect(await decisions()).toMatchObject([{ kind: "deny" }]);
});

test("a tick in the bot's pull request has it written anew", async () => {
  const refresh: TickCommand = { kind: "refresh", path };
  addRuns(world.github, world.repository, { path, count: 1, from: 20 });
  expect(await edit(proposal, "maintainer", ticking(refresh))).toEqual([]);
  const outcomes = await world.store.outcomes.list(world.repository.id);
  expect(outcomes).toHaveLength(21);
  expect(bodyOf(proposal)).not.toContain("- [x]");
});

test("the bot asked for nothing that GitHub doesn't know", () => {
  expect(world.github.violations).toEqual([]);
});
