import { pathOfBranch } from "../marks/branch.ts";
import { branchEvents } from "./branch-events.ts";
import type { RunReason } from "./outcome.ts";
import type { Account, WorkflowRun } from "./workflow-run.ts";

/** Whether a run may teach, and whose code it was. */
export type Trust =
  | { readonly kind: "trusted"; readonly source: "pull-request" }
  /**
   * Of the default branch, if its commit is part of it: a tag or a branch may have the same name. `isLikely`: worth a question to GitHub;
   * the others are runs of tags, and of branches, which may have a commit of the default branch.
   */
  | { readonly kind: "by-commit"; readonly isLikely: boolean; readonly otherwise: RunReason }
  /** Of the bot's own proposal for a workflow file: the default branch's code, held to the list that is proposed. */
  | { readonly kind: "trial"; readonly path: string }
  /** Of a fork or a bot. What it called is worth showing, and must teach nothing. */
  | { readonly kind: "untrusted"; readonly reason: "fork" | "bot" }
  | { readonly kind: "not-learned"; readonly reason: RunReason };

// Conclusions of runs none of whose jobs was started.
const neverRan: ReadonlySet<string> = new Set(["skipped", "action_required", "stale", "startup_failure"]);

const fromBranch: ReadonlySet<string> = new Set(branchEvents);
const likely: Trust = { kind: "by-commit", isLikely: true, otherwise: "not-in-default-branch" };

const botBranch = /^(?:dependabot|renovate)[/-]/i;
const botLogin = /(?:\[bot\]|-bot)$|^(?:dependabot|renovate)/i;

/**
 * Judges whether to learn from a run. A list must not grow by what a fork, a bot's update or an unreviewed branch calls, so
 * what is not known to be the default branch's code or a person's pull request in the repository itself is not learned. `botLogin` is
 * the App's own; null where no App is at work.
 */
export function judgeRun(
  run: WorkflowRun,
  repository: { readonly id: number; readonly defaultBranch: string },
  botLogin: string | null,
): Trust {
  if (run.conclusion === null) return notLearned("not-completed");
  if (neverRan.has(run.conclusion)) return notLearned("skipped");
  if (run.event === "pull_request_target") return notLearned("pull-request-target");
  if (run.headRepositoryId !== repository.id)
    return run.event === "pull_request" ? untrusted("fork") : notLearned("fork");
  switch (run.event) {
    case "pull_request":
      return judgePullRequest(run, repository.defaultBranch, botLogin);
    case "merge_group":
      return run.headBranch?.startsWith(`gh-readonly-queue/${repository.defaultBranch}/`) === true
        ? likely
        : notLearned("other-branch");
    case "release":
      // The branch of a release is its tag.
      return likely;
    default:
      return judgeBranch(run, repository.defaultBranch);
  }
}

function judgePullRequest(run: WorkflowRun, defaultBranch: string, botLogin: string | null): Trust {
  if (run.headBranch === null) return notLearned("other-branch");
  // Who pushes to the branch becomes the actor, so nobody else's commit comes in here. Anybody may run it again.
  const path = run.actor?.login === botLogin ? pathOfBranch(run.headBranch) : null;
  // Into another branch somebody else's code would be tried with it, and the two cannot be told apart.
  const isIntoDefault =
    run.intoBranches.length > 0 && run.intoBranches.every((into) => into === defaultBranch);
  if (path !== null && isIntoDefault) return { kind: "trial", path };
  if (botBranch.test(run.headBranch) || !isByPeople(run)) return untrusted("bot");
  return { kind: "trusted", source: "pull-request" };
}

function judgeBranch(run: WorkflowRun, defaultBranch: string): Trust {
  if (!fromBranch.has(run.event)) return notLearned("other-event");
  if (run.headBranch === null) return notLearned("other-branch");
  // GitHub gives what Dependabot starts no more rights than a fork. What others push there is the default branch's code.
  if (run.event !== "schedule" && (isDependabot(run.actor) || isDependabot(run.triggeringActor)))
    return run.headBranch === defaultBranch ? untrusted("bot") : notLearned("other-branch");
  if (run.headBranch === defaultBranch) return likely;
  return { kind: "by-commit", isLikely: false, otherwise: "other-branch" };
}

function isByPeople({ actor, triggeringActor }: WorkflowRun): boolean {
  return isPerson(actor) && isPerson(triggeringActor);
}

function isPerson(account: Account | null): boolean {
  return account !== null && account.type === "User" && !botLogin.test(account.login);
}

function isDependabot(account: Account | null): boolean {
  return account !== null && /^dependabot(?:$|[[-])/i.test(account.login);
}

function untrusted(reason: "fork" | "bot"): Trust {
  return { kind: "untrusted", reason };
}

function notLearned(reason: RunReason): Trust {
  return { kind: "not-learned", reason };
}
