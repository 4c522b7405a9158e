import { beforeEach, describe, expect, test } from "vitest";
import { call, github, path, repository, useFakeGitHub } from "./harness.ts";

useFakeGitHub();

describe("pull requests", () => {
  beforeEach(() => {
    repository.commitFiles("topic", { "new.txt": "new\n" }, { author: "mona", message: "Add a file" });
  });

  test("there is one per head, with something in it", async () => {
    const open = (head: string) =>
      call("POST", `${path}/pulls`, { body: { title: "t", head, base: "main" } });
    expect((await open("topic")).status).toBe(201);
    expect((await open("octo-org:topic")).body.errors[0].message).toMatch(/^A pull request already exists/);
    expect((await open("absent")).body.errors[0]).toMatchObject({ field: "head", code: "invalid" });
    const sha = repository.head();
    await call("POST", `${path}/git/refs`, { body: { ref: "refs/heads/same", sha } });
    expect((await open("same")).body.errors[0].message).toMatch(/^No commits between/);
    const listed = await call("GET", `${path}/pulls?head=octo-org:topic&base=main&state=all`);
    expect(listed.body).toHaveLength(1);
  });

  test("a head that becomes its base, or goes away, closes it", async () => {
    const first = repository.openPull("mona", { title: "t", head: "topic", base: "main" });
    const body = { sha: repository.head(), force: true };
    await call("PATCH", `${path}/git/refs/heads/topic`, { body });
    expect((await call("GET", `${path}/pulls/${first.number}`)).body).toMatchObject({
      state: "closed",
      merged: false,
    });
    expect(() => repository.reopenPull(first.number, "mona")).toThrow("Validation Failed");
    repository.commitFiles("topic", { "new.txt": "again\n" }, { author: "mona", message: "Again" });
    const second = repository.openPull("mona", { title: "t", head: "topic", base: "main" });
    repository.deleteBranch("topic", "mona");
    expect(second.state).toBe("closed");
  });

  test("its commits follow the head, and a base that has them merges it", () => {
    const { number } = repository.openPull("mona", { title: "t", head: "topic", base: "main" });
    const sha = repository.commitFiles("topic", { b: "b" }, { author: "mona", message: "More" });
    expect(repository.pull(number).pull.headSha).toBe(sha);
    repository.commitFiles("main", { c: "c" }, { author: "mona", message: "Elsewhere" });
    expect(repository.pull(number).pull.baseSha).toBe(repository.head());
    repository.mergePull(number, "mona");
    expect(repository.pull(number)).toMatchObject({ state: "closed", pull: { mergedBy: { login: "mona" } } });
    expect(["new.txt", "b", "c"].map((name) => repository.file(name) === null)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test("changes of other lines merge, changes of the same lines conflict", async () => {
    const write = (branch: string, text: string) =>
      repository.commitFiles(branch, { "README.md": text }, { author: "mona", message: "Write" });
    write("topic", "one\ntwo\nthree\nfour\nfive\nsix\n7\n");
    write("main", "1\ntwo\nthree\nfour\nfive\nsix\nseven\n");
    const { number } = repository.openPull("mona", { title: "t", head: "topic", base: "main" });
    expect((await call("GET", `${path}/pulls/${number}`)).body.mergeable).toBe(true);
    write("main", "1\ntwo\nthree\nfour\nfive\nsix\nVII\n");
    expect((await call("GET", `${path}/pulls/${number}`)).body.mergeable).toBe(false);
    const merge = await call("PUT", `${path}/pulls/${number}/merge`, { body: {} });
    expect(merge.status).toBe(405);
    write("main", "1\ntwo\nthree\nfour\nfive\nsix\n7\n");
    const sha = "1".repeat(40);
    expect((await call("PUT", `${path}/pulls/${number}/merge`, { body: { sha } })).status).toBe(409);
    expect((await call("PUT", `${path}/pulls/${number}/merge`, { body: {} })).status).toBe(200);
    expect(repository.file("README.md")?.content).toBe("1\ntwo\nthree\nfour\nfive\nsix\n7\n");
  });

  test("is reviewed, labelled and given reviewers", async () => {
    const { number } = repository.openPull("mona", { title: "t", head: "topic", base: "main" });
    const approve = (token: string | undefined) =>
      call("POST", `${path}/pulls/${number}/reviews`, { token, body: { event: "APPROVE" } });
    expect((await approve(github.addUser({ login: "mona" }).token)).status).toBe(422);
    expect((await approve(github.addUser({ login: "reader" }).token)).status).toBe(200);
    expect((await call("GET", `${path}/pulls/${number}/reviews`)).body).toMatchObject([
      { state: "APPROVED", user: { login: "reader" } },
    ]);
    const label = (labels: string[]) => call("POST", `${path}/issues/${number}/labels`, { body: { labels } });
    // To make a label takes the permission for issues; and one that is refused costs the others.
    expect(await label(["bug", "new"])).toMatchObject({
      status: 403,
      body: { message: "You do not have permission to create labels on this repository." },
    });
    expect((await label(["bug"])).status).toBe(200);
    const ask = (reviewers: string[]) =>
      call("POST", `${path}/pulls/${number}/requested_reviewers`, { body: { reviewers } });
    expect((await ask(["reader"])).status).toBe(422);
    repository.setRole("reader", "write");
    expect((await ask(["reader"])).body).toMatchObject({
      labels: [{ name: "bug" }],
      requested_reviewers: [{ login: "reader" }],
    });
    expect((await call("GET", `${path}/pulls/${number}/files`)).body).toMatchObject([
      { filename: "new.txt", status: "added", patch: "@@ -0,0 +1 @@\n+new" },
    ]);
    expect((await call("GET", `${path}/pulls/${number}/commits`)).body).toHaveLength(1);
    expect((await call("GET", `${path}/compare/main...topic`)).body).toMatchObject({
      status: "ahead",
      ahead_by: 1,
    });
  });

  test("takes comments and reactions, up to GitHub's length", async () => {
    const { number } = repository.openPull("mona", { title: "t", head: "topic", base: "main" });
    const write = (body: string) => call("POST", `${path}/issues/${number}/comments`, { body: { body } });
    expect((await write("x".repeat(65_537))).status).toBe(422);
    const { status, body: comment } = await write("x".repeat(65_536));
    expect(status).toBe(201);
    expect(comment).toMatchObject({
      user: { type: "Bot" },
      performed_via_github_app: { slug: "egress-bot" },
    });
    const react = () =>
      call("POST", `${path}/issues/comments/${comment.id}/reactions`, { body: { content: "eyes" } });
    expect([(await react()).status, (await react()).status]).toEqual([201, 200]);
    const [reaction] = (await call("GET", `${path}/issues/comments/${comment.id}/reactions`)).body;
    const one = `${path}/issues/comments/${comment.id}/reactions/${reaction.id}`;
    expect((await call("DELETE", one)).status).toBe(204);
    const foreign = repository.comment(number, "mona", "hello");
    const edit = { body: { body: "changed" } };
    expect((await call("PATCH", `${path}/issues/comments/${foreign.id}`, edit)).status).toBe(403);
    expect((await call("PATCH", `${path}/issues/comments/${comment.id}`, edit)).body.body).toBe("changed");
    expect((await call("DELETE", `${path}/issues/comments/${comment.id}`)).status).toBe(204);
    expect(repository.comments(number).map(({ body }) => body)).toEqual(["hello"]);
    const issue = repository.openIssue("mona", "A plain issue");
    const there = `${path}/issues/${issue.number}/comments`;
    expect((await call("POST", there, { body: { body: "x" } })).status).toBe(403);
  });

  test("of an archived repository cannot be opened", async () => {
    repository.setArchived(true);
    const body = { title: "t", head: "topic", base: "main" };
    expect((await call("POST", `${path}/pulls`, { body })).status).toBe(403);
    expect((await call("GET", path)).body.archived).toBe(true);
  });
});
