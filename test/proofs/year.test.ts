import { expect, test } from "vitest";
import { createRemovals } from "../../script/proofs/year/removals.ts";
import { createSimulated } from "../../script/proofs/year/repository.ts";
import { simulateRepository } from "../../script/proofs/year/simulate.ts";
import { createWorld } from "../../script/proofs/year/world.ts";
import { editGuards } from "../../src/domain/guard/workflow-step/edit.ts";

test("one job through a year, of those that script/prove year simulates: repaired, attacked, and nothing of the attacker proposed", async () => {
  const [, repository] = createWorld(1);
  if (repository === undefined) throw new Error("there is no repository");
  const year = await simulateRepository({ ...repository, jobs: repository.jobs.slice(0, 1) }, 1_001, {
    attacker: { kind: "dependency-while-blocking", sleep: 0 },
    isCareful: false,
  });
  expect(year).toMatchObject({ blockingJobs: 1, wasAttacked: true, hostileProposals: 0 });
  expect(year.attackerRefusals).toBeGreaterThan(0);
  expect(year.misses.filter(({ days }) => days !== null).length).toBeGreaterThan(0);
});

test("what is taken out of a list is counted, and regretted where the job wants it within 90 days", () => {
  const jobs = [{ id: "build", endpoints: [], runs: [] }];
  const state = createSimulated(jobs);
  const listing = (...hosts: readonly string[]): void => {
    state.text = editGuards(
      createSimulated(jobs).text,
      new Map([["build", { policy: "block", entries: hosts.map((host) => `${host}:443`) }]]),
      { path: "ci.yml" },
    ).text;
  };
  const removals = createRemovals(["build"]);
  // What comes to block has nothing taken out, and what is taken out near the end is not followed long enough.
  removals.noteChange(1, state, () => listing("a.example.com", "b.example.com", "c.example.com"));
  removals.noteChange(100, state, () => listing("c.example.com"));
  removals.noteChange(300, state, () => listing("d.example.com"));
  removals.noteWanted(190, "build", "a.example.com");
  removals.noteWanted(191, "build", "b.example.com");
  expect(removals.count()).toEqual({ removals: 2, regrets: 1 });
});

test("one attack of those that script/prove year makes: who sleeps and comes in audit mode is proposed with a flag only, and not merged", async () => {
  const [, repository] = createWorld(1);
  if (repository === undefined) throw new Error("there is no repository");
  const attacker = { kind: "dependency-while-auditing", sleep: 7 } as const;
  const oneJob = { ...repository, jobs: repository.jobs.slice(0, 1) };
  const year = await simulateRepository(oneJob, 1_501, { attacker, isCareful: true });
  expect(year).toMatchObject({ wasAttacked: true, unflaggedHosts: 0, mergedHosts: 0 });
});
