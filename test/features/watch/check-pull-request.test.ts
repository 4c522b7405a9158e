import { expect, test } from "vitest";
import { checkPullRequest } from "../../../src/features/watch/check-pull-request.ts";
import type { FakeRepository } from "../../fake-github/fake-repository.ts";
import {
  addRepository,
  github,
  octokit,
  path,
  run,
  runsCalling,
  store,
  taskOf,
  teach,
  useProposeWorld,
  workflow,
} from "../propose/propose-setup.ts";

useProposeWorld();

const blocking = workflow("build", "test").replace("audit", "block");
const withStep = (text: string, step: string): string =>
  text.replace("      - run: make\n", `      - run: make\n      - ${step}\n`);

/** A person's pull request with a new text of the workflow file. */
function open(repository: FakeRepository, text: string): { readonly number: number; readonly head: string } {
  const head = repository.commitFiles(
    "feature",
    { [path]: text, "README.md": "two\n" },
    { author: "mona", message: "Add a step" },
  );
  return {
    number: repository.openPull("mona", { title: "Add", head: "feature", base: "main" }).number,
    head,
  };
}

async function check(
  repository: FakeRepository,
  { number, head }: { readonly number: number; readonly head: string },
) {
  const before = github.calls.length;
  const { repository: named } = taskOf(repository);
  await checkPullRequest({ repository: named, pullRequest: number, head }, { octokit, store });
  return github.calls.length - before;
}

const checksOf = (repository: FakeRepository) => [...repository.state.checkRuns.values()];

test("a step that is new to a job that blocks is told by a neutral check, once", async () => {
  const repository = addRepository(blocking);
  await run(repository);
  const pull = open(repository, withStep(blocking, "uses: octo-org/publish@v1 # <b>@all"));
  await check(repository, pull);
  await check(repository, pull);
  expect(checksOf(repository)).toMatchObject([
    {
      name: "egress",
      headSha: pull.head,
      conclusion: "neutral",
      output: { title: "egress: this job is in block mode; its list does not know what the new step calls" },
    },
  ]);
  expect(checksOf(repository)[0]?.output.summary).toContain("| `ci.yml` | `build` | octo-org/publish |");
});

test.each<[string, string, string]>([
  [
    "to a job in audit mode",
    blocking,
    blocking.replace(/( {2}test:[\s\S]*?- run: make\n)/, "$1      - run: make all\n"),
  ],
  [
    "as another version of an action",
    withStep(blocking, "uses: octo-org/publish@v1"),
    withStep(blocking, "uses: octo-org/publish@v2"),
  ],
  [
    "to a job that the pull request returns to audit mode",
    blocking,
    withStep(workflow("build", "test"), "run: make all"),
  ],
  ["in a file that cannot be read", blocking, "jobs: ["],
])("a step %s is none", async (_, before, after) => {
  const repository = addRepository(before);
  await run(repository);
  await check(repository, open(repository, after));
  expect(checksOf(repository)).toEqual([]);
});

test("where no job blocks, GitHub is asked nothing", async () => {
  const repository = addRepository(workflow("build"));
  await teach(repository, "build", runsCalling(["a.example.com"], 3));
  await run(repository);
  expect(await check(repository, open(repository, withStep(workflow("build"), "run: make all")))).toBe(0);
});

test("without the permission for checks nothing is said, and nothing fails", async () => {
  const repository = addRepository(blocking);
  await run(repository);
  const pull = open(repository, withStep(blocking, "run: make all"));
  github.faults.next("GET", /check-runs/, "forbidden");
  await check(repository, pull);
  expect(checksOf(repository)).toEqual([]);
});

test("a job of the same name is another's check: the bot's own is not put there again", async () => {
  const repository = addRepository(blocking);
  await run(repository);
  const pull = open(repository, withStep(blocking, "run: make all"));
  const actions = github.addApp({ id: 15_368, slug: "github-actions", permissions: { checks: "write" } });
  const { app } = github.addInstallation({ appId: actions.id, account: "octo-org" });
  repository.state.checkRuns.set(1, {
    id: 1,
    app,
    headSha: pull.head,
    name: "egress",
    status: "completed",
    conclusion: "success",
    startedAt: null,
    completedAt: null,
    detailsUrl: null,
    externalId: null,
    output: { title: null, summary: null, text: null, annotations: [] },
  });
  for (let times = 0; times < 3; times += 1) await check(repository, pull);
  expect(checksOf(repository).map(({ conclusion }) => conclusion)).toEqual(["success", "neutral"]);
});
