import { expect, test } from "vitest";
import { call, github, installation, path, repository, useFakeGitHub } from "./harness.ts";

useFakeGitHub();

test("a former name leads to the repository's id, which is asked with the token as well", async () => {
  repository.rename("octo-org", "renamed");
  const moved = await call("GET", `${path}/contents/README.md?ref=main`);
  expect(moved.status).toBe(301);
  const location = `${github.baseUrl}/repositories/${repository.id}/contents/README.md?ref=main`;
  expect(moved.headers.get("location")).toBe(location);
  expect((await call("GET", location.slice(github.baseUrl.length))).body.path).toBe("README.md");
  expect((await call("GET", `/repositories/${repository.id}`)).body.full_name).toBe("octo-org/renamed");
});

test("what changes something is to be said again, as it was", async () => {
  repository.rename("octo-org", "renamed");
  const body = { ref: "refs/heads/topic", sha: repository.head() };
  expect((await call("POST", `${path}/git/refs`, { body })).status).toBe(307);
  expect((await call("POST", `/repositories/${repository.id}/git/refs`, { body })).status).toBe(201);
});

test("a name that was taken by another repository is the other's", async () => {
  repository.rename("octo-org", "renamed");
  const other = github.addRepository({
    owner: "octo-org",
    name: "octo-repo",
    installationId: installation.id,
    files: { a: "a" },
  });
  const { body } = await call("GET", path);
  expect(body.id).toBe(other.id);
  expect(body.id).not.toBe(repository.id);
});
