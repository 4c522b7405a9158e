import { checkPullRequest } from "../../src/features/watch/check-pull-request.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import {
  addRepository,
  addRuns,
  github,
  octokit,
  path,
  run,
  store,
  taskOf,
  teach,
  workflow,
} from "../features/propose/propose-setup.ts";
import { learn, type Run } from "../support/baseline-builder.ts";
import type { Example, Part } from "./example.ts";
import { propose, showCheck, showComments } from "./show.ts";
import { blocking, settingsPath, spread } from "./world.ts";

/** A pull request that blocks, after dependencies changed before late hosts came. */
async function withLateHosts(...hosts: readonly string[]): Promise<readonly Part[]> {
  const repository = addRepository(workflow("build"));
  const all = spread(80, (index) => ({
    calls: ["a.example.com", ...(index < 30 ? [] : hosts.slice(0, 2)), ...(index < 33 ? [] : hosts.slice(2))],
  }));
  addRuns(repository, learn(all.slice(0, 30)));
  const files = { "package-lock.json": "{}", "Dockerfile.test": "FROM x" };
  repository.commitFiles("main", files, { author: "mona", message: "Bump left-pad" });
  await teach(repository, "build", all);
  return propose(repository);
}

interface GrownOptions {
  /** Who may write besides mona. */
  readonly writers: readonly string[];
  readonly keepsReviews?: boolean;
  readonly approvedAgain?: boolean;
}

/** What is said after hosts came into an approved pull request, one by a command. */
async function withGrownList(
  hosts: readonly string[],
  { writers, keepsReviews = false, approvedAgain = false }: GrownOptions,
): Promise<readonly Part[]> {
  const repository = addRepository(workflow("build"));
  for (const login of writers) {
    github.addUser({ login });
    repository.setRole(login, "write");
  }
  const quiet: readonly Run[] = spread(40, () => ({ calls: ["a.example.com"] }));
  await teach(repository, "build", quiet);
  const number = (await run(repository)).pullRequest ?? 0;
  repository.review(number, "mona", "APPROVED");
  repository.state.keepsReviews = keepsReviews;
  repository.pull(number).pull.autoMerge = keepsReviews;
  const [commanded, ...learned] = hosts;
  const at = new Date().toISOString();
  const origin = { kind: "person", login: writers[0] ?? "mona", at, reason: "tests need it" } as const;
  const decision = { kind: "allow", endpoint: `${commanded}:443`, origin } as const;
  if (writers.length > 0) await store.decisions.decideEndpoint(repository.id, path, decision);
  await teach(
    repository,
    "build",
    spread(90, (index) => ({
      calls: ["a.example.com", ...(index < 40 ? [] : writers.length > 0 ? learned : hosts)],
    })),
  );
  await run(repository);
  if (approvedAgain) repository.review(number, "mona", "APPROVED");
  await run(repository);
  return [...showComments(repository, number), ...showCheck(repository, "egress")];
}

/** The check on somebody's pull request that changes workflow files with jobs that block. */
async function withChanges(
  edit: (text: string) => string,
  { always = false, isBlocking = true } = {},
): Promise<readonly Part[]> {
  const text = isBlocking ? blocking(["a.example.com:443"], "build", "test") : workflow("build");
  const settings = always ? { [settingsPath]: "checks: always\n" } : {};
  const repository = addRepository({ [path]: text, "README.md": "one\n", ...settings });
  await run(repository);
  return showCheck(await checkChange(repository, edit(text)));
}

/** The check on a pull request that changes more workflow files with jobs that block than are looked at. */
async function withManyFiles(): Promise<readonly Part[]> {
  const text = blocking(["a.example.com:443"], "build");
  const paths = Array.from({ length: 22 }, (_, index) => `.github/workflows/part-${index + 10}.yml`);
  const repository = addRepository({
    [path]: text,
    ...Object.fromEntries(paths.map((name) => [name, text])),
  });
  await run(repository);
  const records = await store.jobRecords.read(repository.id, path);
  for (const name of paths) await store.jobRecords.change(repository.id, name, () => records);
  const files = Object.fromEntries(paths.map((name) => [name, `# hello\n${text}`]));
  const head = repository.commitFiles("feature", files, { author: "mona", message: "Change" });
  return showCheck(await checkHead(repository, head));
}

async function checkChange(repository: FakeRepository, text: string): Promise<FakeRepository> {
  const head = repository.commitFiles("feature", { [path]: text }, { author: "mona", message: "Change" });
  return checkHead(repository, head);
}

async function checkHead(repository: FakeRepository, head: string): Promise<FakeRepository> {
  const { number } = repository.openPull("mona", { title: "Change", head: "feature", base: "main" });
  const { repository: named } = taskOf(repository);
  await checkPullRequest(
    { repository: named, pullRequest: number, head },
    { octokit, store, readBotLogin: async () => "egress-bot[bot]" },
  );
  return repository;
}

export const strangers: readonly Example[] = [
  {
    name: "pull-request-block-waiting",
    what: "Pull request: a host waits for somebody's word",
    when: "A job first called a host right after a dependency changed.",
    write: () => withLateHosts("files.example.net"),
  },
  {
    name: "pull-request-block-waiting-hosts",
    what: "Pull request: hosts wait for somebody's word",
    when: "The same with two hosts, and one that came some days after the change, under a name like a known one.",
    write: () => withLateHosts("files.example.net", "collect.example.net", "pypl.org"),
  },
  {
    name: "grown-list",
    what: "Comment and check: the list of an approved pull request has grown",
    when: "A job called a new host after somebody had approved its list.",
    write: () => withGrownList(["pypi.org", "files.pythonhosted.org"], { writers: ["hubot"] }),
  },
  {
    name: "grown-list-kept",
    what: "Comment and check: the list of an approved pull request has grown, and GitHub keeps the approval",
    when: "The rules of the repository let nobody dismiss a review or switch auto-merge off.",
    write: () => withGrownList(["pypi.org"], { writers: ["hubot"], keepsReviews: true }),
  },
  {
    name: "grown-list-approved",
    what: "Comment and check: a grown list was approved again",
    when: "Somebody else with write access approved the newest commit.",
    write: () => withGrownList(["pypi.org"], { writers: ["hubot"], approvedAgain: true }),
  },
  {
    name: "grown-list-alone",
    what: "Comment and check: the list of an approved pull request has grown, and nobody else can approve it",
    when: "Only one person can write to the repository.",
    write: () => withGrownList(["pypi.org"], { writers: [] }),
  },
  {
    name: "check-weakened",
    what: "Check: a pull request weakens a job that blocks",
    when: "Its list grows, and an action of somebody else's is used.",
    write: () =>
      withChanges((text) =>
        text
          .replace("a.example.com:443", "a.example.com:443\n            evil.example:443")
          .replace("- run: make", "- uses: octo-corp/publish@v1\n      - run: make"),
      ),
  },
  {
    name: "check-not-looked",
    what: "Check: a workflow file of a pull request cannot be read",
    when: "It has jobs in block mode on the default branch.",
    write: () => withChanges(() => "jobs: ["),
  },
  {
    name: "check-many-files",
    what: "Check: a pull request changes more workflow files than are looked at",
    when: "All have jobs in block mode.",
    write: () => withManyFiles(),
  },
  {
    name: "check-nothing",
    what: "Check: a pull request touches no job that blocks",
    when: "With `checks: always`.",
    write: () => withChanges((text) => `# hello\n${text}`, { always: true, isBlocking: false }),
  },
];
