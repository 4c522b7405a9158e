import { beforeAll, expect, test } from "vitest";
import { openQueues } from "../../../../src/adapters/queue/queues.ts";
import { testPace } from "../../../e2e/bot.ts";
import type { PlainBrowser, Shown } from "../../../support/pages/browser.ts";
import { addScenarioRuns } from "../../../support/pages/scenario-runs.ts";
import { until } from "../../../support/until.ts";
import { signedIn, usePages, world } from "./page-world.ts";

usePages();

const here = "/octo-org/octo-repo/jobs/ci.yml/build";
const path = ".github/workflows/ci.yml";
let maintainer: PlainBrowser;

beforeAll(async () => {
  await addScenarioRuns(world);
  maintainer = await signedIn("maintainer");
});

/** Sends a form of the job's page, and gives the page that follows. */
async function ask(action: string, more: Readonly<Record<string, string>> = {}): Promise<Shown> {
  const { csrf } = await maintainer.get(here);
  const sent = await maintainer.post(`/octo-org/octo-repo/actions/${action}`, {
    csrf,
    back: here,
    file: "ci.yml",
    job: "build",
    ...more,
  });
  expect(sent.status).toBe(303);
  expect(sent.location).toMatch(/^\/octo-org\/octo-repo\/jobs\/ci\.yml\/build\?answer=[\w-]{32}$/);
  return maintainer.get(sent.location ?? "");
}

test("allowing and denying an endpoint is remembered as a command does it, with who said it, why and where", async () => {
  const allowed = await ask("allow", { endpoint: "mirror.example.com:8443", reason: "the weekly mirror" });
  expect(allowed.data.notice).toMatch(/^mirror\.example\.com:8443 is allowed /);
  const denied = await ask("deny", { endpoint: "evil.example.com" });
  expect(denied.data.notice).toMatch(/^evil\.example\.com:443 is denied /);
  const { endpoints } = await world.store.decisions.read(world.repository.id, path);
  const origin = (reason: string) => ({
    kind: "person",
    login: "maintainer",
    at: expect.any(String),
    reason,
  });
  expect(endpoints).toEqual([
    expect.objectContaining({
      kind: "deny",
      endpoint: "evil.example.com:443",
      origin: origin("on the page of ci.yml:build"),
    }),
    expect.objectContaining({
      kind: "allow",
      endpoint: "mirror.example.com:8443",
      origin: origin("the weekly mirror (on the page of ci.yml:build)"),
    }),
  ]);
});

test("a job is left alone, and proposed, by the buttons of its page", async () => {
  expect((await ask("ignore")).data.notice).toMatch(/^I leave ci\.yml:build alone/);
  const ignored = await world.store.decisions.read(world.repository.id, path);
  expect(ignored.jobs.get("build")).toMatchObject({ kind: "ignore", login: "maintainer" });
  expect((await ask("propose")).data.notice).toMatch(/^ci\.yml:build is proposed/);
  const proposed = await world.store.decisions.read(world.repository.id, path);
  expect(proposed.jobs.get("build")).toMatchObject({ kind: "propose", login: "maintainer" });
  expect(world.repository.pulls().map(({ title }) => title)).toHaveLength(1);
});

test("a file is brought up to date", async () => {
  expect((await ask("refresh", { job: "" })).data.notice).toMatch(/\w/);
});

test.each([
  ["allow", { endpoint: "a.example.com", reason: "" }, /reason is missing/],
  ["allow", { endpoint: "", reason: "" }, /host is missing/],
  ["allow", { endpoint: "not a host", reason: "because" }, /./],
  ["allow", { endpoint: "10.0.0.1:443", reason: "because" }, /host names only/],
  ["allow", { endpoint: "a.example.com", reason: "x".repeat(400) }, /longer than 300/],
  ["propose", { job: "no-such" }, /no such job/],
  ["deny", { file: "no-such.yml", job: "", endpoint: "a.example.com" }, /no such workflow file/],
])(
  "%s with %j is refused with the words of the command, and changes nothing",
  async (action, fields, words) => {
    const before = await world.store.decisions.read(world.repository.id, path);
    const { data } = await ask(action, fields);
    expect(data.notice).toMatch(/^Nothing was changed\./);
    expect(data.notice).toMatch(words);
    expect(await world.store.decisions.read(world.repository.id, path)).toEqual(before);
  },
);

test("hostile text in a reason is remembered and shown as text", async () => {
  const reason = `<script>alert(1)</script> \u202e "quoted" @everyone`;
  await ask("deny", { endpoint: "hostile.example.com", reason });
  const { endpoints } = await world.store.decisions.read(world.repository.id, path);
  const [word] = endpoints.filter(({ endpoint }) => endpoint === "hostile.example.com:443");
  expect(word?.origin).toMatchObject({ reason: expect.stringContaining("<script>") });
});

test("an answer is shown to whoever asked, and to nobody else", async () => {
  const { csrf } = await maintainer.get(here);
  const sent = await maintainer.post("/octo-org/octo-repo/actions/refresh", {
    csrf,
    back: here,
    file: "ci.yml",
    job: "",
  });
  const reader = await signedIn("reader");
  expect((await maintainer.get(sent.location ?? "")).data.notice).toMatch(/\w/);
  expect((await reader.get(sent.location ?? "")).data.notice).toBeNull();
  expect((await maintainer.get(`${here}?answer=${"A".repeat(32)}`)).data.notice).toMatch(
    /^The bot is working on it/,
  );
});

test("the way back is a page of the same repository, whatever the form says", async () => {
  for (const back of [
    "https://evil.example/",
    "//evil.example",
    "/octo-org/closed",
    "/",
    "/octo-org/octo-repo/../x",
  ]) {
    const { csrf } = await maintainer.get(here);
    const fields = { csrf, back, file: "ci.yml", job: "" };
    const { location } = await maintainer.post("/octo-org/octo-repo/actions/refresh", fields);
    expect([back, location]).toEqual([back, expect.stringMatching(/^\/octo-org\/octo-repo\?answer=/)]);
  }
});

test("the right to write is asked anew for each form, whatever was known a moment ago", async () => {
  const { csrf, data } = await maintainer.get(here);
  expect(data.mayWrite).toBe(true);
  world.repository.setRole("maintainer", "read");
  const fields = { csrf, back: here, file: "ci.yml", job: "build" };
  const refused = await maintainer.post("/octo-org/octo-repo/actions/ignore", fields);
  world.repository.setRole("maintainer", "maintain");
  expect([refused.status, refused.data.body.problem]).toEqual([403, "not-a-writer"]);
});

test.each([
  ["lost it after the form was sent", "reader", null],
  ["has the name of somebody who may write", "maintainer", 999_999],
])("the worker does nothing for who %s, and says so", async (_, login, otherId) => {
  const { github, store, installation, repository, redis } = world;
  const id = otherId ?? github.addUser({ login }).id;
  const before = await store.decisions.read(repository.id, path);
  const answerId = `worker-asks-again-${id}`;
  const queues = openQueues(redis.redis, testPace);
  await queues.answerPage({
    repository: {
      installationId: installation.id,
      id: repository.id,
      owner: "octo-org",
      name: "octo-repo",
      defaultBranch: "main",
    },
    viewer: { id, login },
    at: new Date().toISOString(),
    answerId,
    action: "ignore",
    file: "ci.yml",
    jobId: "build",
    endpoint: "",
    reason: "",
  });
  await until(async () => expect(await store.pageAnswers.read(repository.id, answerId)).not.toBeNull());
  await queues.close();
  expect(await store.pageAnswers.read(repository.id, answerId)).toEqual({
    viewerId: id,
    state: "not-done",
    text: "Nothing was changed: this needs write access to the repository.",
  });
  expect(await store.decisions.read(repository.id, path)).toEqual(before);
});
