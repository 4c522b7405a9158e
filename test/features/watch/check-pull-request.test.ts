import { describe, expect, test } from "vitest";
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
  isFromOwnBranch = false,
) {
  const before = github.calls.length;
  const { repository: named } = taskOf(repository);
  const tools = { octokit, store, readBotLogin: async () => "egress-bot[bot]" };
  await checkPullRequest({ repository: named, pullRequest: number, head, isFromOwnBranch }, tools);
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
      output: { title: "The list of 1 job in block mode does not cover its new steps" },
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

describe("what weakens a job that blocks is named by the same check", () => {
  const list = (text: string, ...entries: readonly string[]): string =>
    text.replace(
      "egress-policy: block",
      `egress-policy: block\n          allowed-endpoints: >\n            ${entries.join("\n            ")}`,
    );
  const listed = list(blocking, "a.example.com:443", "b.example.com:443");
  const guard =
    / {6}- uses: step-security\/harden-runner@v2\n {8}with:\n {10}egress-policy: block\n(?: {10}allowed-endpoints: >\n(?: {12}.*\n)*)?/;
  const guardText = guard.exec(blocking)?.[0] ?? "";

  test.each<[string, string, string, string]>([
    ["the guard step is removed", blocking, blocking.replace(guard, ""), "its Harden-Runner step is gone"],
    [
      "the job is renamed",
      blocking,
      blocking.replace("  build:", "  compile:"),
      "the job is gone or was renamed",
    ],
    [
      "the guard step only records",
      blocking,
      blocking.replace("egress-policy: block", "egress-policy: audit"),
      "its Harden-Runner step only records",
    ],
    [
      "an expression decides",
      blocking,
      blocking.replace("egress-policy: block", "egress-policy: ${{ inputs.policy }}"),
      "not known until it runs",
    ],
    [
      "the guard step moves behind others",
      blocking,
      blocking.replace(guardText, "").replace("      - run: make\n", `      - run: make\n${guardText}`),
      "steps run before its Harden-Runner step",
    ],
    [
      "a step comes before it",
      blocking,
      blocking.replace(guardText, `      - run: make\n${guardText}`),
      "steps run before its Harden-Runner step",
    ],
    [
      "the guard step becomes conditional",
      blocking,
      blocking.replace("harden-runner@v2\n", "harden-runner@v2\n        if: github.actor != 'mallory'\n"),
      "continue-on-error",
    ],
    [
      "the guard step may fail",
      blocking,
      blocking.replace("harden-runner@v2\n", "harden-runner@v2\n        continue-on-error: true\n"),
      "has an `if` or `continue-on-error`",
    ],
    [
      "a container",
      blocking,
      blocking.replace(
        "    runs-on: ubuntu-latest\n",
        "    runs-on: ubuntu-latest\n    container: evil:latest\n",
      ),
      "in a container",
    ],
    [
      "a self-hosted runner",
      blocking,
      blocking.replace("runs-on: ubuntu-latest", "runs-on: [self-hosted, linux]"),
      "on a self-hosted runner",
    ],
    [
      "a runner by a label of its owner's own",
      blocking,
      blocking.replace("runs-on: ubuntu-latest", "runs-on: build-box"),
      "on another runner, where this step may not block: `build-box`",
    ],
    [
      "a runner of another system",
      blocking,
      blocking.replace("runs-on: ubuntu-latest", "runs-on: macos-latest"),
      "on another runner",
    ],
    [
      "a group of runners",
      blocking,
      blocking.replace("runs-on: ubuntu-latest", "runs-on: {group: evil}"),
      "on another runner",
    ],
    [
      "a leg of the matrix on another runner",
      blocking.replace(
        "runs-on: ubuntu-latest",
        "strategy: {matrix: {os: [ubuntu-latest]}}\n    runs-on: ${{ matrix.os }}",
      ),
      blocking.replace(
        "runs-on: ubuntu-latest",
        "strategy: {matrix: {os: [ubuntu-latest, self-hosted]}}\n    runs-on: ${{ matrix.os }}",
      ),
      "on a self-hosted runner",
    ],
    [
      "a runner that an expression chooses",
      blocking,
      blocking.replace("runs-on: ubuntu-latest", "runs-on: ${{ vars.RUNNER }}"),
      "on another runner",
    ],
    [
      "another policy of the store",
      blocking,
      blocking.replace("egress-policy: block", "policy: open-to-all"),
      "takes its list from another stored policy",
    ],
    [
      "an alias's list that grows where it is defined",
      blocking
        .replace("on: push\n", "on: push\nenv:\n  NAMES: &names a.example.com:443\n")
        .replace("egress-policy: block", "egress-policy: block\n          allowed-endpoints: *names"),
      blocking
        .replace("on: push\n", "on: push\nenv:\n  NAMES: &names a.example.com:443 evil.example:443\n")
        .replace("egress-policy: block", "egress-policy: block\n          allowed-endpoints: *names"),
      "its list grows: `evil.example:443`",
    ],
    [
      "an input in capital letters",
      blocking,
      blocking.replace("egress-policy: block", "Egress-Policy: audit"),
      "only records",
    ],
    [
      "an alias for all inputs",
      blocking,
      blocking
        .replace("on: push\n", "on: push\nx-with: &inputs {egress-policy: audit}\n")
        .replace("with:\n          egress-policy: block", "with: *inputs"),
      "only records",
    ],
    [
      "a variable of the step by which other code runs in it",
      blocking,
      blocking.replace(
        "harden-runner@v2\n",
        "harden-runner@v2\n        env: {NODE_OPTIONS: --import=/tmp/x}\n",
      ),
      "variables reach its Harden-Runner step",
    ],
    [
      "such a variable of the job",
      blocking,
      blocking.replace("  build:\n", "  build:\n    env: {node_options: --import=/tmp/x}\n"),
      "variables reach its Harden-Runner step",
    ],
    [
      "such a variable of the workflow",
      blocking,
      blocking.replace("on: push\n", "on: push\nenv: {HTTPS_PROXY: http://evil.example}\n"),
      "variables reach its Harden-Runner step",
    ],
    [
      "an input by a variable",
      blocking,
      blocking.replace("  build:\n", "  build:\n    env: {INPUT_DISABLE-TELEMETRY: true}\n"),
      "variables reach its Harden-Runner step",
    ],
    [
      "the steps by an alias",
      blocking,
      blocking
        .replace("on: push\n", "on: push\nx-steps: &steps [{run: curl evil.example}]\n")
        .replace(/steps:\n(?: {6}.*\n)+/, "steps: *steps\n"),
      "its Harden-Runner step is gone",
    ],
    [
      "the job calls another workflow",
      blocking,
      blocking.replace(
        / {4}runs-on: ubuntu-latest\n {4}steps:\n(?: {6}.*\n)+/,
        "    uses: ./.github/workflows/x.yml\n",
      ),
      "its Harden-Runner step is gone",
    ],
    [
      "a folder of Harden-Runner",
      blocking,
      blocking.replace("harden-runner@v2", "harden-runner/other@v2"),
      "its Harden-Runner step is gone",
    ],
    [
      "sudo comes back",
      blocking.replace("egress-policy: block", "egress-policy: block\n          disable-sudo: true"),
      blocking,
      "options of its Harden-Runner step are loosened: `disable-sudo`",
    ],
    [
      "an older Harden-Runner",
      blocking,
      blocking.replace("harden-runner@v2\n", "harden-runner@v2.0.0\n"),
      "in another version, or a new one",
    ],
    [
      "somebody else's Harden-Runner",
      blocking,
      blocking.replace("step-security/harden-runner", "stepsecurity/harden-runner"),
      "its Harden-Runner step is gone",
    ],
    ["a list that an expression gives", listed, list(blocking, "${{ vars.LIST }}"), "its list grows"],
    [
      "the list grows",
      listed,
      list(blocking, "a.example.com:443", "b.example.com:443", "evil.example:443"),
      "its list grows: `evil.example:443`",
    ],
    [
      "a wildcard is added",
      listed,
      list(blocking, "a.example.com:443", "b.example.com:443", "*.example.com:443"),
      "its list grows: `*.example.com:443`",
    ],
    [
      "somebody else's action at another ref",
      withStep(blocking, "uses: evil/action@v1"),
      withStep(blocking, "uses: evil/action@v2"),
      "of somebody else in another version, or a new one: <code>evil/action",
    ],
  ])("%s", async (_, before, after, expected) => {
    const repository = addRepository(before);
    await run(repository);
    expect(after).not.toBe(before);
    await check(repository, open(repository, after));
    const [found] = checksOf(repository);
    expect(found).toMatchObject({ name: "egress", conclusion: "neutral" });
    expect(found?.output.title).toMatch(
      /^(?:\d+ changes? weakens? |The list of 1 job in block mode does not cover )/,
    );
    expect(found?.output.summary).toContain(expected);
    expect(found?.output.summary).toContain("I looked at ci.yml, not at what other files");
    expect(found?.output.summary).toMatch(/This check never fails\.$/);
  });

  test.each<[string, string, string]>([
    ["a list that gets shorter", listed, list(blocking, "a.example.com:443")],
    ["the same list in another order", listed, list(blocking, "b.example.com:443", "a.example.com:443")],
    [
      "the repository owner's action at another ref",
      withStep(blocking, "uses: octo-org/action@v1"),
      withStep(blocking, "uses: octo-org/action@v2"),
    ],
    ["a comment", blocking, `# hello\n${blocking}`],
    [
      "a variable of the job's own",
      blocking,
      blocking.replace("  build:\n", "  build:\n    env: {CI_LEVEL: 3}\n"),
    ],
    ["a GitHub runner of another version", blocking, blocking.replace("ubuntu-latest", "ubuntu-24.04")],
    [
      "a job that only records",
      blocking,
      blocking.replace(/( {2}test:[\s\S]*?egress-policy: )audit/, "$1audit # still"),
    ],
  ])("and %s is not", async (_, before, after) => {
    const repository = addRepository(before);
    await run(repository);
    await check(repository, open(repository, after));
    expect(checksOf(repository)).toEqual([]);
  });
});

describe("what hides what it does to a job that blocks", () => {
  const gone = blocking.replace(
    / {6}- uses: step-security\/harden-runner@v2\n {8}with:\n {10}egress-policy: block\n/,
    "",
  );
  const padding = `# ${"x".repeat(1_022)}\n`;

  interface Hidden {
    readonly files: Readonly<Record<string, string | null>>;
    readonly says: readonly string[];
  }

  test.each<[string, Hidden]>([
    ["the file is removed", { files: { [path]: null }, says: ["the job is gone"] }],
    [
      "the file is renamed, without its guard step",
      {
        files: { [path]: null, ".github/workflows/other.yml": gone },
        says: ["its Harden-Runner step is gone"],
      },
    ],
    [
      "five hundred files stand before it",
      {
        files: {
          [path]: gone,
          ...Object.fromEntries(Array.from({ length: 510 }, (_, index) => [`.a/${index}`, "x\n"])),
        },
        says: ["its Harden-Runner step is gone"],
      },
    ],
    [
      "the file is larger than the bot reads, and GitHub runs it",
      {
        files: { [path]: `${gone}${padding.repeat(520)}` },
        says: ["**`ci.yml` cannot be read**", "the file is larger than 512 KiB"],
      },
    ],
    [
      "the file is larger than GitHub gives",
      {
        files: { [path]: `${gone}${padding.repeat(1_030)}` },
        says: ["it is not a plain text file of at most 1 MiB"],
      },
    ],
    [
      "the file is nested too deeply",
      {
        files: { [path]: `${gone}x: ${"[".repeat(3_000)}${"]".repeat(3_000)}\n` },
        says: ["nested too deeply"],
      },
    ],
    [
      "the file has an error, with a name that would be read as Markdown",
      {
        files: {
          [path]: `${gone}"<b>@all [x](https://evil.example)": 1\n"<b>@all [x](https://evil.example)": 2\n`,
        },
        says: ["appears twice in its map", "&lt;b&gt;"],
      },
    ],
  ])("%s: the check names it", async (_, { files, says }) => {
    const repository = addRepository(blocking);
    await run(repository);
    const head = repository.commitFiles("feature", files, { author: "mona", message: "Change" });
    const { number } = repository.openPull("mona", { title: "Change", head: "feature", base: "main" });
    await check(repository, { number, head });
    const [found] = checksOf(repository);
    expect(found).toMatchObject({ name: "egress", conclusion: "neutral" });
    for (const text of says) expect(found?.output.summary).toContain(text);
    expect(found?.output.summary).not.toContain("](https:");
  });

  test("a file on the default branch that cannot be read is named too", async () => {
    const repository = addRepository(blocking);
    await run(repository);
    const pull = open(repository, gone);
    repository.commitFiles("main", { [path]: "jobs: [" }, { author: "mona", message: "Break it" });
    await check(repository, pull);
    expect(checksOf(repository)[0]?.output.title).toBe(
      "1 workflow file with jobs in block mode cannot be read",
    );
  });

  test("a branch named like one of the bot's", async () => {
    const repository = addRepository(blocking);
    await run(repository);
    const name = "egress-bot/other.yml";
    const head = repository.commitFiles(name, { [path]: gone }, { author: "mona", message: "Change" });
    const { number } = repository.openPull("mona", { title: "Change", head: name, base: "main" });
    await check(repository, { number, head }, true);
    expect(checksOf(repository)).toMatchObject([{ name: "egress", conclusion: "neutral" }]);
  });

  test("somebody's commit on the bot's own branch, but not the bot's own", async () => {
    const repository = addRepository(blocking.replace("audit", "audit # recorded"));
    await teach(repository, "test", runsCalling(["a.example.com"], 30));
    const { pullRequest } = await run(repository);
    const number = pullRequest ?? 0;
    await check(repository, { number, head: repository.head("egress-bot/ci.yml") ?? "" }, true);
    expect(checksOf(repository)).toEqual([]);
    const head = repository.commitFiles(
      "egress-bot/ci.yml",
      { [path]: gone },
      { author: "mona", message: "Block egress in test" },
    );
    await check(repository, { number, head }, true);
    expect(checksOf(repository)).toMatchObject([{ name: "egress", headSha: head, conclusion: "neutral" }]);
  });
});

describe("with `checks: always` the check is on every head", () => {
  async function withSettings(text: string): Promise<FakeRepository> {
    const repository = addRepository({ [path]: text, ".github/egress-bot.yml": "checks: always\n" });
    await run(repository);
    return repository;
  }

  test.each<[string, string, (text: string) => string, string]>([
    ["success where nothing was found", blocking, (text) => `# hello\n${text}`, "success"],
    ["success where no job blocks", workflow("build"), (text) => withStep(text, "run: make all"), "success"],
    ["neutral where something was", blocking, (text) => text.replace("block", "audit"), "neutral"],
    ["neutral where the file cannot be read", blocking, () => "jobs: [", "neutral"],
  ])("%s", async (_, before, edit, conclusion) => {
    const repository = await withSettings(before);
    await check(repository, open(repository, edit(before)));
    expect(checksOf(repository)).toMatchObject([{ name: "egress", conclusion }]);
  });

  test.each<[string, string, string | null, number]>([
    ["of the owner count", "checks: always\n", null, 1],
    ["of the repository stand above them", "checks: always\n", "checks: when-needed\n", 0],
    ["of the owner that do not ask for it", "paused: false\n", null, 0],
  ])("settings %s, also before anything else was done in the repository", async (_, ofOwner, own, checks) => {
    addRepository({ ".github/egress-bot.yml": ofOwner }, ".github");
    const repository = addRepository({
      [path]: workflow("build"),
      ...(own !== null && { ".github/egress-bot.yml": own }),
    });
    const asked = await check(repository, open(repository, `# hello\n${workflow("build")}`));
    expect(asked).toBeGreaterThan(0);
    expect(checksOf(repository)).toHaveLength(checks);
    if (checks > 0) return;
    const head = repository.head("feature") ?? "";
    expect(await check(repository, { number: 1, head })).toBe(0);
  });

  test("also on the bot's own pull requests", async () => {
    const repository = await withSettings(workflow("build"));
    await teach(repository, "build", runsCalling(["a.example.com"], 30));
    await run(repository);
    await run(repository);
    expect(checksOf(repository).filter(({ name }) => name === "egress")).toMatchObject([
      { conclusion: "success" },
    ]);
  });
});
