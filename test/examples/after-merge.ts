import type { Enforcement, NotEnforcedCause } from "../../src/domain/record/enforcement.ts";
import { reportUnenforced } from "../../src/features/watch/report-unenforced.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import {
  addRepository,
  octokit,
  path,
  run,
  store,
  taskOf,
  teach,
  workflow,
} from "../features/propose/propose-setup.ts";
import type { Run } from "../support/baseline-builder.ts";
import type { Example, Part } from "./example.ts";
import { showCheck, showComments, showIssues } from "./show.ts";
import { blocking, botLogin, openProposal, passDays, spread } from "./world.ts";

const enforced: Enforcement = { state: "enforced" };
const not = (cause: NotEnforcedCause, detail: string | null = null): Enforcement => ({
  state: "not-enforced",
  cause,
  detail,
});

/** What the bot says on a merged pull request of two jobs after their first runs. */
async function merged(jobs: Readonly<Record<string, Run | readonly Run[]>>): Promise<readonly Part[]> {
  const { repository, number } = await openProposal(workflow("build", "test"), "build", "test");
  repository.mergePull(number, "mona");
  passDays(2);
  for (const [jobId, recorded] of Object.entries(jobs))
    await teach(
      repository,
      jobId,
      [recorded].flat().map((one, index) => ({
        calls: [`${jobId}.example.com`],
        runId: 2_001 + index,
        day: 60 + index,
        ...one,
      })),
    );
  await run(repository);
  return showComments(repository, number);
}

/** Two legs, of which one left no record that can be believed. */
const partly: readonly Run[] = [
  { enforcement: enforced, leg: "build (a)" },
  {
    calls: [],
    leg: "build (b)",
    runId: 2_001,
    day: 60,
    complete: false,
    enforcement: { state: "unknown" },
    silence: { state: "unknown", reason: "ambiguous-record" },
  },
];

const failed: Run = { enforcement: enforced, failed: true };
/** As of a runner that was gone before it had sent its log. */
const lost: Run = {
  calls: [],
  enforcement: { state: "unknown" },
  silence: { state: "died", reason: "log-not-found" },
  failed: true,
  complete: false,
};

const causes: Readonly<Record<string, Enforcement>> = {
  unresolved: not("host-unresolved", "gone.example.org"),
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
  await run(repository);
  await reportUnenforced({ repository: taskOf(repository).repository }, { octokit, store, botLogin });
}

export const afterMerge: readonly Example[] = [
  {
    name: "merged-enforced",
    what: "Comment: the first runs after the merge were held to their lists",
    when: "The jobs of a merged pull request ran in block mode for the first time.",
    write: () =>
      merged({
        build: { enforcement: enforced },
        test: { enforcement: enforced, refused: ["odd.example.org"] },
      }),
  },
  {
    name: "merged-one-leg",
    what: "Comment: one leg of the first run after the merge proves nothing",
    when: "The record of another leg cannot be told from a forged one.",
    write: () => merged({ build: partly, test: { enforcement: enforced } }),
  },
  {
    name: "merged-not-enforced",
    what: "Comment: a first run after the merge was not held to its list",
    when: "A job of a merged pull request ran in block mode for the first time, and nothing was blocked.",
    write: () =>
      merged({
        build: { enforcement: not("host-unresolved", "build.example.com") },
        test: { enforcement: enforced },
      }),
  },
  {
    name: "merged-failing",
    what: "Comment: the first runs after the merge failed, though nothing was refused",
    when: "One job of a merged pull request was held to its list and failed, the other ended without a log, and failed again.",
    write: () => merged({ build: failed, test: [lost, lost] }),
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
    name: "issue-failing",
    what: "Issue: jobs fail since they block",
    when: "One job was held to its list and fails, another ends without a log, and both succeeded before the switch. A third blocks nothing.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build", "lost", "audited"));
      const before = spread(24, () => ({ calls: ["a.example.com"] }));
      await teach(repository, "build", before);
      await teach(repository, "lost", before);
      await teach(repository, "build", [{ ...failed, runId: 3_001, day: 40 }]);
      await teach(repository, "lost", [{ ...lost, runId: 3_001, day: 40 }]);
      await tell(repository, { audited: not("audited") }, 50);
      return showIssues(repository);
    },
  },
  {
    name: "issue-look-alike",
    what: "Issue: a run has two records that contradict each other",
    when: "The log of a job that blocks has two records with the run's own ids.",
    async write() {
      const repository = addRepository(blocking(["a.example.com:443"], "build"));
      await teach(
        repository,
        "build",
        spread(24, () => ({ calls: ["a.example.com"], enforcement: enforced })),
      );
      const [, leg] = partly;
      await teach(repository, "build", [{ ...leg, leg: "build", runId: 3_001, day: 60 }]);
      await store.reports.rememberClaims(repository.id, path, "build", {
        run: "3001/1",
        endpoints: ["a.example.com:443", "collect.example.net:443"],
        more: 3,
      });
      await run(repository);
      await reportUnenforced({ repository: taskOf(repository).repository }, { octokit, store, botLogin });
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
];
