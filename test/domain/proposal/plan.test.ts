import { describe, expect, test } from "vitest";
import {
  type BranchState,
  type KnownPullRequest,
  type Plan,
  type ProposalWorld,
  planProposal,
} from "../../../src/domain/proposal/plan.ts";

const wanted = { text: "block", digest: "d1" };
const branch: BranchState = { head: "b1", isOwn: true, text: "block", baseText: "audit" };
const foreign: BranchState = { ...branch, isOwn: false };
const old: BranchState = { ...branch, text: "block less" };
const behind: BranchState = { ...branch, baseText: "audit before" };
const open: KnownPullRequest = { number: 7, state: "open", isOwn: true, head: "b1", digest: "d1" };
const closed: KnownPullRequest = { ...open, number: 6, state: "closed" };
const merged: KnownPullRequest = { ...open, number: 5, state: "merged" };
const nothing: ProposalWorld = {
  wanted: null,
  fileText: "audit",
  branch: null,
  pullRequests: [],
  isOtherMode: false,
  isReviewed: false,
};

interface Row {
  readonly when: string;
  readonly world: Partial<ProposalWorld>;
  readonly plan: Plan;
}

function table(rows: readonly Row[]): void {
  test.each(rows)("$when", ({ world, plan }) => {
    expect(planProposal({ ...nothing, ...world })).toEqual(plan);
  });
}

describe("nothing is wanted", () => {
  table([
    { when: "and nothing is there", world: {}, plan: { kind: "none", leftover: null } },
    { when: "a branch was left", world: { branch }, plan: { kind: "none", leftover: "b1" } },
    { when: "a person's branch", world: { branch: foreign }, plan: { kind: "none", leftover: null } },
    {
      when: "a merged branch was left, with what people had pushed",
      world: { branch: foreign, pullRequests: [merged] },
      plan: { kind: "none", leftover: "b1" },
    },
    {
      when: "people went on with a merged branch",
      world: { branch: { ...foreign, head: "b2" }, pullRequests: [merged] },
      plan: { kind: "none", leftover: null },
    },
    {
      when: "a pull request is open",
      world: { branch, pullRequests: [open] },
      plan: { kind: "close", pullRequest: 7, branch: "b1", why: "moot" },
    },
    {
      when: "a pull request is open, its branch gone",
      world: { pullRequests: [open] },
      plan: { kind: "close", pullRequest: 7, branch: null, why: "moot" },
    },
    {
      when: "a person has taken the pull request over",
      world: { branch: foreign, pullRequests: [open] },
      plan: { kind: "hands-off", pullRequest: 7 },
    },
  ]);
});

describe("no pull request is open", () => {
  table([
    { when: "and no branch is there", world: { wanted }, plan: { kind: "open", write: "create" } },
    { when: "the branch is there", world: { wanted, branch }, plan: { kind: "open", write: null } },
    {
      when: "an old branch is there",
      world: { wanted, branch: old },
      plan: { kind: "open", write: "replace" },
    },
    {
      when: "the file changed since the branch left",
      world: { wanted, branch: behind },
      plan: { kind: "open", write: "replace" },
    },
    {
      when: "a person's branch is there",
      world: { wanted, branch: foreign },
      plan: { kind: "hands-off", pullRequest: null },
    },
    {
      when: "a merged branch was left",
      world: { wanted, branch, pullRequests: [merged] },
      plan: { kind: "open", write: "replace" },
    },
    {
      when: "the same lists were merged once",
      world: { wanted, pullRequests: [merged] },
      plan: { kind: "open", write: "create" },
    },
    {
      when: "the same lists were rejected",
      world: { wanted, branch, pullRequests: [closed] },
      plan: { kind: "rejected", pullRequest: 6 },
    },
    {
      when: "the same lists were rejected, before others were",
      world: { wanted, pullRequests: [{ ...closed, number: 8, digest: "d2" }, closed] },
      plan: { kind: "rejected", pullRequest: 6 },
    },
    {
      when: "the same lists were rejected, and the branch is a person's",
      world: { wanted, branch: foreign, pullRequests: [closed] },
      plan: { kind: "rejected", pullRequest: 6 },
    },
    {
      when: "other lists were rejected",
      world: { wanted, branch: old, pullRequests: [{ ...closed, digest: "d2" }] },
      plan: { kind: "open", write: "replace" },
    },
    {
      when: "it was closed as moot",
      world: { wanted, pullRequests: [{ ...closed, digest: null }] },
      plan: { kind: "open", write: "create" },
    },
    {
      when: "somebody else's pull request with its marks was closed",
      world: { wanted, pullRequests: [{ ...closed, isOwn: false }] },
      plan: { kind: "open", write: "create" },
    },
  ]);
});

describe("a pull request is open", () => {
  const update = (write: Extract<Plan, { kind: "update" }>["write"]): Plan => ({
    kind: "update",
    pullRequest: 7,
    write,
  });
  const pullRequests = [open, closed, merged];
  table([
    {
      when: "and as it should be, also where the same lists were rejected before",
      world: { wanted, branch: { ...branch, head: "b2" }, pullRequests },
      plan: update(null),
    },
    { when: "without a branch", world: { wanted, pullRequests: [open] }, plan: update("create") },
    { when: "an old list", world: { wanted, branch: old, pullRequests: [open] }, plan: update("replace") },
    { when: "an old base", world: { wanted, branch: behind, pullRequests: [open] }, plan: update("replace") },
    {
      when: "an old list, reviewed",
      world: { wanted, branch: old, pullRequests: [open], isReviewed: true },
      plan: update("append"),
    },
    {
      when: "an old base, reviewed",
      world: { wanted, branch: behind, pullRequests: [open], isReviewed: true },
      plan: update("merge"),
    },
    {
      when: "a person has pushed",
      world: { wanted, branch: foreign, pullRequests: [open] },
      plan: { kind: "hands-off", pullRequest: 7 },
    },
    {
      when: "somebody else opened it",
      world: { wanted, branch, pullRequests: [{ ...open, isOwn: false }] },
      plan: { kind: "hands-off", pullRequest: 7 },
    },
  ]);
});
