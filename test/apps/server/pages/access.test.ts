import { expect, test } from "vitest";
import { candidates } from "../../../support/pages/plain-parts.ts";
import { closed, signedIn, usePages, world } from "./page-world.ts";

usePages();

/** Answers about access as they are when five minutes have passed. */
async function forgetAccess(): Promise<void> {
  const { redis } = world.redis;
  const keys = await redis.keys("egress:1:session-access:*");
  for (const key of keys)
    for (const [field, text] of Object.entries(await redis.hgetall(key))) {
      const { at, value } = JSON.parse(text);
      await redis.hset(key, field, JSON.stringify({ at: at - 300_001, value }));
    }
}

const pages = ["/octo-org/closed", "/octo-org/closed/jobs/ci.yml/build", "/octo-org/closed/runs/7"];

test("whoever may read a repository sees its pages and their JSON; who may not is told what everybody is told of what there is not", async () => {
  const [reader, outsider] = [await signedIn("reader"), await signedIn("outsider")];
  for (const path of pages) {
    const seen = await reader.get(path);
    expect([path, seen.status, seen.data.mayWrite]).toEqual([path, 200, false]);
    expect((await reader.get(`${path}.json`)).data).toEqual(seen.data.body.page);
    const hidden = await outsider.get(path);
    const missing = await outsider.get(path.replace("closed", "no-such"));
    expect([hidden.status, hidden.data.body]).toEqual([404, { kind: "not-found" }]);
    expect([missing.status, missing.data.body]).toEqual([404, { kind: "not-found" }]);
    expect((await outsider.get(`${path}.json`)).data).toEqual({ error: "not-found" });
  }
  // A repository that anybody may read on GitHub. What is read is what GitHub's answer names, not the address.
  const open = await outsider.get("/octo-org/octo-repo/runs/7");
  expect([open.status, open.data.body.page.repository]).toEqual([200, world.repository.id]);
});

test("people see the owners in whom they may read something, and no others", async () => {
  const { github, app } = world;
  const other = github.addInstallation({ appId: app.id, account: "other-org" });
  github.addRepository({
    owner: "other-org",
    name: "secret",
    installationId: other.id,
    private: true,
    files: { "a.txt": "a\n" },
    collaborators: { outsider: "read" },
  });
  const [reader, outsider] = [await signedIn("reader"), await signedIn("outsider")];
  const owners = (page: {
    readonly data: { readonly body: { readonly owners: readonly { login: string }[] } };
  }) => page.data.body.owners.map(({ login }) => login);
  expect(owners(await reader.get("/"))).toEqual(["octo-org"]);
  expect(owners(await outsider.get("/"))).toEqual(["other-org"]);
  expect((await reader.get("/other-org")).status).toBe(404);
  expect((await outsider.get("/octo-org")).status).toBe(404);
  expect(
    (await outsider.get("/other-org?state=blocking&from=r+ci.yml+a&name=x")).data.body.page,
  ).toMatchObject({ login: "other-org", filter: { state: "blocking", from: "r ci.yml a", name: "x" } });
  const wild = await outsider.get(`/other-org?from=${"f".repeat(999)}&state=${"s".repeat(99)}&name=a&name=b`);
  expect(wild.data.body.page.filter).toEqual({ state: null, from: null, name: null });
});

test("access that somebody loses is lost when what GitHub said is five minutes old; writing is never taken from there", async () => {
  const [path] = pages;
  const reader = await signedIn("reader");
  expect((await reader.get(path ?? "")).status).toBe(200);
  closed.setRole("reader", "none");
  const calls = world.github.calls.length;
  expect((await reader.get(path ?? "")).status).toBe(200);
  expect(world.github.calls.length).toBe(calls);
  await forgetAccess();
  expect((await reader.get(path ?? "")).status).toBe(404);
  closed.setRole("reader", "read");
});

test("of a large owner GitHub is asked about what is shown alone, and not again within five minutes", async () => {
  const { github, app } = world;
  const large = github.addInstallation({ appId: app.id, account: "large-org" });
  const ids: number[] = [];
  for (let at = 0; at < 520; at += 1) {
    const { id } = github.addRepository({
      owner: "large-org",
      name: `r${at}`,
      installationId: large.id,
      private: true,
      files: { "a.txt": "a\n" },
      collaborators: { reader: "read", ...(at % 2 === 0 && { maintainer: "read" }) },
    });
    ids.push(id);
  }
  const stranger = github.addRepository({
    owner: "large-org",
    name: "hidden",
    private: true,
    files: { a: "" },
  });
  candidates.clear();
  for (const id of [...ids.slice(0, 20), stranger.id]) candidates.add(id);
  const reader = await signedIn("reader");
  let calls = github.calls.length;
  const asked = () => github.calls.slice(calls).map(({ route }) => route);
  const first = await reader.get("/large-org");
  expect(new Set(first.data.body.page.readable)).toEqual(new Set(ids.slice(0, 20)));
  expect(asked().filter((route) => route === "/repos/{owner}/{repo}")).toHaveLength(21);
  expect(asked()).toHaveLength(23);
  calls = github.calls.length;
  expect((await reader.get("/large-org")).data.body.page.readable).toHaveLength(20);
  expect(asked()).toEqual([]);
  // Who may read fewer is asked about once for all of them.
  const maintainer = await signedIn("maintainer");
  calls = github.calls.length;
  expect((await maintainer.get("/large-org")).data.body.page.readable).toHaveLength(10);
  expect(asked().filter((route) => route === "/repos/{owner}/{repo}")).toEqual([]);
  candidates.clear();
});

test("a repository's former name, and another way to write it, lead to its page", async () => {
  const { github, installation } = world;
  const moving = github.addRepository({
    owner: "octo-org",
    name: "before",
    installationId: installation.id,
    private: true,
    files: { "a.txt": "a\n" },
    collaborators: { reader: "read" },
  });
  const reader = await signedIn("reader");
  moving.rename("octo-org", "after");
  const moved = await reader.get("/octo-org/before/runs/7");
  expect([moved.status, moved.location]).toEqual([302, "/octo-org/after/runs/7"]);
  expect((await reader.get("/OCTO-org/AFTER.json")).location).toBe("/octo-org/after.json");
});

test.each([
  ["502", 502, { kind: "problem", problem: "github" }],
  ["primary-limit", 503, { kind: "problem", problem: "github-limit" }],
  ["saml", 404, { kind: "not-found" }],
] as const)(
  "where GitHub answers with %s, nothing is shown, and the page says why as far as it may",
  async (kind, status, body) => {
    const { github } = world;
    const reader = await signedIn("reader");
    // Every one of the tries that the client makes.
    for (let tries = 0; tries < 4; tries += 1) github.faults.next("GET", "/repos/octo-org/closed", kind);
    const page = await reader.get("/octo-org/closed");
    github.faults.stop();
    expect([page.status, page.data.body]).toEqual([status, body]);
    expect(page.text).not.toContain("Error");
  },
);
