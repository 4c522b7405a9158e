import { expect, test } from "vitest";
import { simulateRepository } from "../../script/proofs/year/simulate.ts";
import { createWorld } from "../../script/proofs/year/world.ts";

test("one job through a year, of those that script/prove year simulates: repaired, attacked, and nothing of the attacker proposed", async () => {
  const [, repository] = createWorld(1);
  if (repository === undefined) throw new Error("there is no repository");
  const year = await simulateRepository({ ...repository, jobs: repository.jobs.slice(0, 1) }, 1_001, false);
  expect(year).toMatchObject({ blockingJobs: 1, wasAttacked: true, hostileProposals: 0 });
  expect(year.attackerRefusals).toBeGreaterThan(0);
  expect(year.misses.filter(({ days }) => days !== null).length).toBeGreaterThan(0);
});
