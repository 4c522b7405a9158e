import type { Weakened } from "../assessment/find-weakened.ts";
import type { UnknownSteps } from "../assessment/unknown-steps.ts";
import { fileNameOf } from "../run/file-name.ts";
import { render } from "./render.ts";
import { weakenedGuardWords } from "./sentences/weakened.ts";

/** What a look at a pull request found, by workflow file. */
export interface PullRequestFindings {
  readonly steps: ReadonlyMap<string, readonly UnknownSteps[]>;
  readonly weakened: ReadonlyMap<string, readonly Weakened[]>;
  /** Workflow files with jobs that block, which the pull request touches: those that were looked at, those that cannot be read, and others. */
  readonly looked: readonly string[];
  /** Why a file cannot be read. Foreign text. */
  readonly unread: ReadonlyMap<string, string>;
  readonly notLooked: readonly string[];
}

const mostRows = 50;

/** What a change does to a job that blocks. */
export const weakenedWords: Readonly<Record<Weakened["how"], string>> = {
  "job-gone": "the job is gone, or has another name",
  ...weakenedGuardWords,
  "guard-audits": "its Harden-Runner step only records",
  "guard-unclear": "what its Harden-Runner step does is not known before it runs",
  container: "it runs in a container, where Harden-Runner cannot block",
  "self-hosted": "it runs on a self-hosted runner, where this step does not block",
  "runner-changed": "it runs on another runner, where this step may not block",
  "policy-changed": "its Harden-Runner step takes its list from another stored policy",
  "environment-changed":
    "variables reach its Harden-Runner step by which other code can run in it, or calls go elsewhere",
  "options-changed": "options of its Harden-Runner step are loosened",
  "list-grows": "its list grows",
  "action-changed": "it uses other people's code in another version, or that it did not use",
};

/** The text of the check on a pull request. The summary is Markdown. */
export function renderPullRequestCheck(findings: PullRequestFindings): {
  readonly title: string;
  readonly summary: string;
} {
  const { steps, weakened, looked, unread, notLooked } = findings;
  const newSteps = [...steps].flatMap(([path, jobs]) =>
    jobs.map(({ jobId, steps: names }) => ({ file: fileNameOf(path), jobId, names })),
  );
  const changes = [...weakened].flatMap(([path, found]) =>
    found.map(({ jobId, how, details }) => ({
      file: fileNameOf(path),
      jobId,
      words: weakenedWords[how],
      details,
    })),
  );
  return {
    title: titleOf(newSteps.length, changes.length, unread.size),
    summary: render("pull-request-check", {
      newSteps: newSteps.slice(0, mostRows),
      moreSteps: Math.max(0, newSteps.length - mostRows),
      changes: changes.slice(0, mostRows),
      moreChanges: Math.max(0, changes.length - mostRows),
      looked: looked.map(fileNameOf),
      unread: [...unread].map(([path, why]) => ({ file: fileNameOf(path), why })),
      notLooked: notLooked.map(fileNameOf),
    }).trimEnd(),
  };
}

function titleOf(steps: number, changes: number, unread: number): string {
  if (steps === 0 && changes === 0 && unread > 0)
    return unread === 1
      ? "egress: a workflow file with jobs in block mode cannot be read"
      : `egress: ${unread} workflow files with jobs in block mode cannot be read`;
  if (steps === 0 && changes === 0) return "egress: nothing that weakens a job in block mode was seen";
  const weakening =
    changes === 1 ? "1 change weakens a job in block mode" : `${changes} changes weaken jobs in block mode`;
  const unknown =
    steps === 1
      ? "this job is in block mode; its list does not know what the new step calls"
      : "these jobs are in block mode; their lists do not know what the new steps call";
  if (changes === 0) return `egress: ${unknown}`;
  return `egress: ${weakening}${steps === 0 ? "" : ", and new steps are not known"}`;
}
