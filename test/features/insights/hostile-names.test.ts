import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openStore } from "../../../src/adapters/store/store.ts";
import { emptyBaseline, mergeBaselines } from "../../../src/domain/baseline/baseline.ts";
import { type PageBody, renderPage } from "../../../src/domain/text/pages/render-page.ts";
import { readJobPage } from "../../../src/features/insights/read-job-page.ts";
import { readOwnerPage } from "../../../src/features/insights/read-owner-page.ts";
import { readRepositoryPage } from "../../../src/features/insights/read-repository-page.ts";
import { readRunPage } from "../../../src/features/insights/read-run-page.ts";
import { learnOne, type Run } from "../../support/baseline-builder.ts";
import { sampleNow, samplePath, sampleRepository } from "../../support/insights/sample-store.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

const html = `"><img src=x onerror=alert(1)></script><script>alert(2)</script>`;
const names = [
  ["HTML", html],
  ["a template", "<%= it.frame.csrf %> ${frame.csrf} {{csrf}}"],
  ["what turns its direction", "\u202Egpj.exe\u2066 \u200Fabc"],
  ["lines", "one\r\ntwo\u2028three\0four\u001b[31m"],
  ["half a character", "\uD83D tail \uDE00"],
  ["10 kB", `${"long ".repeat(2_000)}end`],
] as const;

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

/** All pages in which a name stands wherever a stranger can put one. */
async function renderWith(hostile: string): Promise<readonly string[]> {
  // What is read from logs and files is well-formed.
  const name = hostile.toWellFormed();
  await redis.redis.flushall();
  const store = openStore(redis.redis);
  const repository = { ...sampleRepository, owner: name, name };
  const run = (index: number): Run => ({
    runId: 500 + index,
    leg: name,
    event: "push",
    endpoints: [
      { host: `h${index}.example.com`, steps: [name], processes: [name] },
      { host: name, steps: [name], processes: [name] },
    ],
    addresses: ["192.0.2.1:443"],
    resolvedOnly: [name],
    refused: [name],
    masked: [name],
    actions: [name],
    enforcement: { state: "not-enforced", cause: "host-unresolved", detail: name },
    suspects: new Map([[`${name}:443`, [name]]]),
  });
  const learned = [0, 1, 2].map((index) => learnOne(run(index), index)).reduce(mergeBaselines, emptyBaseline);
  const key = {
    repositoryId: repository.id,
    path: samplePath,
    jobId: name,
    source: "default-branch",
  } as const;
  await store.baselines.merge(key, learned);
  await store.runCalls.note(key, "500/1", name, [
    { endpoint: "h0.example.com:443", steps: [name, "Test", name], processes: [name] },
    { endpoint: `${name}:443`, steps: [name], processes: [name, name] },
  ]);
  const origin = { kind: "person", login: name, at: "2026-01-02T00:00:00Z", reason: name } as const;
  await store.decisions.decideEndpoint(repository.id, samplePath, { kind: "allow", endpoint: name, origin });
  await store.outcomes.record(repository.id, {
    runId: 500,
    attempt: 1,
    at: "2026-01-01T00:00:00Z",
    path: samplePath,
    event: name,
    notLearned: null,
    jobs: [{ name, jobId: name, result: "incomplete", reason: name }],
  });
  await store.standings.note(
    repository,
    `.github/workflows/${name}.yml`,
    [{ jobId: name.slice(0, 300), state: "missing", since: null, needs: name, endpoints: 1, pullRequest: 1 }],
    sampleNow,
  );
  const tools = { store, octokit: null };
  const bodies: (PageBody | null)[] = [
    pageOf("job", await readJobPage(tools, { repository, path: samplePath, jobId: name }, sampleNow)),
    pageOf("run", await readRunPage(tools, { repository, runId: 500 }, sampleNow)),
    pageOf("repository", await readRepositoryPage(tools, { repository }, sampleNow)),
    pageOf(
      "owner",
      await readOwnerPage(
        tools,
        {
          ownerId: repository.ownerId,
          login: name,
          access: { list: async () => new Set([repository.id]), ask: async () => new Set() },
          filter: { state: name, name: name.slice(0, 3), from: null },
        },
        sampleNow,
      ),
    ),
    { kind: "home", owners: [{ login: hostile }] },
    { kind: "welcome", signIn: `/sign-in?to=${hostile}` },
  ];
  const frame = {
    viewer: hostile,
    csrf: hostile,
    mayWrite: true,
    here: `/${encodeURIComponent(name.toWellFormed())}`,
    assets: () => "/a",
    notice: hostile,
  };
  return bodies.map((body) => {
    if (body === null) throw new Error("a page is missing");
    return renderPage(frame, body);
  });
}

function pageOf(kind: string, page: unknown): PageBody | null {
  return page === null ? null : ({ kind, page } as PageBody);
}

describe.each(names)("a name of %s", (_, name) => {
  test("is text on every page, in one line, and bounded", async () => {
    for (const page of await renderWith(name)) {
      expect(page).not.toMatch(/<img|<script(?! src="\/a" defer>)|alert\(\d\)<|onerror=alert\(1\)>/);
      expect(page).not.toMatch(/\p{Cf}|\p{Zl}|(?!\n)\p{Cc}/u);
      expect(page.isWellFormed()).toBe(true);
      expect(page).not.toContain("long ".repeat(200));
      expect(page.length).toBeLessThan(90_000);
    }
  });
});

test("a template escapes what it shows, but for what is HTML already", () => {
  const source = readFileSync("src/domain/text/pages/render-page.ts", "utf8");
  expect(source).toContain("escapeFunction: escapeHtml");
});
