import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "../../../src/adapters/store/store.ts";
import { readJobPage } from "../../../src/features/insights/read-job-page.ts";
import { learn } from "../../support/baseline-builder.ts";
import { guardAction } from "../../support/guarded-job.ts";
import { sampleNow, samplePath, sampleRepository } from "../../support/insights/sample-store.ts";
import { startTestRedis, type TestRedis } from "../../support/redis.ts";

const name = "egress-bot.shop.ci.yml.build";
const workflow = `on: push
jobs:
  build:
    runs-on: ubuntu-latest
    permissions:
      id-token: write
    steps:
      - uses: ${guardAction}
        with:
          policy: ${name}
          api-key: x
      - run: make
`;

let redis: TestRedis;
beforeAll(async () => {
  redis = await startTestRedis();
});
afterAll(() => redis.stop());

test("of a list in the Policy Store the page shows what the bot wrote there last, and asks nobody", async () => {
  const store = openStore(redis.redis);
  const { id, owner } = sampleRepository;
  const head = "b".repeat(40);
  await store.settings.rememberOwners(id, null);
  await store.settings.rememberGood(id, "mode: policy-store\n");
  await store.workflowTexts.write(id, samplePath, head, workflow);
  const look = await store.looks.begin(id, samplePath);
  await store.looks.keep(id, samplePath, look, {
    print: "print",
    until: sampleNow,
    repository: sampleRepository,
    head,
    proposed: [],
    open: null,
    mergedAt: null,
  });
  const entries = ["a.example.com:443", "stored.example.com:443"];
  const off = { disableTelemetry: false, disableSudo: false, disableFileMonitoring: false };
  const written = { egressPolicy: "block" as const, entries, ...off };
  await store.policies.remember(id, samplePath, {
    name,
    jobId: "build",
    written,
    pending: null,
    isInUse: true,
  });
  await store.policies.claim(owner, name, id);
  const learned = learn(Array.from({ length: 12 }, () => ({ calls: ["a.example.com"] })));
  await store.baselines.merge(
    { repositoryId: id, path: samplePath, jobId: "build", source: "default-branch" },
    learned,
  );
  const page = await readJobPage(
    { store, octokit: null },
    { repository: sampleRepository, path: samplePath, jobId: "build" },
    sampleNow,
  );
  expect(page?.list.entries).toEqual(entries);
  expect(page?.isBlocking).toBe(true);
  expect(page?.endpoints).toMatchObject([{ endpoint: "a.example.com:443", isInForce: true, runs: 12 }]);
});
