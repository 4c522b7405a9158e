import type { LastTrim } from "../assessment/told.ts";

/** What the workflow file should become. */
export interface Wanted {
  readonly text: string;
  /** Of the lists in it. */
  readonly digest: string;
}

/** The proposal's branch as it is. */
export interface BranchState {
  readonly head: string;
  /** All that it adds to the default branch is the bot's own. */
  readonly isOwn: boolean;
  /** The workflow file at its head; null where there is none. */
  readonly text: string | null;
  /** The workflow file where the branch left the default branch. */
  readonly baseText: string | null;
}

/** A pull request from the branch, as far as it matters here. */
export interface KnownPullRequest {
  readonly number: number;
  readonly state: "open" | "closed" | "merged";
  /** Opened by the bot. */
  readonly isOwn: boolean;
  readonly head: string;
  /** Of what it proposed, where it is closed; null where the bot closed it as moot, or nothing is known. */
  readonly digest: string | null;
}

/** How things stand on GitHub. */
export interface ProposalWorld {
  /** Null where nothing is to be proposed. */
  readonly wanted: Wanted | null;
  /** The workflow file on the default branch. */
  readonly fileText: string | null;
  readonly branch: BranchState | null;
  /** Newest first. */
  readonly pullRequests: readonly KnownPullRequest[];
  /** The branch keeps the lists elsewhere than they are to be kept: in the file, or in the Policy Store. */
  readonly isOtherMode: boolean;
  /** Somebody has reviewed the open pull request. */
  readonly isReviewed: boolean;
}

/**
 * How the branch comes to hold what is wanted: a new branch; one commit on the default branch's head in place of all it had;
 * one on top, for reviewers to see what changed; or one on top that also merges the default branch.
 */
export type BranchWrite = "create" | "replace" | "append" | "merge";

/** What to do so that GitHub is as it should be. Pull requests are given by number. */
export type Plan =
  /** Nothing is proposed and nothing is to be; a leftover branch goes. */
  | { readonly kind: "none"; readonly leftover: string | null }
  | { readonly kind: "hands-off"; readonly pullRequest: number | null }
  | { readonly kind: "rejected"; readonly pullRequest: number }
  | {
      readonly kind: "close";
      readonly pullRequest: number;
      readonly branch: string | null;
      readonly why: "moot" | "other-mode";
    }
  | { readonly kind: "open"; readonly write: BranchWrite | null }
  | { readonly kind: "update"; readonly pullRequest: number; readonly write: BranchWrite | null };

/** Plans what to do, from how things stand alone: carried out, the next plan finds nothing to do. */
export function planProposal(world: ProposalWorld): Plan {
  const { wanted, pullRequests } = world;
  const branch = world.branch === null ? null : claimLeftover(world.branch, pullRequests);
  const open = pullRequests.find(({ state }) => state === "open");
  if (open === undefined) {
    if (wanted === null) return { kind: "none", leftover: branch?.isOwn === true ? branch.head : null };
    const rejected = findRejected(wanted, pullRequests);
    if (rejected !== null) return { kind: "rejected", pullRequest: rejected.number };
  }
  if (branch?.isOwn === false || open?.isOwn === false)
    return { kind: "hands-off", pullRequest: open?.number ?? null };
  if (wanted === null) {
    if (open === undefined) return { kind: "none", leftover: null };
    return { kind: "close", pullRequest: open.number, branch: branch?.head ?? null, why: "moot" };
  }
  // The text, the review and the digest are about another thing.
  if (open !== undefined && world.isOtherMode)
    return { kind: "close", pullRequest: open.number, branch: branch?.head ?? null, why: "other-mode" };
  const write = planWrite(world, wanted, branch);
  return open === undefined ? { kind: "open", write } : { kind: "update", pullRequest: open.number, write };
}

/** What was merged is safe wherever the branch goes next, also what people had pushed to it; none of it is proposed again. */
function claimLeftover(branch: BranchState, pullRequests: readonly KnownPullRequest[]): BranchState {
  const isMerged = pullRequests.some(({ state, head }) => state === "merged" && head === branch.head);
  return isMerged ? { ...branch, isOwn: true, text: null } : branch;
}

/** A proposal of the same lists that was closed without being merged, by whomever. */
function findRejected(wanted: Wanted, pullRequests: readonly KnownPullRequest[]): KnownPullRequest | null {
  return (
    pullRequests.find(
      ({ state, isOwn, digest }) => state === "closed" && isOwn && digest === wanted.digest,
    ) ?? null
  );
}

/** A branch is not touched because the default branch moved elsewhere, only for the workflow file itself. */
function planWrite(
  { fileText, isReviewed }: ProposalWorld,
  wanted: Wanted,
  branch: BranchState | null,
): BranchWrite | null {
  if (branch === null) return "create";
  const onTop = writeOnTop(branch, fileText);
  if (branch.text === wanted.text && onTop === "append") return null;
  return isReviewed ? onTop : "replace";
}

/** How the branch comes to hold what is wanted without losing a commit. */
export function writeOnTop({ baseText }: BranchState, fileText: string | null): "append" | "merge" {
  return baseText === fileText ? "append" : "merge";
}

/**
 * Whether people may be asked about what is not used. `open` is the number of the pull request, or the issue, in which they may be asked
 * already; `now` is in ms since 1970.
 */
export function mayTrim(last: LastTrim | null, open: number | null, now: number): boolean {
  return last === null || last.pullRequest === open || now - Date.parse(last.at) > monthOfTrims;
}

/** People are asked about what is not used once a month; a question that is open stays. */
const monthOfTrims = 30 * 86_400_000;
