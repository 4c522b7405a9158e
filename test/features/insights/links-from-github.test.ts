import { expect, test } from "vitest";
import type { Alarm } from "../../../src/domain/alarm/alarm.ts";
import { renderPolicyChanges } from "../../../src/domain/text/proposal/policy-changes.ts";
import { writeDashboard } from "../../../src/features/dashboard/write-dashboard.ts";
import { propose } from "../../../src/features/propose/propose.ts";
import { checkPullRequest } from "../../../src/features/watch/check-pull-request.ts";
import { reportAlarms } from "../../../src/features/watch/report-alarms.ts";
import {
  addRepository,
  octokit,
  path,
  resolveHosts,
  run,
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
const toRun = "[what run 7001 called](https://egress.example.com/octo-org/octo-repo/runs/7001)";
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

test("a pull request, its check and the dashboard link the page about them, and without pages none", async () => {
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
  await store.reports.rememberGrown(repository.id, path, {
    pullRequest: 1,
    added: ["b.example.com:443"],
    fresh: [],
    by: [],
    byIds: [],
    approvals: [],
  });
  await propose(taskOf(repository), { ...tools, pages });
  const checks = [...repository.state.checkRuns.values()].filter(({ name }) => name === "egress");
  expect(checks.map(({ output }) => output.summary?.endsWith(toRepository))).toEqual([true]);
});

test("the issue about stored policies links the page of their job", () => {
  const insights = "https://egress.example.com/octo-org/octo-repo/jobs/ci.yml/build";
  const view = { page: "https://github.com/octo-org/octo-repo", insights };
  expect(renderPolicyChanges(path, [], view).body).toContain(toJob);
  expect(renderPolicyChanges(path, [], { ...view, insights: null }).body).not.toContain("egress.example.com");
});

test("an alarm links the pages of its job and of the run that shows it, and its check the repository's", async () => {
  const repository = addRepository(workflow("build"));
  await store.reports.rememberTold(repository.id, path, [notEnforced]);
  const { repository: named } = taskOf(repository);
  await reportAlarms({ repository: named }, { octokit, store, botLogin, limits: null, pages });
  const [issue] = repository.state.issues.values();
  expect(issue?.body).toContain(`${toJob} · ${toRun}`);
  const checks = [...repository.state.checkRuns.values()];
  expect(checks.map(({ output }) => output.summary?.includes(`${toRepository} · ${toRun}`))).toEqual([true]);
});

test("alarms that share an issue link the repository's page there, and a run of another repository none", async () => {
  const repository = addRepository(workflow("build"));
  for (let file = 0; file < 14; file += 1)
    await store.reports.rememberTold(repository.id, `.github/workflows/${file}.yml`, [
      { ...notEnforced, run: "7001/1000001" },
    ]);
  const { repository: named } = taskOf(repository);
  await reportAlarms({ repository: named }, { octokit, store, botLogin, limits: null, pages });
  const bodies = [...repository.state.issues.values()].map(({ body }) => body ?? "");
  expect(bodies.filter((body) => body.includes(`${toRepository} · I close`))).toHaveLength(1);
  expect(bodies.filter((body) => body.includes("/runs/7001"))).toEqual([]);
});

test("the check on a pull request links the page of the job that it is about, or the repository's", async () => {
  const text = workflow("build", "test").replaceAll("audit", "block");
  const repository = addRepository(text);
  await run(repository);
  const { repository: named } = taskOf(repository);
  const open = async (branch: string, changed: string): Promise<string | null | undefined> => {
    const head = repository.commitFiles(
      branch,
      { [path]: changed },
      { author: "mona", message: "Add a step" },
    );
    const { number } = repository.openPull("mona", { title: "Add", head: branch, base: "main" });
    const tools = { octokit, store, readBotLogin: async () => botLogin, pages };
    await checkPullRequest({ repository: named, pullRequest: number, head }, tools);
    return [...repository.state.checkRuns.values()].find(({ headSha }) => headSha === head)?.output.summary;
  };
  const step = "      - run: make\n      - uses: octo-org/publish@v1\n";
  expect(await open("one", text.replace("      - run: make\n", step))).toContain(toJob);
  expect(await open("two", text.replaceAll("      - run: make\n", step))).toContain(toRepository);
});
