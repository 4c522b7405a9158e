import type { Weakened } from "../assessment/find-weakened.ts";
import type { UnknownSteps } from "../assessment/unknown-steps.ts";
import { fileNameOf } from "../run/file-name.ts";
import { render } from "./render.ts";
import { sayInsights } from "./sentences/insights.ts";
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
  /** The insights page about the jobs; null where there are none, or none about what was found. */
  readonly insights: string | null;
}

const mostRows = 50;

/** What a change does to a job that blocks. */
export const weakenedWords: Readonly<Record<Weakened["how"], string>> = {
  "job-gone": "the job is gone or was renamed",
  ...weakenedGuardWords,
  "guard-audits": "its Harden-Runner step only records",
  "guard-unclear": "what its Harden-Runner step does is not known until it runs",
  container: "it runs in a container, where Harden-Runner cannot block",
  "self-hosted": "it runs on a self-hosted runner, where this step does not block",
  "runner-changed": "it runs on another runner, where this step may not block",
  "policy-changed": "its Harden-Runner step takes its list from another stored policy",
  "environment-changed":
    "variables reach its Harden-Runner step by which other code can run in it, or calls go elsewhere",
  "options-changed": "options of its Harden-Runner step are loosened",
  "list-grows": "its list grows",
  "action-changed": "it uses an action or workflow of somebody else in another version, or a new one",
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
  const jobs = new Set(newSteps.map(({ file, jobId }) => `${file}:${jobId}`));
  return {
    title: titleOf(findings, newSteps.length, changes.length),
    summary: render("pull-request-check", {
      changes: changes.slice(0, mostRows),
      moreChanges: Math.max(0, changes.length - mostRows),
      newSteps: newSteps.slice(0, mostRows),
      moreSteps: Math.max(0, newSteps.length - mostRows),
      job: jobs.size === 1 ? [...jobs][0] : "FILE:JOB",
      looked: looked.map(fileNameOf),
      unread: [...unread].map(([path, why]) => ({ file: fileNameOf(path), why })),
      notLooked: notLooked.map(fileNameOf),
      insights: sayInsights(findings.insights),
    }).trimEnd(),
  };
}

function titleOf({ looked, unread, notLooked }: PullRequestFindings, steps: number, changes: number): string {
  const weakening =
    changes === 1 ? "1 change weakens a job in block mode" : `${changes} changes weaken jobs in block mode`;
  const unknown =
    steps === 1
      ? "the list of 1 job in block mode does not cover its new steps"
      : `the lists of ${steps} jobs in block mode do not cover their new steps`;
  if (changes > 0) return steps === 0 ? weakening : `${weakening}, and ${unknown}`;
  if (steps > 0) return `${unknown.slice(0, 1).toUpperCase()}${unknown.slice(1)}`;
  if (unread.size > 0)
    return unread.size === 1
      ? "1 workflow file with jobs in block mode cannot be read"
      : `${unread.size} workflow files with jobs in block mode cannot be read`;
  if (notLooked.length > 0)
    return `Nothing found in ${looked.length} of ${looked.length + notLooked.length} workflow files`;
  return "No job in block mode is weakened";
}
