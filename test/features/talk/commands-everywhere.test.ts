import { beforeEach, describe, expect, test } from "vitest";
import { markAlarm } from "../../../src/domain/marks/alarm.ts";
import { markPolicyIssue } from "../../../src/domain/marks/policy-issue.ts";
import { learn } from "../../support/baseline-builder.ts";
import {
  botLogin,
  github,
  guardedSteps,
  openPull,
  own,
  path,
  repository,
  say,
  store,
  useAnswerWorld,
} from "./answer-comment-setup.ts";

const other = ".github/workflows/other.yml";
useAnswerWorld({
  [path]: `on: push\njobs:\n  build:\n${guardedSteps}`,
  [other]: `on: push\njobs:\n  build:\n${guardedSteps}  lint:\n${guardedSteps}`,
});

beforeEach(async () => {
  for (const jobId of ["build", "lint"])
    await store.baselines.merge(
      {
        repositoryId: repository.id,
        path: jobId === "build" ? path : other,
        jobId,
        source: "default-branch",
      },
      learn(Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] }))),
    );
});

/** An issue of the bot's, or of somebody else's with the same text. */
function openIssue(login: string, body: string): number {
  const issue = repository.openIssue(login, "Egress");
  issue.body = body;
  return issue.number;
}

const alarm = markAlarm({ kind: "suspicious", path: other, jobId: "lint" });
const places = {
  issue: () => openIssue("reader", "How does this work?"),
  "pull request": () => openPull("maintainer", "topic"),
  "look-alike of an alarm": () => openIssue("maintainer", alarm),
  alarm: () => openIssue(botLogin, `Look at this.\n\n${alarm}\n`),
  proposal: () => own,
} as const;
type PlaceName = keyof typeof places;
const strange: readonly PlaceName[] = ["issue", "pull request", "look-alike of an alarm"];

const done = "+1";
const asked = "confused";

/** What is said where, and what the answer says. */
const table: readonly (readonly [PlaceName | "strange", string, string, string])[] = [
  ["strange", "/egress help", done, "| `/egress allow [FILE:JOB] HOST[:PORT] REASON` |"],
  ["strange", "/egress status", done, "`lint`"],
  ["strange", "/egress refresh ci.yml", done, "No new run has completed."],
  ["strange", "/egress refresh", asked, "- `/egress refresh ci.yml`\n- `/egress refresh other.yml`"],
  ["strange", "/egress explain ci.yml a.example.com", done, "### `a.example.com` in `ci.yml`"],
  ["strange", "/egress explain ci.yml:build", done, "No list is in force for `ci.yml:build`:** ready."],
  ["strange", "/egress explain lint", done, "No list is in force for `other.yml:lint`"],
  ["strange", "/egress explain build", asked, "- `/egress explain ci.yml build`\n"],
  ["strange", "/egress explain", asked, "- `/egress explain ci.yml:build`\n"],
  ["alarm", "/egress explain", done, "No list is in force for `other.yml:lint`"],
  ["strange", "/egress explain a.example.com", asked, "- `/egress explain ci.yml a.example.com`\n"],
  ["strange", "/egress allow ci.yml:build b.example.com us", done, "is allowed in `ci.yml` for build"],
  ["strange", "/egress allow lint b.example.com us", done, "is allowed in `other.yml` for lint"],
  [
    "strange",
    "/egress allow b.example.com us",
    asked,
    "- `/egress allow other.yml:lint b.example.com:443 us`",
  ],
  ["strange", "/egress allow none.yml b.example.com us", asked, "no such workflow file"],
  ["strange", "/egress allow b.example.com", asked, "reason is missing"],
  ["strange", "/egress deny other.yml a.example.com", done, "is denied for every job of `other.yml`"],
  ["strange", "/egress deny a.example.com", asked, "- `/egress deny ci.yml a.example.com:443`\n"],
  ["strange", "/egress propose ci.yml", done, "`ci.yml:build` is proposed"],
  ["strange", "/egress propose lint", done, "`other.yml:lint` is proposed"],
  ["strange", "/egress propose", asked, "- `/egress propose ci.yml:build`\n"],
  [
    "strange",
    "/egress propose lnit",
    asked,
    "- `/egress propose other.yml:lint`\n- `/egress propose ci.yml:build`",
  ],
  ["strange", "/egress ignore ci.yml:build", done, "I leave `ci.yml:build` alone."],
  [
    "strange",
    "/egress ignore build",
    asked,
    "- `/egress ignore ci.yml:build`\n- `/egress ignore other.yml:build`",
  ],
  ["strange", "/egress audit lint", done, "`other.yml:lint` goes back to audit mode"],
  ["strange", "/egress audit", asked, "- `/egress audit ci.yml:build`\n"],
  ["strange", "/egress relearn ci.yml:build", done, "What was learned about `ci.yml:build` is forgotten."],
  ["strange", "/egress relearn", asked, "which job it is about"],
  ["strange", "/egress apply", asked, "no such issue is open"],
  ["strange", "/egress refrehs", asked, "Did you mean `/egress refresh [FILE]`?"],
  ["strange", "/egress", asked, "| `/egress help` |"],
  ["alarm", "/egress allow b.example.com us", done, "is allowed in `other.yml` for lint"],
  ["alarm", "/egress deny b.example.com", done, "is denied for every job of `other.yml`"],
  ["alarm", "/egress explain a.example.com", done, "### `a.example.com` in `other.yml`"],
  ["alarm", "/egress audit", done, "`other.yml:lint` goes back to audit mode"],
  ["alarm", "/egress audit build", done, "`other.yml:build` goes back to audit mode"],
  ["alarm", "/egress ignore", done, "I leave `other.yml:lint` alone."],
  ["alarm", "/egress propose", done, "`other.yml:lint` is proposed"],
  ["alarm", "/egress relearn", done, "What was learned about `other.yml:lint` is forgotten."],
  ["alarm", "/egress refresh", done, "No new run has completed."],
  ["alarm", "/egress ignore ci.yml", done, "I leave `ci.yml:build` alone."],
  ["proposal", "/egress ignore", done, "I leave `ci.yml:build` alone."],
  ["proposal", "/egress audit other.yml:lint", done, "`other.yml:lint` goes back to audit mode"],
  ["proposal", "/egress allow b.example.com us", done, "is allowed for every job of `ci.yml`"],
];

/** A pull request of a person's, and an issue that only looks like the bot's, are as an issue is. */
const cases = table.flatMap(([where, ...rest], index) => {
  if (where !== "strange") return [[where, ...rest] as const];
  const others = index % 6 === 0 ? strange.slice(1) : [];
  return (["issue", ...others] as const).map((place) => [place, ...rest] as const);
});

describe("a writer gets an answer", () => {
  test.each(cases)("on %s to %s", async (place, body, reaction, text) => {
    const { reactions, answers } = await say("writer", body, {}, places[place]());
    expect(reactions).toEqual(["eyes", reaction]);
    expect(answers).toHaveLength(1);
    expect(answers[0]).toContain(text);
  });
});

describe("who may not write", () => {
  test.each(["reader", "helper", "stranger"])("gets a reaction only: %s", async (login) => {
    const number = places.issue();
    for (const body of [
      "/egress status",
      "/egress allow ci.yml:build b.example.com us",
      "/egress nonsense",
    ]) {
      const { reactions, answers, tools } = await say(login, body, {}, number);
      expect(reactions).toEqual(["confused"]);
      expect(answers).toEqual([]);
      expect(tools.propose).not.toHaveBeenCalled();
    }
    expect(await store.decisions.list(repository.id)).toEqual(new Map());
  });

  test("costs nothing after twenty refusals within an hour, whatever the thread", async () => {
    for (let count = 0; count < 20; count += 1)
      await say("stranger", "/egress status", {}, count % 2 === 0 ? own : places.issue());
    const before = github.calls.length;
    expect((await say("stranger", "/egress status", {}, places.issue())).reactions).toEqual([]);
    expect(github.calls.length).toBe(before);
    expect((await say("reader", "/egress status", {}, places.issue())).reactions).toEqual(["confused"]);
  });
});

test("a decision for one more job keeps those it was made for before", async () => {
  const number = places.issue();
  await say("writer", "/egress allow other.yml:lint b.example.com us", {}, number);
  await say("writer", "/egress allow other.yml:build b.example.com us too", {}, number);
  const read = async () => (await store.decisions.read(repository.id, other)).endpoints;
  expect(await read()).toMatchObject([{ endpoint: "b.example.com:443", jobs: ["build", "lint"] }]);
  await say("writer", "/egress allow other.yml b.example.com all of us", {}, number);
  await say("writer", "/egress allow other.yml:lint b.example.com us", {}, number);
  expect((await read())[0]).not.toHaveProperty("jobs");
});

test("apply names the issues on which it works", async () => {
  const mark = { path, digest: "a".repeat(64) };
  const number = openIssue(botLogin, markPolicyIssue("Shows a list.", mark));
  openIssue("maintainer", markPolicyIssue("Looks like one.", mark));
  const { answers } = await say("writer", "/egress apply", {}, places.issue());
  expect(answers[0]).toContain(`works on the issue that shows what it writes: #${number}.\n`);
});

test("one guarded job in the repository need not be named", async () => {
  repository.commitFiles("main", { [other]: null }, { author: "maintainer", message: "Remove a workflow" });
  for (const [body, text] of [
    ["/egress allow b.example.com us", "is allowed for every job of `ci.yml`"],
    ["/egress explain a.example.com", "### `a.example.com` in `ci.yml`"],
    ["/egress audit", "`ci.yml:build` goes back to audit mode"],
  ] as const)
    expect((await say("writer", body, {}, places.issue())).answers[0]).toContain(text);
});

test("where no job is guarded the answer says so", async () => {
  const plain = "on: push\njobs:\n  plain:\n    runs-on: ubuntu-latest\n    steps:\n      - run: make\n";
  const files = { [other]: null, [path]: plain };
  repository.commitFiles("main", files, { author: "maintainer", message: "Remove Harden-Runner" });
  for (const body of ["/egress audit", "/egress refresh"])
    expect((await say("writer", body, {}, places.issue())).answers[0]).toContain("has a Harden-Runner step");
});
