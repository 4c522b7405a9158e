import { expect, test } from "vitest";
import type { Alarm } from "../../../src/domain/alarm/alarm.ts";
import { writeDashboard } from "../../../src/features/dashboard/write-dashboard.ts";
import { propose } from "../../../src/features/propose/propose.ts";
import { reportAlarms } from "../../../src/features/watch/report-alarms.ts";
import {
  addRepository,
  octokit,
  path,
  resolveHosts,
  runsCalling,
  store,
  taskOf,
  teach,
  useProposeWorld,
  workflow,
} from "../propose/propose-setup.ts";

useProposeWorld();

const botLogin = "egress-bot[bot]";
const pages = "https://egress.example.com";
const toJob = "[See what each run called](https://egress.example.com/octo-org/octo-repo/jobs/ci.yml/build)";
const toRepository = "[See what each run called](https://egress.example.com/octo-org/octo-repo)";

const notEnforced: Alarm = {
  kind: "not-enforced",
  jobId: "build",
  extent: "nothing",
  causes: [{ message: "it is so", lift: "do this", fact: "audited " }],
  run: "7001/1",
  first: "7001/1",
  since: "2026-01-05",
  changed: [],
  commits: null,
};

test("a pull request and the dashboard link the page about them, and without pages none", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", runsCalling(["packages.example.org"], 60));
  const tools = {
    octokit,
    store,
    botLogin,
    policyStore: null,
    limits: null,
    dashboard: null,
    report: null,
    resolveHosts,
  };
  await propose(taskOf(repository), tools);
  const body = (): string => repository.pull(1).body ?? "";
  expect(body()).not.toContain("See what each run called");
  await propose(taskOf(repository), { ...tools, pages });
  expect(body()).toContain(toJob);
  const limits = { places: store.places, isAsked: true, offer: async () => {} };
  await writeDashboard({ repository: taskOf(repository).repository, at: 0 }, { ...tools, limits, pages });
  const issues = [...repository.state.issues.values()].filter(({ title }) => title === "Egress dashboard");
  expect(issues.map(({ body: text }) => text?.includes(toRepository))).toEqual([true]);
});

test("an alarm links the page of its job, and its check the repository's", async () => {
  const repository = addRepository(workflow("build"));
  await store.reports.rememberTold(repository.id, path, [notEnforced]);
  const { repository: named } = taskOf(repository);
  await reportAlarms({ repository: named }, { octokit, store, botLogin, limits: null, pages });
  const [issue] = repository.state.issues.values();
  expect(issue?.body).toContain(toJob);
  const checks = [...repository.state.checkRuns.values()];
  expect(checks.map(({ output }) => output.summary?.includes(toRepository))).toEqual([true]);
});
