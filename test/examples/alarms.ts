import type { Enforcement } from "../../src/domain/record/enforcement.ts";
import { reportAlarms } from "../../src/features/watch/report-alarms.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import {
  addRepository,
  octokit,
  path,
  run,
  runTask,
  store,
  taskOf,
  teach,
} from "../features/propose/propose-setup.ts";
import { learn, type Run } from "../support/baseline-builder.ts";
import { enforced, failed, lost, not } from "./after-merge.ts";
import type { Example } from "./example.ts";
import { showCheck, showIssues } from "./show.ts";
import { blocking, botLogin, said, settingsPath, spread } from "./world.ts";

const causes: Readonly<Record<string, Enforcement>> = {
  unresolved: not("host-unresolved", "a.example.com"),
  edited: not("host-unresolved", "gone.example.org"),
  reverted: not("reverted"),
  switched: not("switched-to-audit"),
  private: not("subscription-required"),
  audited: not("audited"),
  slow: not("agent-timed-out"),
  container: not("not-monitored", "container-job"),
  missing: not("not-monitored", "harden-runner-unavailable"),
  policy: not("policy-not-found"),
  store: not("policy-store-failed"),
  token: not("policy-no-token"),
  key: not("policy-no-key"),
  lines: not("list-unreadable"),
};

/** Has the jobs run twice, and the repository told. */
async function tell(
  repository: FakeRepository,
  jobs: Readonly<Record<string, Enforcement>>,
  from: number,
): Promise<void> {
  for (const [jobId, enforcement] of Object.entries(jobs))
    await teach(
      repository,
      jobId,
      [0, 1].map((day) => ({ enforcement, runId: 3_000 + from + day, day: from + day })),
    );
  await report(repository);
}

async function report(repository: FakeRepository): Promise<void> {
  await run(repository);
  await reportAlarms(
    { repository: taskOf(repository).repository },
    { octokit, store, botLogin, limits: null },
  );
}

/** Somebody denies an endpoint. */
async function decide(repository: FakeRepository, endpoint: string): Promise<void> {
  await store.decisions.decideEndpoint(repository.id, path, {
    kind: "deny",
    endpoint,
    origin: { kind: "person", ...said, reason: "" },
  });
  await report(repository);
}

/** Gives the guard steps of some jobs a condition, by a push. */
async function weaken(repository: FakeRepository, ...jobs: readonly string[]): Promise<void> {
  for (const job of jobs)
    await teach(repository, job, [
      { calls: ["a.example.com"], enforcement: enforced, runId: 3_001, day: 40 },
    ]);
  await run(repository);
  let text = repository.file(path)?.content ?? "";
  for (const job of jobs)
    text = text.replace(
      new RegExp(`(  ${job}:\\n(?:.*\\n){2} +- uses: step-security/harden-runner@v2\\n)`),
      "$1        if: github.event_name == 'push'\n",
    );
  repository.commitFiles("main", { [path]: text }, { author: "mona", message: "Tidy up" });
  await report(repository);
}

const before = spread(24, () => ({ calls: ["a.example.com"] }));
/** Three runs that were refused an endpoint, on three days. */
const refusing = (host: string, more: Partial<Run> = {}, from = 3_001): readonly Run[] =>
  [0, 1, 2].map((day) => ({
    enforcement: enforced,
    refused: [host],
    runId: from + day,
    day: 40 + day,
    ...more,
  }));
const suspects = (endpoint: string, ...changed: readonly string[]): Partial<Run> => ({
  suspects: new Map([[endpoint, changed]]),
});
const forged: Run = {
  calls: [],
  enforcement: { state: "unknown" },
  silence: { state: "unknown", reason: "ambiguous-record" },
  complete: false,
};

export const alarms: readonly Example[] = [
  {
    name: "issue-refused",
    what: "Issue and check: block mode refused an endpoint that waits for an answer",
    when: "The endpoint was called for the first time right after a lock file had changed. The settings have the owners mentioned.",
    async write() {
      const repository = addRepository({
        [path]: blocking(["a.example.com:443"], "build"),
        [settingsPath]: "alarms:\n  mention: codeowners\n",
        CODEOWNERS: "* @octo-org/everybody\n/.github/ @octo-org/security @mona\n",
      });
      await teach(repository, "build", before);
      repository.commitFiles("main", { "package-lock.json": "{}" }, { author: "mona", message: "Update" });
      const change = suspects("packages.example.net:443", "package-lock.json", "actions/cache@v4");
      await teach(repository, "build", refusing("packages.example.net", { failed: true, ...change }));
      await report(repository);
      return [...showIssues(repository), ...showCheck(repository)];
    },
  },
  {
    name: "issue-refused-endpoints",
    what: "Issue: block mode refused some endpoints that wait for an answer",
    when: "One of them is on StepSecurity's global block list. The jobs did not fail.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build", "test"));
      for (const job of ["build", "test"]) await teach(repository, job, before);
      await teach(
        repository,
        "build",
        refusing("packages.example.net", suspects("packages.example.net:443", "package-lock.json")),
      );
      await teach(
        repository,
        "test",
        refusing("gist.github.com", suspects("gist.github.com:443", "go.sum", "octo-org/scan@v1"), 3_011),
      );
      await teach(repository, "test", refusing("bad.example.org?", {}, 3_021));
      await report(repository);
      return showIssues(repository);
    },
  },
  {
    name: "issue-refused-blocklisted",
    what: "Issue: block mode refused an endpoint on StepSecurity's global block list",
    when: "No list can allow it. Somebody denies it, which closes the issue.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      await teach(repository, "build", [...before, ...refusing("bad.example.org?")]);
      await report(repository);
      const parts = showIssues(repository);
      await decide(repository, "bad.example.org:443");
      return [...parts.slice(0, 2), ...showIssues(repository).slice(3)];
    },
  },
  {
    name: "issue-refused-more",
    what: "Comments: more is refused, the issue was closed, and more again",
    when: "An issue is open, and another endpoint is refused. Then somebody closes it without an answer, and a third one is refused.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      await teach(repository, "build", before);
      for (const [index, name] of ["one", "two", "three"].entries()) {
        const suspect = suspects(`${name}.example.net:443`, "package-lock.json");
        await teach(repository, "build", refusing(`${name}.example.net`, suspect, 3_001 + index * 10));
        await report(repository);
        if (name === "two") repository.closeIssue(1);
      }
      return showIssues(repository).slice(3);
    },
  },
  {
    name: "issue-refused-many",
    what: "Issue: block mode refused many endpoints",
    when: "More than eight wait for an answer. Those behind the first eight are folded.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      await teach(repository, "build", before);
      for (let index = 0; index < 10; index += 1) {
        const suspect = suspects(`host-${index}.example.net:443`, "package-lock.json");
        await teach(repository, "build", refusing(`host-${index}.example.net`, suspect, 3_001 + index * 10));
      }
      await report(repository);
      return showIssues(repository);
    },
  },
  {
    name: "issue-forged",
    what: "Issue: a record looks forged",
    when: "The log of the newest run has two records that could each be Harden-Runner's.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      await teach(repository, "build", [...before, { ...forged, runId: 3_001, day: 40 }]);
      await store.reports.rememberClaims(repository.id, path, "build", {
        run: "3001/1",
        endpoints: ["a.example.com:443", "collect.example.net:443"],
        more: 3,
      });
      await report(repository);
      const parts = showIssues(repository);
      await teach(repository, "build", [
        { calls: ["a.example.com"], enforcement: enforced, runId: 3_002, day: 41 },
      ]);
      await report(repository);
      return [...parts.slice(0, 3), ...showIssues(repository).slice(3)];
    },
  },
  {
    name: "issue-forged-jobs",
    what: "Issue: records of some jobs look forged",
    when: "The same in two jobs of a file.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build", "test"));
      for (const job of ["build", "test"])
        await teach(repository, job, [...before, { ...forged, runId: 3_001, day: 40 }]);
      await report(repository);
      return showIssues(repository);
    },
  },
  {
    name: "issue-weakened",
    what: "Issue: the Harden-Runner step of a job was changed",
    when: "A push to the default branch gave the step of one job a condition.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      await weaken(repository, "build");
      return showIssues(repository);
    },
  },
  {
    name: "issue-weakened-jobs",
    what: "Issue: the Harden-Runner steps of some jobs were changed, and another job blocks nothing",
    when: "The same in two jobs, beside one that was told to block and only recorded.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build", "test", "audited"));
      await teach(repository, "audited", [{ enforcement: not("audited"), runId: 3_001, day: 40 }]);
      await weaken(repository, "build", "test");
      return showIssues(repository);
    },
  },
  {
    name: "issue-shared",
    what: "Issue: more alarms than issues",
    when: "Ten alarms have issues of their own; this one is for all others.",
    async write() {
      const files = Array.from({ length: 12 }, (_, index) => `.github/workflows/${index + 10}.yml`);
      const text = blocking(["a.example.com:443"], "build");
      const repository = addRepository(Object.fromEntries(files.map((file) => [file, text])));
      for (const file of files) {
        const key = {
          repositoryId: repository.id,
          path: file,
          jobId: "build",
          source: "default-branch",
        } as const;
        await store.baselines.merge(key, learn([{ enforcement: not("audited"), runId: 3_001, day: 40 }]));
        await runTask({ ...taskOf(repository), path: file });
      }
      await report(repository);
      return showIssues(repository).slice(-4);
    },
  },
  {
    name: "issue-not-enforced",
    what: "Issue and check: a job is told to block and does not",
    when: "The newest run of a job that blocks was not held to its list.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      await tell(repository, { build: not("host-unresolved", "a.example.com") }, 40);
      return [...showIssues(repository), ...showCheck(repository)];
    },
  },
  {
    name: "issue-not-enforced-denied",
    what: "Issue: a job blocks nothing, and the pull request that helps is open",
    when: "An entry of its list does not resolve, and somebody commented the `/egress deny` that the issue offers.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443", "b.example.com:443"], "build"));
      await tell(repository, { build: not("host-unresolved", "a.example.com") }, 40);
      await decide(repository, "a.example.com:443");
      await report(repository);
      return showIssues(repository);
    },
  },
  {
    name: "issue-not-enforced-causes",
    what: "Issue: jobs are told to block and do not, with every cause",
    when: "The newest runs of some jobs that block were not held to their lists.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], ...Object.keys(causes)));
      await tell(repository, causes, 40);
      return showIssues(repository);
    },
  },
  {
    name: "issue-failing-one",
    what: "Issue: a job fails since it blocks",
    when: "It succeeded before the switch. A lock file changed just before the first failure.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      await teach(repository, "build", before);
      repository.commitFiles("main", { "package-lock.json": "{}" }, { author: "mona", message: "Update" });
      await teach(repository, "build", [{ ...failed, runId: 3_001, day: 40 }]);
      await report(repository);
      return showIssues(repository);
    },
  },
  {
    name: "issue-failing",
    what: "Issue: jobs fail since they block",
    when: "One job was held to its list and fails, another ends without a log, and both succeeded before the switch. A third blocks nothing.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build", "lost", "audited"));
      await teach(repository, "build", before);
      await teach(repository, "lost", before);
      await teach(repository, "build", [{ ...failed, runId: 3_001, day: 40 }]);
      await teach(repository, "lost", [{ ...lost, runId: 3_001, day: 40 }]);
      await tell(repository, { audited: not("audited") }, 50);
      return showIssues(repository);
    },
  },
  {
    name: "issue-enforced-again",
    what: "Comment and check: every list is enforced again",
    when: "The jobs of the issue were held to their lists when they last ran. The comment closes the issue.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      await tell(repository, { build: not("audited") }, 40);
      await tell(repository, { build: enforced }, 50);
      return [...showIssues(repository).slice(3), ...showCheck(repository)];
    },
  },
  {
    name: "check-refused-harmless",
    what: "Check: block mode refused endpoints without harm",
    when: "The job succeeded without them. There is no issue.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      await teach(repository, "build", [...before, ...refusing("probe.example.net")]);
      await report(repository);
      return [...showIssues(repository), ...showCheck(repository)];
    },
  },
];
