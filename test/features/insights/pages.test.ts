import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../../src/adapters/store/store.ts";
import { jobPageSchema } from "../../../src/domain/insight/job-page.ts";
import { ownerPageSchema } from "../../../src/domain/insight/owner-page.ts";
import { repositoryPageSchema } from "../../../src/domain/insight/repository-page.ts";
import { runPageSchema } from "../../../src/domain/insight/run-page.ts";
import { type PageBody, renderPage } from "../../../src/domain/text/pages/render-page.ts";
import { readJobPage } from "../../../src/features/insights/read-job-page.ts";
import { readRepositoryPage } from "../../../src/features/insights/read-repository-page.ts";
import { readRunPage } from "../../../src/features/insights/read-run-page.ts";
import { readSamples, type SamplePage } from "../../support/insights/render-samples.ts";
import { refusedRun, sampleNow, samplePath, sampleRepository } from "../../support/insights/sample-store.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

let redis: TestRedis;
let samples: readonly SamplePage[];

beforeAll(async () => {
  redis = await startTestRedis();
  samples = await readSamples(redis.redis);
});
afterAll(() => redis.stop());

const schemas = {
  job: jobPageSchema,
  run: runPageSchema,
  repository: repositoryPageSchema,
  owner: ownerPageSchema,
} as const;

function bodyOf<Kind extends PageBody["kind"]>(name: string, kind: Kind): Extract<PageBody, { kind: Kind }> {
  const body = samples.find((sample) => sample.name === name)?.body;
  if (body?.kind !== kind) throw new Error(`there is no ${name}`);
  return body as Extract<PageBody, { kind: Kind }>;
}

function render(body: PageBody, mayWrite = true): string {
  return renderPage(
    {
      viewer: "mona",
      csrf: "token",
      mayWrite,
      here: "/here",
      assets: (name) => `/assets/${name}`,
      notice: null,
    },
    body,
  );
}

test("what is shown is what the schema of the page says, and survives JSON", () => {
  const pages = samples.flatMap(({ body }) => ("page" in body ? [body] : []));
  expect(new Set(pages.map(({ kind }) => kind)).size).toBe(4);
  for (const { kind, page } of pages) {
    expect(schemas[kind].parse(JSON.parse(JSON.stringify(page)))).toEqual(page);
  }
});

describe("the page of a job", () => {
  test("has what needs eyes on top, then what was called most", () => {
    const { page } = bodyOf("job-build", "job");
    const [first, ...others] = page.endpoints;
    expect(first).toMatchObject({ endpoint: "paste.example-drop.net:443", need: "suspicious", runs: 0 });
    const counts = others.filter(({ kind }) => kind !== "by-itself").map(({ runs }) => runs);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));
    expect(others.at(-1)?.kind).toBe("by-itself");
  });

  test("tells the runs of strangers from those that teach", () => {
    const { page } = bodyOf("job-build", "job");
    const mirror = page.endpoints.find(({ endpoint }) => endpoint.startsWith("mirror."));
    expect(mirror?.runs).toBe(0);
    expect(mirror?.called.map((place) => page.runs[place]?.source)).toEqual([
      "untrusted",
      "untrusted",
      "untrusted",
      "untrusted",
    ]);
    expect(page.discovery.every(({ place }) => page.runs[place]?.source === "default-branch")).toBe(true);
  });

  test("marks when the list came into force and was repaired", () => {
    const { page } = bodyOf("job-build", "job");
    expect(page.marks.map(({ kind, pullRequest }) => [kind, pullRequest])).toEqual([
      ["blocked", 12],
      ["repaired", 19],
    ]);
  });

  test("gives the list in each form", () => {
    const { page } = bodyOf("job-build", "job");
    const [step, stored, lines] = page.list.outputs;
    expect(step?.text).toContain("  allowed-endpoints: >\n    github.com:443\n");
    expect(JSON.parse(stored?.text ?? "")).toMatchObject({
      egress_policy: "block",
      allowed_endpoints: page.list.entries,
    });
    expect(lines?.text.trim().split("\n")).toEqual(page.list.entries);
  });

  test("has a button to copy each form, and changes with their time", () => {
    const html = render(bodyOf("job-build", "job"));
    expect([...html.matchAll(/data-copy="output-([^"]*)"/g)].map(([, kind]) => kind)).toEqual([
      "workflow-step",
      "policy-store",
      "lines",
    ]);
    const [, changes = ""] = /id="changes"(.*?)<\/section>/s.exec(html) ?? [];
    expect(changes.match(/<time datetime="[\d-]+T[\d:]+Z">/g)?.length).toBeGreaterThan(2);
  });

  test("tells the runs of other branches from those that teach", () => {
    const body = bodyOf("job-build", "job");
    const places = body.page.runs.flatMap(({ branch }, place) => (branch === null ? [] : [place]));
    expect(places).toHaveLength(1);
    expect(body.page.discovery.map(({ place }) => place)).not.toContain(places[0]);
    expect(render(body)).toContain("<td>branch release/2<td>");
  });

  test("says how far each gate is", () => {
    const { page } = bodyOf("job-lint", "job");
    expect(page.gates.find(({ code }) => code === "too-few-runs")).toMatchObject({
      isPassed: true,
      progress: { have: 14, need: 10, unit: "runs" },
    });
    const step = page.gates.find(({ code }) => code === "step-never-executed");
    expect(step).toMatchObject({ isPassed: false, progress: null });
    expect(step?.lift).not.toBeNull();
  });

  test("of which nothing was learned says so in each of its parts", () => {
    const html = render(bodyOf("job-publish", "job"));
    for (const words of [
      "No run learned yet",
      "No list yet",
      "No endpoint is known yet",
      "Nothing was called yet",
      "Nothing yet: no list",
    ])
      expect(html).toContain(words);
  });

  test("has forms only for those who may write", () => {
    const body = bodyOf("job-build", "job");
    expect(render(body).match(/method="post" action="\/octo-org\/shop\/actions\//g)).toHaveLength(5);
    expect(render(body, false)).not.toContain("/actions/allow");
  });
});

describe("the page of a run", () => {
  test("shows endpoints under the steps of this run, in the order of its calls, and what was refused", () => {
    const { page } = bodyOf("run", "run");
    expect(page.run).toBe(refusedRun);
    const [job] = page.jobs;
    expect(job?.steps.map(({ step, endpoints }) => [step, endpoints.map(({ place }) => place)])).toEqual([
      ["Check out", [1]],
      ["Install", [2, 3, 4]],
      ["Test", [5, 6, 7]],
    ]);
    const refused = job?.steps[2]?.endpoints.find(({ result }) => result === "refused");
    expect(refused).toMatchObject({
      endpoint: "paste.example-drop.net:443",
      place: 6,
      processes: { names: ["node", "curl"], more: 0 },
    });
    expect(job?.counts).toEqual({ called: 6, fresh: 0, refused: 1 });
    expect(job?.enforcement).toBe("enforced");
    expect(page.outcomes).toMatchObject([{ name: "publish", result: "not-learned" }]);
    const html = render({ kind: "run", page });
    expect(html).toContain("in the order of the first calls");
    expect(html).not.toContain("is not kept");
  });

  test("of which no order is kept shows them under the steps of all runs in the file's order, and says so", () => {
    const { page } = bodyOf("run-older", "run");
    const [job] = page.jobs;
    expect(job?.steps.map(({ step }) => step)).toEqual(["Check out", "Install", "Test"]);
    expect(job?.steps.flatMap(({ endpoints }) => endpoints.map(({ place }) => place))).toEqual(
      Array.from({ length: 6 }, () => null),
    );
    const html = render({ kind: "run", page });
    expect(html).toContain("The order of this run&#39;s calls is not kept");
    expect(html).not.toContain("in the order of the first calls");
  });
});

test("the page of a repository has its jobs in groups, with their last runs", () => {
  const body = bodyOf("repository", "repository");
  const { page } = body;
  // Its one job that blocks needs people.
  expect(render(body)).not.toContain("No job blocks yet");
  expect(render(body)).toContain("None beside those that need you.");
  const build = page.jobs.find(({ job }) => job === "build");
  expect(build).toMatchObject({ group: "needs-you", issue: 41 });
  expect(build?.strip).toHaveLength(20);
  expect(build?.strip.at(-1)).toMatchObject({ id: refusedRun, cell: "refused" });
  // It has no Harden-Runner step, and never had.
  expect(page.jobs.map(({ job }) => job)).not.toContain("docs");
});

test("the page of an owner counts each job once, and what needs people once more", () => {
  const { page } = bodyOf("owner", "owner");
  const { "needs-you": needing, ...counts } = page.counts ?? { "needs-you": -1, blocking: -1 };
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(page.guarded);
  expect(page.needs.length + (page.moreNeeds ?? 0)).toBe(needing);
  const since = page.needs.map((one) => one.since);
  expect(since).toEqual([...since].sort());
  expect(page.blocking?.at(-1)).toEqual({ day: "2026-11-30", count: counts.blocking });
});

test("pages of which nothing is known yet say so in each of their parts", () => {
  const { page: repository } = bodyOf("repository", "repository");
  const { page: owner } = bodyOf("owner", "owner");
  const { page: run } = bodyOf("run", "run");
  const nothing = { jobs: [], moreJobs: 0, problems: [] };
  expect(render({ kind: "repository", page: { ...repository, ...nothing } })).toContain(
    "No job has a Harden-Runner step yet",
  );
  expect(render({ kind: "run", page: { ...run, jobs: [], outcomes: [] } })).toContain("No job of this run");
  expect(render({ kind: "home", owners: [] })).toContain("The App is installed for no account");
  const lists = { jobs: [], needs: [], moreNeeds: 0, proposals: [], moreProposals: 0, next: null };
  const empty = render({ kind: "owner", page: { ...owner, ...lists, blocking: [] } });
  const today = render({
    kind: "owner",
    page: { ...owner, ...lists, blocking: [{ day: "2026-11-30", count: 1 }] },
  });
  const cut = render({ kind: "owner", page: { ...owner, ...lists, blocking: null, isCutShort: true } });
  for (const words of [
    "Nothing waits for a person.",
    "No day was counted yet.",
    "No pull request of the bot is open.",
    "No job that you may read fits.",
  ])
    expect(empty).toContain(words);
  expect(today).toContain("1 job blocks today.");
  // What was not asked about is not said not to be there.
  expect(cut).not.toMatch(/Nothing waits for a person|No pull request of the bot/);
});

test("nothing of one repository is on a page of another, whatever its address names", async () => {
  const tools = { store: openStore(redis.redis), octokit: null };
  const other = { ...sampleRepository, id: 24, name: "other" };
  expect(await readRunPage(tools, { repository: other, runId: refusedRun }, sampleNow)).toBeNull();
  const job = { repository: other, path: samplePath, jobId: "build" };
  expect(await readJobPage(tools, job, sampleNow)).toBeNull();
  expect(await readRepositoryPage(tools, { repository: other }, sampleNow)).toBeNull();
  // Another of the same name, as after one was deleted, is another.
  const again = { ...sampleRepository, id: 25 };
  expect(await readRepositoryPage(tools, { repository: again }, sampleNow)).toBeNull();
});

test("no page has a script, a style or an address of another origin of its own, and each has one title", () => {
  for (const { name, body } of samples) {
    const html = render(body);
    expect(html, name).not.toMatch(/\sstyle=|<style|\son\w+=|<script(?! src=)|javascript:/i);
    expect(html.match(/<h1/g), name).toHaveLength(1);
    const loaded = [...html.matchAll(/<(?:script|link|img|use|iframe)[^>]*?(?:src|href)="([^"]*)"/g)].map(
      ([, url]) => url,
    );
    expect(
      loaded.every((url) => url?.startsWith("/assets/")),
      name,
    ).toBe(true);
    const ids = [...html.matchAll(/\sid="?([^"\s>]*)/g)].map(([, id]) => id);
    expect(ids.length, name).toBe(new Set(ids).size);
    const targets = [...html.matchAll(/href="#([^"]*)"/g)].map(([, id]) => id);
    expect(
      targets.filter((id) => !ids.includes(id)),
      name,
    ).toEqual([]);
  }
});

test("the page of a job that its file does not have any more shows what was learned, and no list", async () => {
  const { redis: connection } = redis;
  const store = openStore(connection);
  await store.looks.forget(sampleRepository.id);
  const tools = { store, octokit: null };
  const page = await readJobPage(
    tools,
    { repository: sampleRepository, path: samplePath, jobId: "build" },
    sampleNow,
  );
  if (page === null) throw new Error("there is no page");
  expect(page).toMatchObject({ state: null, learnedFrom: null, gates: [], list: { entries: [] } });
  expect(page.discovery.length).toBeGreaterThan(50);
  expect(render({ kind: "job", page })).toContain("The bot has no copy of the workflow file");
  const unknown = { repository: sampleRepository, path: samplePath, jobId: "no-such-job" };
  expect(await readJobPage(tools, unknown, sampleNow)).toBeNull();
  expect(await readRunPage(tools, { repository: sampleRepository, runId: 1 }, sampleNow)).toBeNull();
});
