import { describe, expect, test } from "vitest";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import {
  addRepository,
  branch,
  github,
  path,
  run,
  runsCalling,
  store,
  teach,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const grow = (repository: FakeRepository, host = "pypi.org"): Promise<void> =>
  teach(repository, "build", [
    ...runsCalling(["a.example.com"], 30),
    ...runsCalling(["a.example.com", host], 30),
  ]);

async function proposeApproved(
  writers: readonly string[] = ["mona", "hubot"],
): Promise<{ repository: FakeRepository; number: number; hubot: { readonly id: number } }> {
  const repository = addRepository(workflow("build"));
  const hubot = github.addUser({ login: "hubot" });
  github.addUser({ login: "reader" });
  repository.setRole("reader", "read");
  for (const login of writers) repository.setRole(login, "write");
  await teach(repository, "build", runsCalling(["a.example.com"], 30));
  const { pullRequest } = await run(repository);
  const number = pullRequest ?? 0;
  repository.review(number, "mona", "APPROVED");
  return { repository, number, hubot };
}

const textOf = (repository: FakeRepository): string => repository.file(path, branch)?.content ?? "";

const gatesOfFewRuns = [
  "too-few-runs",
  "too-few-quiet-runs",
  "list-too-young",
  "too-few-days",
  "infrequent",
  "event-seen-once",
  "leg-seen-once",
] as const;

/** The newest check `egress` on the head. */
function checkOf(
  repository: FakeRepository,
): { readonly conclusion: string | null; readonly title: string | null } | null {
  const head = repository.head(branch);
  const check = [...repository.state.checkRuns.values()]
    .filter(({ name, headSha }) => name === "egress" && headSha === head)
    .at(-1);
  return check === undefined ? null : { conclusion: check.conclusion, title: check.output.title };
}

describe("a host that comes into an approved pull request", () => {
  test("takes the approval back, stops the merge, is told, and fails a check", async () => {
    const { repository, number } = await proposeApproved();
    repository.pull(number).pull.autoMerge = true;
    await grow(repository);
    expect(await run(repository)).toMatchObject({ action: "updated", added: ["pypi.org:443"] });
    const { pull } = repository.pull(number);
    expect(pull.reviews.map(({ state }) => state)).toEqual(["DISMISSED"]);
    expect(pull.autoMerge).toBe(false);
    const said = repository.comments(number).map(({ body }) => body);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("1 endpoint was added");
    expect(said[0]).toContain("- `pypi.org:443`");
    expect(said[0]).not.toContain("⚠️");
    expect(checkOf(repository)).toEqual({
      conclusion: "failure",
      title: "1 endpoint added after an approval: approve again",
    });
    await run(repository);
    expect(repository.comments(number)).toHaveLength(1);
  });

  test.each<[string, string, string]>([
    ["somebody who may write approves the new head", "hubot", "success"],
    ["somebody who may only read does", "reader", "failure"],
  ])("until %s: the check is %s", async (_, login, conclusion) => {
    const { repository, number } = await proposeApproved();
    await grow(repository);
    await run(repository);
    repository.review(number, login, "APPROVED");
    await run(repository);
    expect(checkOf(repository)?.conclusion).toBe(conclusion);
  });

  test("and an approval of an earlier head counts for nothing", async () => {
    const { repository, number } = await proposeApproved();
    const before = repository.head(branch) ?? "";
    repository.state.keepsReviews = true;
    await grow(repository);
    await run(repository);
    expect(repository.pull(number).pull.reviews[0]).toMatchObject({ state: "APPROVED", commit: before });
    expect(checkOf(repository)?.conclusion).toBe("failure");
  });

  test("by a command is not approved by who gave it", async () => {
    const { repository, number } = await proposeApproved();
    const origin = { kind: "person", login: "hubot", at: new Date().toISOString(), reason: "x" } as const;
    await store.decisions.decideEndpoint(repository.id, path, {
      kind: "allow",
      endpoint: "evil.example:443",
      origin,
    });
    await run(repository);
    expect(repository.comments(number).at(-1)?.body).toContain("Added by a command of hubot");
    repository.review(number, "hubot", "APPROVED");
    await run(repository);
    expect(checkOf(repository)?.conclusion).toBe("failure");
    repository.review(number, "mona", "APPROVED");
    await run(repository);
    expect(checkOf(repository)).toEqual({
      conclusion: "success",
      title: "1 endpoint added after an approval, and approved by mona",
    });
  });

  test("grows by a second one: both wait for one approval", async () => {
    const { repository, number } = await proposeApproved();
    await grow(repository);
    await run(repository);
    repository.review(number, "hubot", "APPROVED");
    await teach(repository, "build", [
      ...runsCalling(["a.example.com"], 60),
      ...runsCalling(["files.pythonhosted.org"], 30),
    ]);
    await run(repository);
    expect(checkOf(repository)).toEqual({
      conclusion: "failure",
      title: "2 endpoints added after an approval: approve again",
    });
    expect(repository.pull(number).pull.reviews.every(({ state }) => state === "DISMISSED")).toBe(true);
  });

  test("whose command added a host does not approve it under another name", async () => {
    const { repository, number, hubot } = await proposeApproved();
    const origin = { kind: "person", login: "hubot", at: new Date().toISOString(), reason: "x" } as const;
    const word = { kind: "allow", endpoint: "evil.example:443", origin } as const;
    await store.decisions.decideEndpoint(repository.id, path, word);
    await run(repository);
    // The account is the same.
    github.addUser({ login: "hubot-2", id: hubot.id });
    repository.setRole("hubot-2", "write");
    repository.review(number, "hubot-2", "APPROVED");

    await run(repository);
    expect(checkOf(repository)?.conclusion).toBe("failure");
  });

  test("with a job that somebody's command proposed is not approved by who gave it", async () => {
    const repository = addRepository(workflow("build", "test"));
    github.addUser({ login: "hubot" });
    for (const login of ["mona", "hubot"]) repository.setRole(login, "write");
    await teach(repository, "build", runsCalling(["a.example.com"], 30));
    await teach(repository, "test", runsCalling(["evil.example"], 2));
    const number = (await run(repository)).pullRequest ?? 0;
    repository.review(number, "mona", "APPROVED");
    const at = new Date().toISOString();
    const gates = [...gatesOfFewRuns];
    const word = { kind: "propose", login: "hubot", at, gates } as const;
    await store.decisions.decideJob(repository.id, path, "test", word);
    expect((await run(repository)).added).toEqual(["evil.example:443"]);
    expect(repository.comments(number).at(-1)?.body).toContain("Added by a command of hubot");
    repository.review(number, "hubot", "APPROVED");
    await run(repository);
    expect(checkOf(repository)?.conclusion).toBe("failure");
  });

  test("below a commit that somebody pushes on top: the check fails on that as well", async () => {
    const { repository, number } = await proposeApproved();
    await grow(repository);
    await run(repository);
    repository.commitFiles(
      branch,
      { [path]: `${textOf(repository)}# hi\n` },
      { author: "hubot", message: "Fix a typo" },
    );
    expect(await run(repository)).toMatchObject({ action: "hands-off" });
    expect(checkOf(repository)?.conclusion).toBe("failure");
    repository.review(number, "mona", "APPROVED");
    await run(repository);
    expect(checkOf(repository)?.conclusion).toBe("success");
  });

  test.each<[string, string, RegExp, number]>([
    ["its text is changed", "PATCH", /\/pulls\/\d+$/, 4],
    ["the approval is dismissed", "PUT", /dismissals$/, 4],
    ["it is told", "POST", /comments$/, 1],
  ])("is guarded by the next run where GitHub fails before %s", async (_, method, address, tries) => {
    const { repository, number } = await proposeApproved();
    repository.pull(number).pull.autoMerge = true;
    await grow(repository);
    // The client tries three times again, but for what would be there twice then.
    for (let times = 0; times < tries; times += 1) github.faults.next(method, address, "502");
    await expect(run(repository)).rejects.toMatchObject({ status: 502 });
    expect(textOf(repository)).toContain("pypi.org:443");
    await run(repository);
    const { pull } = repository.pull(number);
    expect(pull.reviews.map(({ state }) => state)).toEqual(["DISMISSED"]);
    expect(pull.autoMerge).toBe(false);
    expect(repository.comments(number)).toMatchObject([{ body: expect.stringContaining("`pypi.org:443`") }]);
    expect(checkOf(repository)?.conclusion).toBe("failure");
  });

  test("behind more reviews than are read, which strangers may leave, is guarded too", async () => {
    const { repository, number } = await proposeApproved();
    const { reviews } = repository.pull(number).pull;
    const [approval] = reviews;
    if (approval === undefined) throw new Error("no approval");
    const { id, login } = github.addUser({ login: "stranger" });
    const comments = Array.from({ length: 2_000 }, (_, index) => ({
      ...approval,
      id: 500_000 + index,
      author: { ...approval.author, id, login },
      state: "COMMENTED" as const,
    }));
    reviews.splice(0, 1, ...comments, approval);
    await grow(repository);
    await run(repository);
    expect(checkOf(repository)?.conclusion).toBe("failure");
    expect(repository.comments(number).at(-1)?.body).toContain("`pypi.org:443`");
  });

  test("where GitHub refuses to take anything back: the comment says what stayed", async () => {
    const { repository, number } = await proposeApproved();
    repository.state.keepsReviews = true;
    repository.pull(number).pull.autoMerge = true;
    await grow(repository);
    await run(repository);
    const said = repository.comments(number)[0]?.body ?? "";
    expect(said).toContain("GitHub did not let me dismiss the approval of mona");
    expect(said).toContain("GitHub did not let me turn off auto-merge");
  });

  test("where only one person can write: the check is neutral and says so", async () => {
    const { repository } = await proposeApproved(["mona"]);
    await grow(repository);
    await run(repository);
    expect(checkOf(repository)).toEqual({
      conclusion: "neutral",
      title: "1 endpoint added after an approval; nobody else can approve",
    });
  });
});

test.each<[string, boolean]>([
  ["a pull request that nobody approved", false],
  ["an approved one whose list does not grow", true],
])("%s gets no word and no check", async (_, isApproved) => {
  const { repository, number } = await proposeApproved();
  if (!isApproved) repository.pull(number).pull.reviews.length = 0;
  if (isApproved) await teach(repository, "build", runsCalling(["a.example.com"], 40));
  else await grow(repository);
  await run(repository);
  expect(repository.comments(number)).toEqual([]);
  expect(checkOf(repository)).toBeNull();
});
