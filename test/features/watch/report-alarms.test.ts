import { describe, expect, test } from "vitest";
import type { OfferPlaces } from "../../../src/adapters/queue/tasks/offer-places.ts";
import type { Alarm } from "../../../src/domain/alarm/alarm.ts";
import { settingsPath } from "../../../src/domain/settings/settings.ts";
import { reportAlarms } from "../../../src/features/watch/report-alarms.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import type { Issue } from "../../fake-github/state/repository.ts";
import { addRepository, github, octokit, store, taskOf, useProposeWorld } from "../propose/propose-setup.ts";

useProposeWorld();

const botLogin = "egress-bot[bot]";
const ci = ".github/workflows/ci.yml";

function refused(endpoint: string, more: Partial<Extract<Alarm, { kind: "refused" }>> = {}): Alarm {
  return {
    kind: "refused",
    jobId: "build",
    endpoint,
    isBlocklisted: false,
    runs: 1,
    failed: 0,
    steps: ["Test"],
    processes: ["node"],
    run: "7001/1",
    first: "7001/1",
    since: "2026-01-05",
    changed: ["go.sum"],
    commits: null,
    ...more,
  };
}

const notEnforced: Alarm = {
  kind: "not-enforced",
  jobId: "build",
  extent: "nothing",
  causes: [{ message: "it is so", lift: "do this", fact: "audited " }],
  run: "7001/1",
  first: "7001/1",
  since: "2026-01-05",
  changed: [],
  commits: null,
};

async function report(repository: FakeRepository, told: readonly Alarm[], path = ci): Promise<void> {
  await store.reports.rememberTold(repository.id, path, told);
  await reportAlarms(
    { repository: taskOf(repository).repository },
    { octokit, store, botLogin, limits: null },
  );
}

const issuesOf = (repository: FakeRepository): readonly Issue[] =>
  [...repository.state.issues.values()].filter(({ author }) => author.login === botLogin);
const commentsOf = (repository: FakeRepository, number = 1): readonly string[] =>
  repository.comments(number).map(({ body }) => body);
const writes = (): number => github.calls.filter(({ method }) => method !== "GET").length;
const files = { "README.md": "one\n" };

describe("the issue of an alarm", () => {
  test("is written once, changes with its runs in silence, and says what is new", async () => {
    const repository = addRepository(files);
    await report(repository, [refused("one.example.net:443")]);
    const before = writes();
    await report(repository, [refused("one.example.net:443")]);
    expect(writes()).toBe(before);
    await report(repository, [refused("one.example.net:443", { runs: 2, run: "7002/1" })]);
    expect(issuesOf(repository)).toMatchObject([
      { state: "open", title: "ci.yml: build was refused one.example.net:443" },
    ]);
    expect(issuesOf(repository)[0]?.body).toContain("/actions/runs/7002/");
    expect(commentsOf(repository)).toEqual([]);
    await report(repository, [refused("one.example.net:443"), refused("two.example.net:443")]);
    expect(commentsOf(repository)).toEqual([
      "New: `build` in `ci.yml` tried to reach a new endpoint, `two.example.net:443`, and block mode refused it. The description above is up to date.",
    ]);
    expect(await store.reports.listAlarmIssues(repository.id)).toEqual(new Map([[`refused ${ci}`, 1]]));
  });

  test("is closed with a word when it is over, and reopened when it is back", async () => {
    const repository = addRepository(files);
    await report(repository, [notEnforced]);
    await report(repository, []);
    expect(issuesOf(repository)).toMatchObject([{ state: "closed" }]);
    expect(await store.reports.listAlarmIssues(repository.id)).toEqual(new Map());
    await report(repository, [notEnforced]);
    expect(issuesOf(repository)).toMatchObject([{ state: "open" }]);
    expect(commentsOf(repository)).toEqual([
      expect.stringMatching(/^This is over: /),
      expect.stringMatching(/^Reopened: `build` in `ci\.yml` has not blocked anything since 5 Jan 2026\./),
    ]);
  });

  test("that people closed stays closed until its facts change", async () => {
    const repository = addRepository(files);
    await report(repository, [refused("one.example.net:443")]);
    repository.closeIssue(1);
    await report(repository, [refused("one.example.net:443", { runs: 9, run: "7009/1" })]);
    expect(issuesOf(repository)).toMatchObject([{ state: "closed" }]);
    expect(await store.reports.listAlarmIssues(repository.id)).toEqual(new Map());
    await report(repository, [refused("one.example.net:443", { runs: 9, failed: 1 })]);
    expect(issuesOf(repository)).toMatchObject([{ state: "open" }]);
    expect(commentsOf(repository)).toHaveLength(1);
  });

  test("that people closed as they had mended it is opened again when it breaks once more", async () => {
    const repository = addRepository(files);
    await report(repository, [notEnforced]);
    repository.closeIssue(1);
    await report(repository, []);
    expect(issuesOf(repository)).toMatchObject([{ state: "closed" }]);
    expect(commentsOf(repository)).toEqual([]);
    await report(repository, [notEnforced]);
    expect(issuesOf(repository)).toMatchObject([{ state: "open" }]);
  });

  test("is found without its label, and not taken from somebody who copied its mark", async () => {
    const repository = addRepository(files);
    await report(repository, [notEnforced]);
    const [issue] = issuesOf(repository);
    if (issue === undefined) throw new Error("no issue");
    issue.labels.length = 0;
    const copy = repository.openIssue("mona", "Mine");
    copy.body = issue.body;
    await report(repository, [{ ...notEnforced, run: "7002/1" }]);
    expect(issuesOf(repository)).toHaveLength(1);
    expect(issue.labels).toEqual(["egress-alarm", "egress-not-enforced"]);
    expect(copy.body).not.toContain("7002");
  });

  test("that an earlier release wrote goes on as the first of its alarms, without a word", async () => {
    const repository = addRepository(files);
    await report(repository, [notEnforced]);
    const [issue] = issuesOf(repository);
    if (issue === undefined) throw new Error("no issue");
    issue.body = "| File | Job |\n\n<!-- egress-bot:issue=not-enforced -->\n";
    issue.labels.splice(0, 2, "egress-not-enforced");
    await report(repository, [notEnforced]);
    expect(issuesOf(repository)).toMatchObject([
      { number: 1, state: "open", labels: ["egress-not-enforced", "egress-alarm"] },
    ]);
    expect(issue.body).toContain("**`build` in `ci.yml` has not blocked anything since 5 Jan 2026.**");
    expect(commentsOf(repository)).toEqual([]);
    issue.body = "<!-- egress-bot:issue=not-enforced -->";
    await report(repository, []);
    expect(issue.state).toBe("closed");
  });

  test("that is locked is closed and reopened without a word", async () => {
    const repository = addRepository(files);
    await report(repository, [notEnforced]);
    repository.lockIssue(1);
    await report(repository, []);
    expect(issuesOf(repository)).toMatchObject([{ state: "closed" }]);
    await report(repository, [notEnforced]);
    expect(issuesOf(repository)).toMatchObject([{ state: "open" }]);
    expect(commentsOf(repository)).toEqual([]);
  });

  test("is left out where the repository has no issues: the check tells", async () => {
    const repository = addRepository(files);
    repository.state.hasIssues = false;
    await report(repository, [notEnforced]);
    expect(issuesOf(repository)).toEqual([]);
    expect([...repository.state.checkRuns.values()]).toMatchObject([
      {
        name: "egress-bot enforcement",
        conclusion: "failure",
        output: { title: "Egress is not blocked in ci.yml: build" },
      },
    ]);
  });

  test("mentions the owners of the file in its body, where the settings say so, and nobody else", async () => {
    const repository = addRepository({
      ".github/egress-bot.yml": "alarms:\n  mention: codeowners\n",
      ".github/CODEOWNERS": "* @octo-org/all\n.github/workflows/ @octo-org/security\n",
      CODEOWNERS: "* @nobody\n",
    });
    await report(repository, [
      refused("one.example.net:443", { steps: ["@mona"], changed: ["@evil/x.lock"] }),
    ]);
    const [issue] = issuesOf(repository);
    expect(issue?.body?.match(/(?<![\w`;])@[\w/-]+/g)).toEqual(["@octo-org/security"]);
    const before = writes();
    await report(repository, [
      refused("one.example.net:443", { steps: ["@mona"], changed: ["@evil/x.lock"] }),
    ]);
    expect(writes()).toBe(before);
  });

  test("mentions nobody where the settings do not say so", async () => {
    const repository = addRepository({ CODEOWNERS: "* @nobody\n" });
    await report(repository, [refused("one.example.net:443")]);
    expect(issuesOf(repository)[0]?.body).not.toContain("@");
  });
});

test("many alarms have ten issues and share one more, until there is room", async () => {
  const repository = addRepository(files);
  const paths = Array.from({ length: 13 }, (_, index) => `.github/workflows/f${index + 10}.yml`);
  for (const path of paths) await store.reports.rememberTold(repository.id, path, [notEnforced]);
  const last = paths.at(-1) ?? "";
  await report(repository, [notEnforced], last);
  const open = () => issuesOf(repository).filter(({ state }) => state === "open");
  expect(open()).toHaveLength(11);
  expect(open().at(-1)).toMatchObject({ title: "Egress: 3 more alarms", labels: ["egress-alarm"] });
  for (const path of paths.slice(0, 3)) await store.reports.rememberTold(repository.id, path, []);
  await report(repository, [notEnforced], last);
  expect(open()).toHaveLength(10);
  expect(open().map(({ title }) => title)).not.toContain("Egress: 3 more alarms");
  expect(open().at(-1)?.title).toBe("Egress is not blocked in f22.yml: build");
});

describe("the check", () => {
  test.each<[string, Parameters<typeof store.reports.rememberTold>[2], string, string]>([
    ["succeeds when nothing is told", [], "success", "No open alarms"],
    [
      "is neutral where a refusal failed nothing",
      [refused("one.example.net:443")],
      "neutral",
      "ci.yml: build was refused one.example.net:443",
    ],
    [
      "fails where the job failed",
      [refused("one.example.net:443", { runs: 2, failed: 1 })],
      "failure",
      "ci.yml: build was refused one.example.net:443",
    ],
    ["fails where a job does not block", [notEnforced], "failure", "Egress is not blocked in ci.yml: build"],
    [
      "is neutral for what the job does without",
      [{ kind: "harmless", jobId: "build", endpoint: "p.example.net:443", run: "1/1" }],
      "neutral",
      "Refused 1 endpoint, without harm",
    ],
    [
      "names the gravest of several",
      [notEnforced, refused("one.example.net:443")],
      "failure",
      "ci.yml: build was refused one.example.net:443, and 1 more",
    ],
  ])("%s", async (_, told, conclusion, title) => {
    const repository = addRepository(files);
    await store.reports.rememberTold(repository.id, ci, told);
    await reportAlarms(
      { repository: taskOf(repository).repository },
      { octokit, store, botLogin, limits: null },
    );
    expect([...repository.state.checkRuns.values()]).toMatchObject([
      { name: "egress-bot enforcement", conclusion, output: { title } },
    ]);
  });
});

describe("beyond the owner's limit of new issues a day", () => {
  const offers: OfferPlaces[] = [];
  const limits = () => ({
    places: store.places,
    isAsked: false,
    offer: async (task: OfferPlaces) => void offers.push(task),
  });
  const tell = (repository: FakeRepository): Promise<void> =>
    reportAlarms(
      { repository: taskOf(repository).repository },
      { octokit, store, botLogin, limits: limits() },
    );

  test("an alarm is told by the check, and its issue opened when a place is free, the gravest first", async () => {
    const owners = { owner: "octo-org", name: ".github" };
    github.addRepository({ ...owners, files: { [settingsPath]: "per-day: {issues: 1}\n" } });
    const repository = addRepository(files);
    const ownerId = repository.state.owner.id;
    const today = new Date().toISOString().slice(0, 10);
    const other = ".github/workflows/other.yml";
    await store.reports.rememberTold(repository.id, other, [notEnforced]);
    await store.reports.rememberTold(repository.id, ci, [refused("one.example.net:443")]);
    await tell(repository);
    expect(issuesOf(repository).map(({ title }) => title)).toEqual([
      "ci.yml: build was refused one.example.net:443",
    ]);
    const check = [...repository.state.checkRuns.values()].at(-1);
    expect(check?.output.summary).toContain("other.yml");
    const waiting = await store.places.listWaiting(ownerId);
    expect(waiting.map(({ about }) => about)).toEqual([`alarms not-enforced ${other}`]);
    expect(offers.at(-1)).toMatchObject({ because: "place", at: Date.parse(today) + 86_400_000 });

    // What is over waits no more.
    await store.reports.rememberTold(repository.id, other, []);
    await tell(repository);
    expect(await store.places.listWaiting(ownerId)).toEqual([]);

    await store.reports.rememberTold(repository.id, other, [notEnforced]);
    await tell(repository);
    expect(issuesOf(repository)).toHaveLength(1);
    for (const place of await store.places.listTaken(ownerId, today, "issue"))
      await store.places.giveBack(ownerId, today, place);
    const left = await store.places.listWaiting(ownerId);
    await tell(repository);
    expect(issuesOf(repository)).toHaveLength(2);
    // As after a process that was broken off between the issue and the note that it waits no more.
    for (const one of left) await store.places.wait(ownerId, one);
    expect(left).toHaveLength(1);
    await tell(repository);
    expect(await store.places.listWaiting(ownerId)).toEqual([]);
    expect(await store.places.listWaiting(ownerId)).toEqual([]);
  });
});
