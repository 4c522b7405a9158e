import { describe, expect, test } from "vitest";
import { learn, type Run } from "../../support/baseline-builder.ts";
import {
  addRepository,
  addRuns,
  branch,
  path,
  run,
  store,
  teach,
  textOn,
  useProposeWorld,
  workflow,
} from "./propose-setup.ts";

useProposeWorld();

const evil = "collect.attacker.example";
const blocking = workflow("build").replace(
  "egress-policy: audit",
  "egress-policy: block\n          allowed-endpoints: a.example.com:443",
);

interface Attack {
  readonly text: string;
  /** What changes, and in how many runs after that nothing happens. */
  readonly files: Readonly<Record<string, string>>;
  readonly sleep: number;
  readonly act: Run;
}

/** 40 quiet runs, a change, a sleep, and then runs that call home or are refused it. */
async function attack({ text, files, sleep, act }: Attack) {
  const repository = addRepository(text);
  const quiet: Run = {
    calls: ["a.example.com"],
    steps: ["Run make"],
    ...(text === blocking && { enforcement: { state: "enforced" } }),
  };
  const runs = [
    ...Array.from({ length: 40 + sleep }, () => quiet),
    ...Array.from({ length: 40 }, () => ({ ...quiet, ...act })),
  ];
  addRuns(repository, learn(runs.slice(0, 40)));
  repository.commitFiles("main", files, { author: "mona", message: "Bump left-pad" });
  await teach(repository, "build", runs);
  const { pullRequest, jobs } = await run(repository);
  return {
    repository,
    body: pullRequest === null ? "" : (repository.pull(pullRequest).body ?? ""),
    jobs,
    number: pullRequest,
  };
}

const calling: Run = { calls: ["a.example.com", evil] };
const failing: Run = { calls: ["a.example.com"], refused: [evil], failed: true };
const lock = { "package-lock.json": "{poisoned}" };

describe("code that came with a dependency and sleeps", () => {
  test.each([0, 1])("%i runs, in audit mode: its host waits, and is named first", async (sleep) => {
    const { repository, body } = await attack({ text: workflow("build"), files: lock, sleep, act: calling });
    expect(textOn(repository, branch)).not.toContain(evil);
    expect(body.split("\n").slice(0, 2)).toEqual([
      "> [!WARNING]",
      expect.stringContaining(
        `**\`${evil}:443\` is not in the list; it waits for your word.** Job \`build\` first called it right after package-lock.json changed`,
      ),
    ]);
  });

  test.each([2, 5, 13, 20])(
    "%i runs, in audit mode: its host carries the flag and the change",
    async (sleep) => {
      const { body } = await attack({ text: workflow("build"), files: lock, sleep, act: calling });
      expect(body).toMatch(
        new RegExp(
          `\\| \`${evil}:443\` .*\\*\\*first called in the weeks after package-lock.json changed\\*\\*.*; the job did without it`,
        ),
      );
    },
  );

  test.each([0, 1])("%i runs, in block mode: its host is suspicious, and not proposed", async (sleep) => {
    const { jobs, number } = await attack({ text: blocking, files: lock, sleep, act: failing });
    expect(number).toBeNull();
    expect(jobs[0]?.misses).toMatchObject([
      { endpoint: `${evil}:443`, verdict: "suspicious", changed: ["package-lock.json"] },
    ]);
  });

  test.each([2, 5, 13, 20])("%i runs, in block mode: the repair names the change", async (sleep) => {
    const { body } = await attack({ text: blocking, files: lock, sleep, act: failing });
    expect(body).toMatch(
      new RegExp(`\\| \`${evil}:443\` .*first called in the weeks after package-lock.json changed`),
    );
  });
});

describe("what else may bring it in waits the same", () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ["a wrapper's archive", { "gradle/wrapper/gradle-wrapper.jar": "x" }],
    ["Terraform's lock file", { ".terraform.lock.hcl": "x" }],
    ["a requirements folder", { "requirements/base.txt": "x" }],
    ["a version of Node.js", { ".nvmrc": "25" }],
    ["a bundled action", { "dist/index.js": "x" }],
    [
      "a container of the workflow",
      { [path]: workflow("build").replace("    steps:", "    container: evil:latest\n    steps:") },
    ],
    ["an action of the repository's own", { ".github/actions/setup/index.js": "x" }],
  ])("%s", async (_, files) => {
    const { repository, body } = await attack({ text: workflow("build"), files, sleep: 0, act: calling });
    expect(body).toContain("is not in the list; it waits for your word.**");
    expect(textOn(repository, branch)).not.toContain(evil);
  });

  test("an action whose tag was moved", async () => {
    const repository = addRepository(workflow("build"));
    const fetched = (sha: string): Run => ({
      calls: ["a.example.com"],
      steps: ["Run make"],
      actions: [`evil/action@v1 ${sha.repeat(40)}`],
    });
    const runs = [
      ...Array.from({ length: 40 }, () => fetched("a")),
      ...Array.from({ length: 40 }, () => ({ ...fetched("b"), ...calling })),
    ];
    await teach(repository, "build", runs);
    const { pullRequest } = await run(repository);
    expect(repository.pull(pullRequest ?? 0).body).toMatch(/after evil\/action\S*v1 changed/);
  });

  test("a run that somebody deleted, so that nobody can tell", async () => {
    const repository = addRepository(workflow("build"));
    await teach(repository, "build", [
      ...Array.from({ length: 40 }, () => ({ calls: ["a.example.com"], steps: ["Run make"] })),
      ...Array.from({ length: 40 }, () => ({ ...calling, steps: ["Run make"] })),
    ]);
    repository.state.runs.length = 0;
    const { pullRequest } = await run(repository);
    expect(repository.pull(pullRequest ?? 0).body).toContain("after commits that cannot be compared changed");
  });
});

test("a word lets it in, with both flags", async () => {
  const { repository, number } = await attack({
    text: workflow("build"),
    files: lock,
    sleep: 0,
    act: calling,
  });
  const origin = { kind: "person", login: "mona", at: new Date().toISOString(), reason: "x" } as const;
  await store.decisions.decideEndpoint(repository.id, path, {
    kind: "allow",
    endpoint: `${evil}:443`,
    origin,
  });
  await run(repository);
  expect(textOn(repository, branch)).toContain(evil);
  expect(repository.pull(number ?? 0).body).toMatch(
    /collect\.attacker\.example:443` \|.*; allowed by mona on /,
  );
});

test("nothing waits where only the repository's own code changed, and it costs the same questions once", async () => {
  const { repository, body } = await attack({
    text: workflow("build"),
    files: { "src/a.ts": "a" },
    sleep: 0,
    act: calling,
  });
  expect(textOn(repository, branch)).toContain(evil);
  expect(body).toContain("the job did without it for at least 10 runs and 7 days; not a well-known service");
  expect(body).not.toContain("first called in the weeks after");
  const record = (await store.jobRecords.read(repository.id, path)).get("build");
  expect(record?.arrivals[`${evil}:443`]).toMatchObject({ justBefore: [], weeksBefore: [] });
});
