import { expect, test } from "vitest";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import {
  addRepository,
  branch,
  headCommit,
  path,
  run,
  runsCalling,
  teach,
  textOn,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const quiet = runsCalling(["a.example.com", "b.example.com:8443"]);
/** The runs of `quiet`, and a newer one that called something else too. */
const noisy = [...quiet, { calls: ["a.example.com", "new.example.com"] }];

/** A repository with the bot's pull request open, which forbids to rewrite branches or to delete them. */
async function openUnder(rule: "non_fast_forward" | "deletion") {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  const { pullRequest: number } = await run(repository);
  if (number === null) throw new Error("no pull request was opened");
  repository.state.branchRules.add(rule);
  return { repository, number };
}

/** What the bot has said: comments on the pull request, and issues. */
function saidIn(repository: FakeRepository, number: number): number {
  const issues = [...repository.state.issues.values()].filter(({ pull }) => pull === null);
  return issues.length + repository.comments(number).length;
}

test("where branches must not be rewritten, an update is a commit on top", async () => {
  const { repository, number } = await openUnder("non_fast_forward");
  const before = repository.head(branch);
  await teach(repository, "build", noisy);
  expect(await run(repository)).toMatchObject({ action: "updated", pullRequest: number });
  expect(headCommit(repository, branch).parents).toEqual([before]);
  expect(textOn(repository, branch)).toContain("new.example.com:443");
  expect(saidIn(repository, number)).toBe(0);
  expect(await run(repository)).toMatchObject({ action: "unchanged" });
});

test("one that also takes up what changed on the default branch", async () => {
  const { repository, number } = await openUnder("non_fast_forward");
  const before = repository.head(branch);
  const changed = `# ours\n${workflow("build")}`;
  repository.commitFiles("main", { [path]: changed }, { author: "mona", message: "Say whose it is" });
  expect(await run(repository)).toMatchObject({ action: "updated", pullRequest: number });
  expect(headCommit(repository, branch).parents).toEqual([before, repository.head()]);
  expect(textOn(repository, branch)).toContain("# ours");
  expect(saidIn(repository, number)).toBe(0);
});

test("where branches must not be deleted, what is moot is closed all the same, and no more is said", async () => {
  const { repository, number } = await openUnder("deletion");
  const blocking = workflow("build").replace("audit", "block");
  repository.commitFiles("main", { [path]: blocking }, { author: "mona", message: "Block" });
  expect(await run(repository)).toMatchObject({ action: "closed", pullRequest: number });
  expect(repository.pull(number).state).toBe("closed");
  expect(repository.head(branch)).not.toBeNull();
  for (let times = 0; times < 2; times += 1) expect(await run(repository)).toMatchObject({ action: "none" });
  expect(saidIn(repository, number)).toBe(1);
});

test("under both rules what was closed is proposed again from the branch that is left", async () => {
  const { repository, number } = await openUnder("deletion");
  repository.state.branchRules.add("non_fast_forward");
  repository.commitFiles("main", { [path]: "jobs: [\n" }, { author: "mona", message: "Break it" });
  expect(await run(repository)).toMatchObject({ action: "closed", pullRequest: number });
  repository.commitFiles("main", { [path]: workflow("build") }, { author: "mona", message: "Back" });
  const before = repository.head(branch);
  expect(await run(repository)).toMatchObject({ action: "opened", pullRequest: number + 1 });
  expect(repository.head(branch)).toBe(before);
  expect(textOn(repository, branch)).toContain("egress-policy: block");
});
