import { describe, expect, test } from "vitest";
import {
  call,
  github,
  installation,
  installationToken,
  jwt,
  path,
  repository,
  useFakeGitHub,
  workflow,
} from "./harness.ts";

useFakeGitHub();

describe("authentication", () => {
  const now = () => Math.floor(Date.now() / 1000);
  test.each([
    ["a good one", () => jwt({ iat: now() - 30, exp: now() + 500, iss: 1 }), 200],
    ["an id as text", () => jwt({ iat: now() - 30, exp: now() + 500, iss: "1" }), 200],
    ["one of the future", () => jwt({ iat: now() + 120, exp: now() + 500, iss: 1 }), 401],
    ["an expired one", () => jwt({ iat: now() - 600, exp: now() - 1, iss: 1 }), 401],
    ["one that lives too long", () => jwt({ iat: now(), exp: now() + 700, iss: 1 }), 401],
    ["another key's", () => jwt({ iat: now(), exp: now() + 500, iss: 1 }, "other"), 401],
    ["another algorithm", () => jwt({ iat: now(), exp: now() + 500, iss: 1 }, "hs256"), 401],
    ["an unknown App", () => jwt({ iat: now(), exp: now() + 500, iss: 2 }), 404],
    ["no JWT", () => "a.b.c", 401],
  ])("an App with %s", async (_, token, status) => {
    expect((await call("GET", "/app", { token: token() })).status).toBe(status);
  });

  test("an installation's token is as long as GitHub's", async () => {
    expect((await installationToken()).length).toBeGreaterThan(500);
  });

  test("a public repository that an App is not installed on can be read, and no more", async () => {
    const { id } = github.addInstallation({ appId: 1, account: "octo-people" });
    const other = github.addRepository({
      owner: "octo-people",
      name: "other",
      installationId: id,
      files: { a: "a" },
      collaborators: { mona: "write" },
    });
    const where = "/repos/octo-people/other";
    expect((await call("GET", `${where}/contents/a`)).status).toBe(200);
    const body = { ref: "refs/heads/topic", sha: other.head() };
    expect((await call("POST", `${where}/git/refs`, { body })).status).toBe(403);
    expect((await call("GET", `${where}/collaborators/mona/permission`)).status).toBe(403);
  });

  test("a person's token tells its scopes, and without `workflow` there is no tree with a workflow file", async () => {
    const { token } = github.addUser({ login: "mona", scopes: ["repo"] });
    const answer = await call("GET", path, { token });
    expect(answer.headers.get("x-oauth-scopes")).toBe("repo");
    const tree = [{ path: workflow, mode: "100644", type: "blob", content: "on: push\njobs: {}\n# x\n" }];
    const body = { base_tree: repository.head(), tree };
    expect((await call("POST", `${path}/git/trees`, { token, body })).status).toBe(404);
  });

  test("a token holds for an hour, for its repositories and permissions", async () => {
    const token = await installationToken();
    expect((await call("GET", path, { token })).status).toBe(200);
    github.addRepository({ owner: "octo-org", name: "hidden", private: true, files: {} });
    expect((await call("GET", "/repos/octo-org/hidden", { token })).status).toBe(404);
    github.clock.advance(3_599_000);
    expect((await call("GET", path, { token })).status).toBe(200);
    github.clock.advance(1_000);
    expect(await call("GET", path, { token })).toMatchObject({
      status: 401,
      body: { message: "Bad credentials" },
    });
    expect((await call("GET", path, { token: "ghs_unknown" })).status).toBe(401);
    expect((await call("GET", path, { token: null })).status).toBe(401);
  });

  test("an uninstalled App's token no longer works", async () => {
    const token = await installationToken();
    github.uninstall(installation.id);
    expect((await call("GET", path, { token })).status).toBe(401);
  });

  test("a call without the permission is refused and names it", async () => {
    const token = await installationToken({ contents: "read" });
    const answer = await call("POST", `${path}/git/blobs`, { token, body: { content: "x" } });
    expect(answer).toMatchObject({
      status: 403,
      body: { message: "Resource not accessible by integration" },
    });
    expect(answer.headers.get("x-accepted-github-permissions")).toBe("contents=write");
    await call("GET", `${path}/contents/README.md`, { token });
    expect([...github.usedPermissions()]).toEqual(["contents:read"]);
  });

  test("workflow files need a permission of their own", async () => {
    const token = await installationToken({ contents: "write" });
    const base_tree = repository.head();
    const tree = [{ path: workflow, mode: "100644", type: "blob", content: "changed" }];
    expect((await call("POST", `${path}/git/trees`, { token, body: { base_tree, tree } })).status).toBe(403);
    repository.commitFiles("other", { [workflow]: "more" }, { author: "mona", message: "Change" });
    const sha = repository.head("other");
    repository.deleteBranch("other", "mona");
    const ref = "refs/heads/new";
    expect((await call("POST", `${path}/git/refs`, { token, body: { ref, sha } })).status).toBe(403);
    expect((await call("POST", `${path}/git/refs`, { body: { ref, sha } })).status).toBe(201);
    expect(github.usedPermissions()).toContain("workflows:write");
  });

  test("a person may do what the role allows", async () => {
    const reader = github.addUser({ login: "reader" }).token;
    const writer = github.addUser({ login: "mona" }).token;
    const body = { content: "x" };
    expect((await call("POST", `${path}/git/blobs`, { token: reader, body })).status).toBe(403);
    expect((await call("POST", `${path}/git/blobs`, { token: writer, body })).status).toBe(201);
    const permission = async (login: string) =>
      (await call("GET", `${path}/collaborators/${login}/permission`)).body.permission;
    expect(await permission("mona")).toBe("write");
    expect(await permission("reader")).toBe("read");
    repository.setRole("reader", "maintain");
    expect(await permission("reader")).toBe("write");
    expect((await call("GET", `${path}/collaborators/nobody/permission`)).status).toBe(404);
  });
});
