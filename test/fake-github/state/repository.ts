import type { Commit, GitObjects } from "../git/objects.ts";
import type { Account, App } from "./world.ts";

export const roles = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export type Role = (typeof roles)[number];

export interface Repository {
  readonly id: number;
  readonly nodeId: string;
  owner: Account;
  name: string;
  defaultBranch: string;
  isPrivate: boolean;
  archived: boolean;
  /** Its rules let nobody dismiss a review, nor switch the merge off that comes by itself. */
  keepsReviews: boolean;
  readonly createdAt: number;
  /** When any of its refs was moved last. */
  pushedAt: number;
  readonly objects: GitObjects;
  /** Full name (`refs/heads/main`) to commit id. */
  readonly refs: Map<string, string>;
  /** Branches that a rule lets no App write. */
  readonly lockedBranches: Set<string>;
  /** Rules for all branches, by the names that GitHub's rulesets give them. */
  readonly branchRules: Set<"creation" | "non_fast_forward" | "deletion">;
  /** By login in lower case. */
  readonly collaborators: Map<string, Role>;
  /** Issues and pull requests by number. */
  readonly issues: Map<number, Issue>;
  readonly comments: Map<number, Comment>;
  /** Every attempt of every run, in the order they were added. */
  readonly runs: Run[];
  readonly artifacts: Artifact[];
  /** Workflow ids by file path. */
  readonly workflows: Map<string, number>;
  readonly checkRuns: Map<number, CheckRun>;
  /** The labels that there are, in lower case; whoever uses another one makes it. */
  readonly labels: Set<string>;
  /** Whether it has issues beside its pull requests. */
  hasIssues: boolean;
  /** Whether the owner's plan has drafts of pull requests. */
  hasDrafts: boolean;
}

/** What a run has uploaded, as GitHub serves it. */
export interface Artifact {
  readonly id: number;
  readonly runId: number;
  readonly name: string;
  readonly zip: Buffer;
  readonly isExpired: boolean;
  readonly createdAt: number;
}

export interface Issue {
  readonly id: number;
  readonly number: number;
  readonly author: Account;
  readonly app: App | null;
  title: string;
  body: string | null;
  state: "open" | "closed";
  readonly labels: string[];
  readonly assignees: Account[];
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  /** Whether people have locked the conversation: no App comments there any more. */
  isLocked: boolean;
  readonly pull: Pull | null;
  /** Who edited the text last; null where nobody did. */
  editor: Account | null;
}

/** What a pull request has beyond an issue. */
export interface Pull {
  readonly headRef: string;
  baseRef: string;
  draft: boolean;
  /** Whether GitHub is to merge it as soon as the rules let it. */
  autoMerge: boolean;
  mergedAt: number | null;
  mergedBy: Account | null;
  mergeCommit: string | null;
  /** The commits of head and base as last seen; they stay when the pull request is closed. */
  headSha: string;
  baseSha: string;
  readonly requestedReviewers: Account[];
  /** Slugs of the owner's teams. */
  readonly requestedTeams: string[];
  readonly reviews: Review[];
}

export type PullIssue = Issue & { readonly pull: Pull };

export interface Review {
  readonly id: number;
  readonly author: Account;
  readonly body: string;
  state: "APPROVED" | "CHANGES_REQUESTED" | "COMMENTED" | "DISMISSED";
  readonly commit: string;
  readonly submittedAt: number;
}

export interface Comment {
  readonly id: number;
  readonly issue: Issue;
  readonly author: Account;
  readonly app: App | null;
  body: string;
  readonly createdAt: number;
  updatedAt: number;
  readonly reactions: Reaction[];
}

export const reactionContents = [
  "+1",
  "-1",
  "laugh",
  "confused",
  "heart",
  "hooray",
  "rocket",
  "eyes",
] as const;

export interface Reaction {
  readonly id: number;
  readonly author: Account;
  readonly content: (typeof reactionContents)[number];
  readonly createdAt: number;
}

export interface CheckRun {
  readonly id: number;
  readonly app: App;
  readonly headSha: string;
  name: string;
  status: string;
  conclusion: string | null;
  startedAt: string | null;
  completedAt: string | null;
  detailsUrl: string | null;
  externalId: string | null;
  output: CheckOutput;
}

export interface CheckOutput {
  readonly title: string | null;
  readonly summary: string | null;
  readonly text: string | null;
  readonly annotations: readonly unknown[];
}

export type Conclusion = "success" | "failure" | "neutral" | "cancelled" | "skipped" | "timed_out";
export type RunStatus = "queued" | "in_progress" | "completed";

/** One attempt of a workflow run. Times in ISO 8601. */
export interface Run {
  readonly id: number;
  readonly attempt: number;
  readonly number: number;
  readonly repository: Repository;
  readonly name: string;
  /** The workflow file, with whatever prefix and `@ref` the test wants. */
  readonly path: string;
  readonly workflowId: number;
  readonly event: string;
  readonly headBranch: string | null;
  readonly headSha: string;
  /** Null where the fork is gone. */
  readonly headRepository: HeadRepository | null;
  readonly actor: Account;
  readonly triggeringActor: Account;
  readonly status: RunStatus;
  readonly conclusion: Conclusion | "action_required" | "stale" | "startup_failure" | null;
  readonly createdAt: string;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly referencedWorkflows: readonly {
    readonly path: string;
    readonly sha: string;
    readonly ref?: string;
  }[];
  readonly jobs: readonly Job[];
}

export interface HeadRepository {
  readonly id: number;
  readonly owner: Account;
  readonly name: string;
  readonly fork: boolean;
}

export interface Job {
  readonly id: number;
  readonly name: string;
  readonly status: RunStatus;
  readonly conclusion: Conclusion | null;
  readonly startedAt: string;
  readonly completedAt: string | null;
  readonly labels: readonly string[];
  readonly runnerName: string | null;
  readonly steps: readonly Step[];
  log: JobLog;
}

export interface Step {
  readonly name: string;
  readonly number: number;
  readonly status: RunStatus;
  readonly conclusion: string | null;
  readonly startedAt: string | null;
  readonly completedAt: string | null;
}

/** What a request for the log gets: its bytes, 404, 410, or the store's XML with status 200. */
export type JobLog = Buffer | "missing" | "expired" | "blob-not-found";

/** The commit a branch, tag, full ref or commit id stands for; undefined where there is none. */
export function resolveCommit(repository: Repository, name: string): Commit | undefined {
  const sha =
    repository.refs.get(name) ??
    repository.refs.get(`refs/${name}`) ??
    repository.refs.get(`refs/heads/${name}`) ??
    repository.refs.get(`refs/tags/${name}`) ??
    (name === "HEAD" ? repository.refs.get(`refs/heads/${repository.defaultBranch}`) : name);
  return sha === undefined ? undefined : repository.objects.commit(sha);
}

export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== null;
}

/** The pull requests, newest first. */
export function pullsOf(repository: Repository): readonly PullIssue[] {
  return [...repository.issues.values()].filter(isPull).reverse();
}

/** A person's role; an owner is an admin, everybody reads a public repository. */
export function roleOf(repository: Repository, account: Account): Role {
  if (account.id === repository.owner.id) return "admin";
  const role = repository.collaborators.get(account.login.toLowerCase()) ?? "none";
  return role === "none" && !repository.isPrivate ? "read" : role;
}

/** The levels of a role, as an answer about a repository names them. */
export function permissionsOf(role: Role) {
  return {
    pull: hasRole(role, "read"),
    triage: hasRole(role, "triage"),
    push: hasRole(role, "write"),
    maintain: hasRole(role, "maintain"),
    admin: role === "admin",
  };
}

export function hasRole(role: Role, needed: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
