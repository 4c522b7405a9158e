import type { RunOptions } from "../fake-github/add-run.ts";
import type { FakeRepository } from "../fake-github/fake-repository.ts";
import { branch, github, path, run, workflow } from "../features/propose/propose-setup.ts";
import type { Run } from "../support/baseline-builder.ts";
import type { Example, Part } from "./example.ts";
import { showCheck, showPull } from "./show.ts";
import { botLogin, onPullRequests, openProposal, teachFrom } from "./world.ts";

const ok: Run = { calls: ["build.example.com"], enforcement: { state: "enforced" }, day: 59 };
const failing = (...refused: readonly string[]): Run => ({ ...ok, refused, failed: true });

/** A run that the pull request starts, and what it recorded of the job `build`. */
async function tryLists(
  repository: FakeRepository,
  runId: number,
  recorded: Run | null,
  options: Partial<RunOptions> = {},
): Promise<void> {
  const [pull] = repository.pulls();
  const at = { headBranch: branch, headSha: pull?.pull.headSha ?? "" };
  const asked = { event: "pull_request", actor: botLogin, jobs: [] } as const;
  github.addRun({ repository, path, id: runId, ...at, ...asked, ...options });
  if (recorded !== null) await teachFrom("trial", repository, "build", [{ ...recorded, runId }]);
  await run(repository);
}

/** The pull request and its check after some runs. */
async function tried(...runs: readonly (Run | null)[]): Promise<readonly Part[]> {
  const { repository, number } = await openProposal(onPullRequests(workflow("build")));
  for (const [index, recorded] of runs.entries()) await tryLists(repository, 7_001 + index, recorded);
  return [...showPull(repository, number), ...showCheck(repository)];
}

const suspects = new Map([["evil.example.net:443", ["package-lock.json"]]]);

export const trials: readonly Example[] = [
  {
    name: "trial-enforced",
    what: "Pull request and check: the trial passed",
    when: "The pull request's own run was held to the list, and nothing was refused.",
    write: () => tried(ok),
  },
  {
    name: "trial-added",
    what: "Pull request: the trial found a missing endpoint",
    when: "The pull request's own run was refused something and failed, so it was added. No run has tried the new list yet.",
    write: () => tried(failing("late.example.org")),
  },
  {
    name: "trial-added-and-enforced",
    what: "Pull request and check: the trial found a missing endpoint, and the next one passed",
    when: "What a first run was refused was added, and a second run was held to the new list.",
    write: () =>
      tried(failing("late.example.org"), { ...ok, calls: ["build.example.com", "late.example.org"] }),
  },
  {
    name: "trial-refused",
    what: "Pull request and check: the trial was refused something",
    when: "The pull request's own run was refused something that is not added, each for another reason.",
    write: () =>
      tried({
        ...failing(
          "evil.example.net",
          "build.example.com!",
          "203.0.113.7",
          "db.internal",
          "bad.example.net?",
        ),
        suspects,
      }),
  },
  {
    name: "trial-refused-without-harm",
    what: "Pull request and check: the trial was refused something without harm",
    when: "The pull request's own run was refused something and succeeded.",
    write: () => tried({ ...ok, refused: ["odd.example.org"] }),
  },
  {
    name: "trial-not-enforced",
    what: "Pull request and check: the trial was not held to the list",
    when: "The pull request's own run was to block and did not.",
    write: () => tried({ ...ok, enforcement: { state: "not-enforced", cause: "audited", detail: null } }),
  },
  {
    name: "trial-unknown",
    what: "Pull request and check: nobody can tell whether the trial was held to the list",
    when: "The record of the pull request's own run does not tell.",
    write: () => tried({ ...ok, enforcement: { state: "unknown" } }),
  },
  {
    name: "trial-failed",
    what: "Pull request and check: the trial failed, though nothing was refused",
    when: "The pull request's own run was held to the list and failed, or ended without a log.",
    async write() {
      const lost: Run = {
        enforcement: { state: "unknown" },
        silence: { state: "died", reason: "log-not-found" },
        failed: true,
        complete: false,
        day: 59,
      };
      return [...(await tried({ ...ok, failed: true })), ...(await tried(lost))];
    },
  },
  {
    name: "trial-left-out",
    what: "Pull request and check: the trial did not execute the job",
    when: "The pull request's own run is over and left no record of the job.",
    write: () => tried(null),
  },
  {
    name: "trial-partly-tried",
    what: "Pull request and check: one job was tried, and another was not",
    when: "The pull request's own run executed one of two jobs.",
    async write() {
      const text = onPullRequests(workflow("build", "test"));
      const { repository, number } = await openProposal(text, "build", "test");
      await tryLists(repository, 7_001, ok);
      return [...showPull(repository, number), ...showCheck(repository)];
    },
  },
  {
    name: "trial-not-yet",
    what: "Pull request: the trial has not begun, runs, or waits for approval",
    when: "The pull request's own runs have not executed the job so far.",
    async write() {
      const { repository, number } = await openProposal(onPullRequests(workflow("build")));
      const show = (): string => repository.pull(number).body ?? "";
      const before = show();
      await tryLists(repository, 7_001, null, { status: "in_progress" });
      const running = show();
      await tryLists(repository, 7_002, null, { conclusion: "action_required" });
      return [
        ["Body before any run", before],
        ["Body while it runs", running],
        ["Body while it waits for approval", show()],
      ];
    },
  },
];
