import { describe, expect, test } from "vitest";
import { switchToBlock } from "../../../src/domain/guard/workflow-step/edit.ts";
import { readMarks } from "../../../src/domain/marks/digest.ts";
import {
  addRepository,
  branch,
  github,
  headCommit,
  path,
  run,
  runsCalling,
  store,
  teach,
  textOn,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const quiet = runsCalling(["a.example.com", "b.example.com:8443"]);
const list = ["a.example.com:443", "b.example.com:8443"];

/** A repository whose job is ready, with its pull request open. */
async function openProposal() {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  const { pullRequest } = await run(repository);
  if (pullRequest === null) throw new Error("no pull request was opened");
  return { repository, number: pullRequest };
}

/** The runs of `quiet`, and a newer one that called something else too. */
const noisy = [...quiet, { calls: ["a.example.com", "new.example.com"] }];

describe("opening", () => {
  test("a ready job gets one signed commit on the default branch's head, and a pull request", async () => {
    const { repository, number } = await openProposal();
    const pull = repository.pull(number);
    const { text } = switchToBlock(workflow("build"), new Map([["build", list]]), { path });
    expect(textOn(repository, branch)).toBe(text);
    const commit = headCommit(repository, branch);
    expect(commit.parents).toEqual([repository.head()]);
    expect(commit.signature).not.toBeNull();
    expect(commit.author.name).toBe("egress-bot[bot]");
    expect(commit.message.split("\n")[0]?.length).toBeLessThan(72);
    expect(pull.author.login).toBe("egress-bot[bot]");
    expect(pull.title).toBe("ci.yml: block egress in build (2 endpoints)");
    expect(pull.body).toContain(
      "| `b.example.com:8443` | not a well-known service | `node` | 20 of 20<br>▇▇▇▇▇▇▇▇ |",
    );
    expect(pull.body).toContain("http");
    expect(readMarks(pull.body).digest).toMatch(/^[0-9a-f]{64}$/);
  });

  test("what was done is told and remembered", async () => {
    const repository = addRepository(workflow("build", "test"));
    await teach(repository, "build", quiet);
    const result = await run(repository);
    expect(result).toMatchObject({ action: "opened", pullRequest: 1, added: list, removed: [] });
    expect(result.jobs.map(({ jobId, state }) => [jobId, state])).toEqual([
      ["build", "ready"],
      ["test", "learning"],
    ]);
    expect(await store.proposals.read(repository.id, path)).toMatchObject({
      action: "opened",
      pullRequest: 1,
      digest: readMarks(repository.pull(1).body).digest,
    });
  });

  test("a job that is not ready is not proposed", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", runsCalling(["a.example.com"], 9));
    expect(await run(repository)).toMatchObject({ action: "none", pullRequest: null });
    expect(repository.pulls()).toEqual([]);
    expect(repository.head(branch)).toBeNull();
  });

  test.each([
    ["an executable file stays executable", { content: workflow("build"), mode: "100755" as const }],
    ["CRLF and a byte order mark stay", `\uFEFF${workflow("build").replaceAll("\n", "\r\n")}`],
  ])("%s", async (_, file) => {
    const repository = addRepository({ [path]: file, "run.sh": "true\n" });
    await teach(repository, "build", quiet);
    expect(await run(repository)).toMatchObject({ action: "opened" });
    const before = repository.file(path);
    const after = repository.file(path, branch);
    expect(after?.mode).toBe(before?.mode);
    const wanted = switchToBlock(before?.content ?? "", new Map([["build", list]]), { path }).text;
    expect(after?.content).toBe(wanted);
    expect(repository.file("run.sh", branch)).toEqual(repository.file("run.sh"));
  });

  test("a link in the file's place is left alone", async () => {
    const repository = addRepository({ [path]: { content: workflow("build"), mode: "120000" } });
    await teach(repository, "build", quiet);
    expect(await run(repository)).toMatchObject({ action: "no-file" });
    expect(repository.head(branch)).toBeNull();
  });

  test.each([
    ["no file", {}, "no-file"],
    ["a file that is not UTF-8", { [path]: Buffer.from([0x6f, 0xff, 0x0a]) }, "no-file"],
    ["a file that is no workflow", { [path]: "jobs: [\n" }, "none"],
  ] as const)("%s", async (_, files, action) => {
    const repository = addRepository({ "README.md": "one\n", ...files });
    await teach(repository, "build", quiet);
    expect(await run(repository)).toMatchObject({ action, jobs: [] });
  });

  test("an archived repository", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    repository.setArchived(true);
    expect(await run(repository)).toMatchObject({ action: "archived" });
  });

  test("a repository that has taken another's name", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    const other = { ...repository, id: repository.id + 1 };
    expect(await run(other)).toMatchObject({ action: "no-file" });
  });

  test("a job that was only seen in pull requests says so", async () => {
    const repository = addRepository(workflow("build"));
    const { learn } = await import("../../support/baseline-builder.ts");
    const key = { repositoryId: repository.id, path, jobId: "build", source: "pull-request" } as const;
    await store.baselines.merge(key, learn(quiet));
    expect(await run(repository)).toMatchObject({ action: "opened" });
    expect(repository.pull(1).body).toContain("**Learned from pull requests.**");
  });
});

describe("again", () => {
  test("nothing new: nothing is written", async () => {
    const { repository, number } = await openProposal();
    // The first look puts the check of the trial on the commit.
    await run(repository);
    const head = repository.head(branch);
    const calls = github.calls.length;
    expect(await run(repository)).toMatchObject({
      action: "unchanged",
      pullRequest: number,
      added: [],
      removed: [],
    });
    expect(github.calls.slice(calls).filter(({ method }) => method !== "GET")).toEqual([]);
    expect(repository.head(branch)).toBe(head);
  });

  test("one more run that adds nothing: the numbers in the body, but no commit", async () => {
    const { repository, number } = await openProposal();
    const head = repository.head(branch);
    await teach(repository, "build", runsCalling(["a.example.com", "b.example.com:8443"], 21));
    expect(await run(repository)).toMatchObject({ action: "unchanged", pullRequest: number });
    expect(repository.pull(number).body).toContain("21 of 21<br>");
    expect(repository.head(branch)).toBe(head);
  });

  test("a new endpoint, nobody reviewed: one commit on the newest head", async () => {
    const { repository, number } = await openProposal();
    const first = repository.head(branch);
    repository.commitFiles("main", { "README.md": "two\n" }, { author: "mona", message: "Say more" });
    await teach(repository, "build", noisy);
    expect(await run(repository)).toMatchObject({
      action: "updated",
      pullRequest: number,
      added: ["new.example.com:443"],
      removed: [],
    });
    expect(headCommit(repository, branch).parents).toEqual([repository.head()]);
    expect(repository.head(branch)).not.toBe(first);
    expect(textOn(repository, branch)).toContain("new.example.com:443");
    expect(repository.pull(number).state).toBe("open");
    expect(repository.pull(number).body).toContain("**Wait before you merge.**");
    expect(await run(repository)).toMatchObject({ action: "unchanged" });
  });

  test("a new endpoint after a review: a commit on top", async () => {
    const { repository, number } = await openProposal();
    const first = repository.head(branch);
    repository.review(number, "mona", "COMMENTED", "What is b.example.com?");
    await teach(repository, "build", noisy);
    expect(await run(repository)).toMatchObject({ action: "updated", added: ["new.example.com:443"] });
    expect(headCommit(repository, branch).parents).toEqual([first]);
    expect(headCommit(repository, branch).signature).not.toBeNull();
    expect(await run(repository)).toMatchObject({ action: "unchanged" });
  });

  test.each([
    ["renamed", "octo-org", "new-name"],
    ["transferred to another owner whom the App reaches", "octo-people", "octo-repo"],
  ])("the repository is %s: its pull request goes on", async (_, owner, name) => {
    const { repository, number } = await openProposal();
    repository.rename(owner, name);
    await teach(repository, "build", noisy);
    expect(await run(repository)).toMatchObject({ action: "updated", pullRequest: number });
    expect(repository.pull(number).body).toContain(`/${owner}/${name}/actions/runs/`);
    expect(repository.pulls()).toHaveLength(1);
  });

  test("the default branch is renamed: its pull request goes on", async () => {
    const { repository, number } = await openProposal();
    repository.renameDefaultBranch("trunk");
    await teach(repository, "build", noisy);
    expect(await run(repository)).toMatchObject({ action: "updated", pullRequest: number });
    expect(repository.pull(number).pull.baseRef).toBe("trunk");
    expect(headCommit(repository, branch).parents).toEqual([repository.head("trunk")]);
    expect(await run(repository)).toMatchObject({ action: "unchanged" });
  });

  test("somebody has it merged into another branch: it goes to the default branch again", async () => {
    const { repository, number } = await openProposal();
    repository.commitFiles("other", { "other.md": "x\n" }, { author: "mona", message: "Another branch" });
    repository.pull(number).pull.baseRef = "other";
    await run(repository);
    expect(repository.pull(number).pull.baseRef).toBe("main");
  });

  test("the default branch moves elsewhere: the branch stays", async () => {
    const { repository } = await openProposal();
    const head = repository.head(branch);
    repository.commitFiles("main", { "README.md": "two\n" }, { author: "mona", message: "Say more" });
    expect(await run(repository)).toMatchObject({ action: "unchanged" });
    expect(repository.head(branch)).toBe(head);
  });

  test.each([
    ["nobody reviewed: on the newest head", false],
    ["reviewed: merged into the branch", true],
  ])("the file changes on the default branch; %s", async (_, isReviewed) => {
    const { repository, number } = await openProposal();
    const first = repository.head(branch);
    if (isReviewed) repository.review(number, "mona", "COMMENTED", "Hm.");
    const changed = `# Continuous integration\n${workflow("build")}`;
    repository.commitFiles("main", { [path]: changed, "new.txt": "1\n" }, { author: "mona", message: "c" });
    expect(await run(repository)).toMatchObject({ action: "updated", added: [], removed: [] });
    const { text } = switchToBlock(changed, new Map([["build", list]]), { path });
    expect(textOn(repository, branch)).toBe(text);
    expect(repository.file("new.txt", branch)?.content).toBe("1\n");
    expect(headCommit(repository, branch).parents).toEqual(
      isReviewed ? [first, repository.head()] : [repository.head()],
    );
    expect(await run(repository)).toMatchObject({ action: "unchanged" });
    repository.mergePull(number, "mona");
    expect(textOn(repository, "main")).toBe(text);
  });

  test("another job becomes ready: it joins the pull request", async () => {
    const repository = addRepository(workflow("build", "test"));
    await teach(repository, "build", quiet);
    await run(repository);
    await teach(repository, "test", runsCalling(["c.example.com"]));
    expect(await run(repository)).toMatchObject({ action: "updated", added: ["c.example.com:443"] });
    expect(repository.pulls().map(({ title }) => title)).toEqual([
      "ci.yml: block egress in build, test (3 endpoints)",
    ]);
  });

  test("a body whose marks somebody took out is written anew", async () => {
    const { repository, number } = await openProposal();
    const { body } = repository.pull(number);
    repository.pull(number).body = "mine";
    await run(repository);
    expect(repository.pull(number).body).toBe(body);
  });
});

describe("people", () => {
  test("who pushes takes the branch over, and is told once", async () => {
    const { repository, number } = await openProposal();
    const head = repository.commitFiles(branch, { [path]: "mine\n" }, { author: "mona", message: "Mine" });
    await teach(repository, "build", noisy);
    for (let times = 0; times < 3; times += 1)
      expect(await run(repository)).toMatchObject({ action: "hands-off", pullRequest: number });
    expect(repository.head(branch)).toBe(head);
    expect(repository.comments(number).map(({ body }) => body)).toEqual([
      expect.stringContaining("<!-- egress-bot:hands-off -->"),
    ]);
  });

  test("who pushes below thousands of comments is not told again and again", async () => {
    const { repository, number } = await openProposal();
    for (let count = 0; count < 2_000; count += 1) repository.comment(number, "mona", "x");
    repository.commitFiles(branch, { [path]: "mine\n" }, { author: "mona", message: "Mine" });
    expect(await run(repository)).toMatchObject({ action: "hands-off", pullRequest: number });
    expect(repository.comments(number)).toHaveLength(2_000);
  });

  test("who takes the commits off the branch again gives it back; who closes it rejects the lists", async () => {
    const { repository, number } = await openProposal();
    const ours = repository.head(branch) ?? "";
    repository.commitFiles(branch, { [path]: "mine\n" }, { author: "mona", message: "Mine" });
    expect(await run(repository)).toMatchObject({ action: "hands-off", pullRequest: number });
    repository.state.refs.set(`refs/heads/${branch}`, ours);
    expect(await run(repository)).toMatchObject({ action: "unchanged", pullRequest: number });
    repository.closePull(number, "mona");
    repository.state.refs.delete(`refs/heads/${branch}`);
    expect(await run(repository)).toMatchObject({ action: "rejected", pullRequest: number });
  });

  test("who names the bot as the author does not pass for it", async () => {
    const { repository } = await openProposal();
    const { tree, sha } = headCommit(repository, branch);
    const { author } = headCommit(repository, branch);
    const forged = repository.state.objects.writeCommit({
      tree,
      parents: [sha],
      author,
      committer: author,
      message: "x",
      signature: null,
    });
    repository.state.refs.set(`refs/heads/${branch}`, forged.sha);
    expect(await run(repository)).toMatchObject({ action: "hands-off" });
  });

  test("a pull request that somebody else opened from the branch is theirs", async () => {
    const { repository, number } = await openProposal();
    repository.closePull(number, "mona");
    await teach(repository, "build", runsCalling(["z.example.com"]));
    const own = repository.openPull("mona", { title: "Mine", head: branch, base: "main" });
    expect(await run(repository)).toMatchObject({ action: "hands-off", pullRequest: own.number });
    expect(repository.pull(own.number).title).toBe("Mine");
  });

  test("whose branch stands where the proposal's would, without a pull request, are told once", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    const head = repository.commitFiles(branch, { [path]: "mine\n" }, { author: "mona", message: "Mine" });
    for (let times = 0; times < 2; times += 1)
      expect(await run(repository)).toMatchObject({ action: "not-permitted", pullRequest: null });
    expect(repository.head(branch)).toBe(head);
    expect([...repository.state.issues.values()]).toMatchObject([
      { state: "open", body: expect.stringContaining("has commits that are not mine, and no pull request") },
    ]);
    repository.state.refs.delete(`refs/heads/${branch}`);
    expect(await run(repository)).toMatchObject({ action: "opened" });
    expect([...repository.state.issues.values()][0]).toMatchObject({ state: "closed" });
  });

  test("a workflow that others may call says whose runs are not seen", async () => {
    const repository = addRepository(workflow("build").replace("on: push", "on: [push, workflow_call]"));
    await teach(repository, "build", quiet);
    expect(await run(repository)).toMatchObject({ action: "opened" });
    expect(repository.pull(1).body).toContain("**Other repositories may call this workflow");
  });

  test("a closed pull request is not opened again with the same lists, but with others", async () => {
    const { repository, number } = await openProposal();
    repository.closePull(number, "mona");
    await teach(repository, "build", runsCalling(["a.example.com", "b.example.com:8443"], 21));
    expect(await run(repository)).toMatchObject({ action: "rejected", pullRequest: number });
    expect(repository.pulls()).toHaveLength(1);

    const later = Array.from({ length: 40 }, (_, day) => ({
      calls: day < 14 ? ["a.example.com"] : ["a.example.com", "c.example.com"],
    }));
    await teach(repository, "build", later);
    expect(await run(repository)).toMatchObject({ action: "opened", pullRequest: number + 1 });
    expect(headCommit(repository, branch).parents).toEqual([repository.head()]);
  });

  test("deleting the branch is closing the pull request", async () => {
    const { repository, number } = await openProposal();
    repository.deleteBranch(branch, "mona");
    expect(await run(repository)).toMatchObject({ action: "rejected", pullRequest: number });
    expect(repository.head(branch)).toBeNull();
  });

  test("a closed pull request is taken up when it is opened again", async () => {
    const { repository, number } = await openProposal();
    repository.closePull(number, "mona");
    repository.reopenPull(number, "mona");
    await teach(repository, "build", noisy);
    expect(await run(repository)).toMatchObject({ action: "updated", pullRequest: number });
  });
});

describe("moot", () => {
  test.each([
    [
      "the job blocks by another way",
      { [path]: workflow("build").replace("audit", "block") },
      "no run has shown yet",
    ],
    ["the file is gone", { [path]: null }, "The default branch no longer has the file"],
    ["the file cannot be read", { [path]: "jobs: [\n" }, "cannot be read"],
  ] as const)("%s: closed with the reason, and the branch deleted", async (_, files, reason) => {
    const { repository, number } = await openProposal();
    repository.commitFiles("main", files, { author: "mona", message: "Change the file" });
    expect(await run(repository)).toMatchObject({ action: "closed", pullRequest: number });
    expect(repository.pull(number).state).toBe("closed");
    expect(repository.head(branch)).toBeNull();
    const [comment, ...more] = repository.comments(number);
    expect(comment?.body).toContain(reason);
    expect(more).toEqual([]);
    expect(["none", "no-file"]).toContain((await run(repository)).action);
  });

  test("a raw address holds the job; when it is forgotten, the same list is proposed again", async () => {
    const { repository, number } = await openProposal();
    await teach(repository, "build", [...quiet, { addresses: ["203.0.113.7:443"] }]);
    expect(await run(repository)).toMatchObject({ action: "closed", jobs: [{ state: "held" }] });
    await store.forgetRepository(repository.id);
    await teach(repository, "build", quiet);
    expect(await run(repository)).toMatchObject({ action: "opened", pullRequest: number + 1 });
  });

  test("broken off between closing and deleting: the branch goes next time, and nothing is said twice", async () => {
    const { repository, number } = await openProposal();
    repository.commitFiles("main", { [path]: null }, { author: "mona", message: "Remove" });
    github.faults.next("POST", "/graphql", "log-404");
    await expect(run(repository)).rejects.toMatchObject({ status: 404 });
    expect(repository.pull(number).state).toBe("closed");
    expect(await run(repository)).toMatchObject({ action: "no-file" });
    expect(repository.head(branch)).toBeNull();
    expect(repository.comments(number)).toHaveLength(1);
  });

  test("broken off after the comment: it is not made again", async () => {
    const { repository, number } = await openProposal();
    repository.commitFiles("main", { [path]: null }, { author: "mona", message: "Remove" });
    github.faults.next("PATCH", /pulls/, "log-404");
    await expect(run(repository)).rejects.toMatchObject({ status: 404 });
    expect(await run(repository)).toMatchObject({ action: "closed" });
    expect(repository.comments(number)).toHaveLength(1);
  });

  test.each(["merge", "squash", "rebase"] as const)("after the %s there is nothing to do", async (method) => {
    const { repository, number } = await openProposal();
    repository.mergePull(number, "mona", method);
    expect(await run(repository)).toMatchObject({ action: "none", jobs: [{ state: "unproven" }] });
    expect(repository.head(branch)).toBeNull();
    expect(repository.pulls()).toHaveLength(1);
  });

  test("after the merge queue there is nothing to do", async () => {
    const { repository, number } = await openProposal();
    github.addUser({ login: "github-merge-queue[bot]", type: "Bot" });
    repository.mergePull(number, "github-merge-queue[bot]", "squash");
    expect(await run(repository)).toMatchObject({ action: "none", jobs: [{ state: "unproven" }] });
  });

  test("a branch left over from a merge serves the next proposal, whoever had pushed to it", async () => {
    const { repository, number } = await openProposal();
    repository.commitFiles(branch, { "README.md": "three\n" }, { author: "mona", message: "More" });
    repository.mergePull(number, "mona", "squash");
    repository.commitFiles("main", { [path]: workflow("build") }, { author: "mona", message: "Revert" });
    await teach(repository, "build", quiet);
    expect(await run(repository)).toMatchObject({ action: "opened", pullRequest: number + 1 });
    expect(headCommit(repository, branch).parents).toEqual([repository.head()]);
  });
});

describe("races and recoveries", () => {
  test("two at once give one pull request", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    const results = await Promise.all([run(repository), run(repository), run(repository)]);
    expect(results.map(({ action }) => action).sort()).toEqual(["opened", "unchanged", "unchanged"]);
    expect(repository.pulls()).toHaveLength(1);
  });

  test("the branch is there without a pull request", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    github.faults.next("POST", /\/pulls$/, "log-404");
    await expect(run(repository)).rejects.toMatchObject({ status: 404 });
    const head = repository.head(branch);
    expect(head).not.toBeNull();
    expect(await run(repository)).toMatchObject({ action: "opened" });
    expect(repository.head(branch)).toBe(head);
  });

  test("the branch is made although the answer says that it exists", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    github.faults.next("POST", /\/git\/refs$/, "422-existing-branch");
    expect(await run(repository)).toMatchObject({ action: "opened" });
    expect(github.faults.counts()["422-existing-branch"]).toBe(1);
  });

  const lost = [
    ["GET", "/repos/{owner}/{repo}"],
    ["GET", "/repos/{owner}/{repo}/git/ref/{ref...}"],
    ["GET", "/repos/{owner}/{repo}/contents/{path...}"],
    ["GET", "/repos/{owner}/{repo}/git/trees/{tree_sha...}"],
    ["GET", "/repos/{owner}/{repo}/pulls"],
    ["GET", "/repos/{owner}/{repo}/pulls/{pull_number}/reviews"],
    ["GET", "/repos/{owner}/{repo}/compare/{basehead...}"],
    ["POST", "/repos/{owner}/{repo}/git/trees"],
    ["POST", "/repos/{owner}/{repo}/git/commits"],
    ["POST", "/graphql"],
    ["PATCH", "/repos/{owner}/{repo}/pulls/{pull_number}"],
  ] as const;

  test.each(lost)(
    "the answer to %s %s breaks off: the pull request is updated all the same",
    async (method, route) => {
      const { repository, number } = await openProposal();
      await teach(repository, "build", noisy);
      github.faults.next(method, route, "reset-mid-body");
      const { action, pullRequest } = await run(repository);
      expect(github.faults.counts()["reset-mid-body"]).toBe(1);
      expect([action, pullRequest]).toEqual(["updated", number]);
      expect(textOn(repository, branch)).toContain("new.example.com:443");
      expect(repository.pulls()).toHaveLength(1);
      expect(await run(repository)).toMatchObject({ action: "unchanged" });
    },
  );

  test.each(["/git/refs", "/pulls"])("the answer to POST %s breaks off: one pull request", async (route) => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    github.faults.next("POST", `/repos/{owner}/{repo}${route}`, "reset-mid-body");
    expect(await run(repository)).toMatchObject({ pullRequest: 1 });
    expect(github.faults.counts()["reset-mid-body"]).toBe(1);
    expect(repository.pulls()).toHaveLength(1);
  });

  test("the branch moves just before it is written: read again", async () => {
    const { repository } = await openProposal();
    await teach(repository, "build", noisy);
    github.faults.next("POST", "/graphql", "ref-moved");
    expect(await run(repository)).toMatchObject({ action: "updated" });
    expect(github.faults.counts()["ref-moved"]).toBe(1);
    expect(textOn(repository, branch)).toContain("new.example.com:443");
  });

  test("three lost races are an error for the queue", async () => {
    const { repository } = await openProposal();
    const before = textOn(repository, branch);
    await teach(repository, "build", noisy);
    for (let times = 0; times < 3; times += 1) github.faults.next("POST", "/graphql", "ref-moved");
    await expect(run(repository)).rejects.toMatchObject({ name: "OvertakenError", code: "branch-moved" });
    expect(textOn(repository, branch)).toBe(before);
  });

  test("without the permission for workflows says so in one issue, and closes it once it may", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    for (let times = 0; times < 2; times += 1) {
      github.faults.next("POST", /\/git\/trees$/, "forbidden");
      expect(await run(repository)).toMatchObject({ action: "not-permitted", pullRequest: null });
    }
    const issues = () => [...repository.state.issues.values()].filter(({ pull }) => pull === null);
    expect(issues()).toMatchObject([
      { title: "Egress: the App lacks a permission", state: "open", labels: ["egress-not-permitted"] },
    ]);
    expect(issues()[0]?.body).toContain("`workflows: write`");
    expect(await run(repository)).toMatchObject({ action: "opened" });
    expect(issues()).toMatchObject([{ state: "closed" }]);
  });

  test("kept from its branch by the repository's rules says so on the pull request, once", async () => {
    const { repository, number } = await openProposal();
    await teach(repository, "build", noisy);
    for (let times = 0; times < 2; times += 1) {
      repository.state.lockedBranches.add("egress-bot/ci.yml");
      expect(await run(repository)).toMatchObject({ action: "not-permitted", pullRequest: number });
    }
    const said = repository.comments(number).map(({ body }) => body);
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("do not let me write to the branch `egress-bot/ci.yml`");
    repository.state.lockedBranches.clear();
    expect(await run(repository)).toMatchObject({ action: "updated" });
  });

  test("kept from making its branch by the rules says so in an issue", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    repository.state.lockedBranches.add("egress-bot/ci.yml");
    expect(await run(repository)).toMatchObject({ action: "not-permitted" });
    expect([...repository.state.issues.values()]).toMatchObject([
      { title: "Egress: the rules of this repository block my pull requests" },
    ]);
  });

  test("is not taken for a refusal where a limit speaks", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", quiet);
    github.faults.retryAfterSeconds = 600;
    github.faults.next("POST", /\/git\/trees$/, "secondary-limit");
    await expect(run(repository)).rejects.toMatchObject({ status: 403 });
    expect([...repository.state.issues.values()]).toEqual([]);
  });
});
