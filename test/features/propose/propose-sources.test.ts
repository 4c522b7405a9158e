import { expect, test } from "vitest";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import { learn, type Run } from "../../support/baseline-builder.ts";
import {
  addRepository,
  addRuns,
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

const quiet = runsCalling(["a.example.com"]);
const ofDefault = (count: number, run: Run = {}): readonly Run[] =>
  Array.from({ length: count }, (_, index) => ({
    calls: ["a.example.com"],
    steps: ["Run make"],
    ...run,
    runId: 9_001 + index,
    day: 25 + index / 10,
  }));

async function teachByPulls(repository: FakeRepository, runs: readonly Run[]): Promise<void> {
  addRuns(repository, learn(runs));
  await store.baselines.merge(
    { repositoryId: repository.id, path, jobId: "build", source: "pull-request" },
    learn(runs),
  );
}

test("one run of the default branch, which failed, throws nothing away that pull requests taught", async () => {
  const repository = addRepository(workflow("build"));
  await teachByPulls(repository, quiet);
  expect(await run(repository)).toMatchObject({ action: "opened" });
  expect(repository.pull(1).body).toContain("so all of these runs were of pull requests of this repository");
  await teach(repository, "build", ofDefault(1, { failed: true, calls: ["a.example.com"] }));
  expect(await run(repository)).toMatchObject({ action: "unchanged", jobs: [{ state: "ready" }] });
  expect(repository.pull(1).body).toContain("so most of these runs were of pull requests of this repository");
});

test("a proposal from pull requests is not closed because the default branch has enough runs", async () => {
  const repository = addRepository(workflow("build"));
  await teachByPulls(repository, quiet);
  expect(await run(repository)).toMatchObject({ action: "opened" });
  // Ten runs within a day are too few days for a list of their own.
  await teach(repository, "build", ofDefault(10));
  expect(await run(repository)).toMatchObject({ action: "unchanged", jobs: [{ state: "ready" }] });
  repository.mergePull(1, "mona");
  // The first look notes that nothing is open any more.
  await run(repository);
  const [job] = (await run(repository)).jobs;
  expect(job?.learned?.source).toBe("default-branch");
});

test("a proposal from the default branch gets nothing from pull requests", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", quiet);
  expect(await run(repository)).toMatchObject({ action: "opened" });
  await teachByPulls(repository, runsCalling(["evil.example.net"], 60));
  expect(await run(repository)).toMatchObject({ action: "unchanged", added: [] });
});

test("a repair that pull requests ask for stays open when the default branch runs", async () => {
  const list = "egress-policy: block\n          allowed-endpoints: a.example.com:443";
  const blocking = workflow("build").replace("egress-policy: audit", list);
  const repository = addRepository(blocking);
  const held: Run = { enforcement: { state: "enforced" } };
  await teachByPulls(repository, [
    ...quiet.map((one) => ({ ...one, ...held })),
    { ...held, refused: ["b.example.com"], failed: true },
  ]);
  expect(await run(repository)).toMatchObject({ action: "opened", added: ["b.example.com:443"] });
  for (const count of [1, 12]) {
    await teach(repository, "build", ofDefault(count, held));
    expect(await run(repository)).toMatchObject({
      jobs: [{ state: "missing", repairs: ["b.example.com:443"] }],
    });
    expect(repository.pull(1).state).toBe("open");
    expect(textOn(repository, "egress-bot/ci.yml")).toContain("b.example.com:443");
  }
});
