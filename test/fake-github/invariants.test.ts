import { describe, expect, test } from "vitest";
import { createFakeGitHub } from "./fake-github.ts";
import { findBreach } from "./http/invariants.ts";

const repositories = new Map([["octo-org/octo-repo", { defaultBranch: "egress-bot/main" }]]) as never;
const repo = "/repos/octo-org/octo-repo";

function moved(name: string) {
  return { query: "mutation {}", variables: { input: { refUpdates: [{ name }] } } };
}

describe("what the bot must never do", () => {
  test.each([
    ["a file of the source", "POST", `${repo}/git/trees`, { tree: [{ path: "src/a.ts" }] }],
    [
      "a workflow file beside another",
      "POST",
      `${repo}/git/trees`,
      { tree: [{ path: ".github/workflows/ci.yml" }, { path: "x" }] },
    ],
    [
      "a path out of the folder",
      "POST",
      `${repo}/git/trees`,
      { tree: [{ path: ".github/workflows/../a.yml" }] },
    ],
    [
      "a script among the workflows",
      "POST",
      `${repo}/git/trees`,
      { tree: [{ path: ".github/workflows/a.sh" }] },
    ],
    ["a file without a tree", "PUT", `${repo}/contents/.github/workflows/ci.yml`, {}],
    ["the default branch, by REST", "PATCH", `${repo}/git/refs/heads/main`, { sha: "a" }],
    [
      "the default branch, whatever its name",
      "PATCH",
      `${repo}/git/refs/heads/egress-bot%2Fmain`,
      { sha: "a" },
    ],
    ["the default branch, by GraphQL", "POST", "/graphql", moved("refs/heads/main")],
    ["a person's branch", "POST", `${repo}/git/refs`, { ref: "refs/heads/feature" }],
    ["a person's branch, deleted", "DELETE", `${repo}/git/refs/heads/feature`, null],
    ["a tag", "POST", `${repo}/git/refs`, { ref: "refs/tags/egress-bot/v1" }],
    ["a branch that only begins alike", "POST", "/graphql", moved("refs/heads/egress-bot2/ci.yml")],
    ["a merge", "PUT", `${repo}/pulls/7/merge`, {}],
    ["a merge of branches", "POST", `${repo}/merges`, { base: "main", head: "egress-bot/ci.yml" }],
  ])("%s", (_, method, path, body) => {
    expect(findBreach({ repositories }, { method, path, body })).not.toBeNull();
  });

  test.each([
    ["a workflow file", "POST", `${repo}/git/trees`, { tree: [{ path: ".github/workflows/ci.yml" }] }],
    ["its own branch", "POST", `${repo}/git/refs`, { ref: "refs/heads/egress-bot/ci.yml" }],
    ["its own branch, by GraphQL", "POST", "/graphql", moved("refs/heads/egress-bot/ci.yml")],
    ["reading", "GET", `${repo}/contents/README.md`, null],
    ["a pull request", "POST", `${repo}/pulls`, { head: "egress-bot/ci.yml", base: "main" }],
  ])("but not %s", (_, method, path, body) => {
    expect(findBreach({ repositories }, { method, path, body })).toBeNull();
  });

  test("fails the test that made it do so", async () => {
    const github = await createFakeGitHub();
    await fetch(`${github.baseUrl}/repos/o/r/git/refs`, {
      method: "POST",
      body: JSON.stringify({ ref: "refs/heads/main", sha: "a" }),
    });
    await expect(github.close()).rejects.toThrow("what the bot must never do: POST /repos/o/r/git/refs");
  });
});
