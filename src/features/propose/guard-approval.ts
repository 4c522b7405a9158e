import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { mayWrite, readAccountId } from "../../adapters/github/repositories/permissions.ts";
import { readHead } from "../../adapters/github/repositories/repository.ts";
import {
  dismissApproval,
  hasSeveralWriters,
  listApprovals,
  stopAutoMerge,
} from "../../adapters/github/talk/approvals.ts";
import { sayOnce } from "../../adapters/github/talk/pull-request.ts";
import { putCheckRun } from "../../adapters/github/talk/put-check-run.ts";
import type { Store } from "../../adapters/store/store.ts";
import { stepsCheckName } from "../../domain/marks/check-names.ts";
import { markGrown } from "../../domain/marks/hidden-marks.ts";
import { type Grown, type GrownVerdict, growFurther } from "../../domain/proposal/grown.ts";
import { listCommanders } from "../../domain/proposal/list-commanders.ts";
import { listProposed, type Proposal } from "../../domain/proposal/select.ts";
import { linkInsights } from "../../domain/run/insight-links.ts";
import { notGrown, renderGrown, renderGrownCheck, withdrawn } from "../../domain/text/grown.ts";
import type { ProposalState } from "./read-proposal-state.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "reports">;
  readonly botLogin: string;
  /** The origin of the insights pages, without a slash at the end; absent where there are none. */
  readonly pages?: string;
}

/**
 * Before the list of an approved pull request grows: remembers what it gets, so that it is known whatever is broken off after it.
 * @throws what GitHub or the store answered with
 */
export async function noteGrowth(
  { repository, line, open, rules }: ProposalState,
  proposal: Proposal,
  added: readonly string[],
  { octokit, store }: Tools,
): Promise<void> {
  if (open === null || added.length === 0) return;
  const known = await store.reports.readGrown(repository.id, line);
  const { approvals, isWhole } = await listApprovals(octokit, repository, open.number);
  const isGuarded = approvals.length > 0 || !isWhole || open.mergesByItself;
  if (!isGuarded && known?.pullRequest !== open.number) return;
  const by = listCommanders(added, proposal, rules.decisions);
  const byIds: number[] = [];
  for (const login of by) {
    const id = await readAccountId(octokit, repository, login);
    if (id !== null) byIds.push(id);
  }
  const next = { pullRequest: open.number, added, fresh: added, by, byIds, approvals: approvals.map(idOf) };
  await store.reports.rememberGrown(repository.id, line, growFurther(known, next));
}

/**
 * After the list of an approved pull request has grown: takes the approvals back, stops a merge that would come by itself, and says what
 * was added. Each may be refused, and the comment says which was. @throws what GitHub or the store answered with otherwise
 */
export async function withdrawApprovals(
  { repository, line, open }: ProposalState,
  proposal: Proposal,
  { octokit, store, botLogin }: Tools,
): Promise<void> {
  const known = await store.reports.readGrown(repository.id, line);
  if (open === null || known?.pullRequest !== open.number || known.fresh.length === 0) return;
  const listed = new Set(listProposed(proposal));
  const added = known.fresh.filter((entry) => listed.has(entry));
  const { approvals } = await listApprovals(octokit, repository, open.number);
  const grown = { ...known, approvals: [...new Set([...known.approvals, ...approvals.map(idOf)])] };
  await store.reports.rememberGrown(repository.id, line, grown);
  const kept: string[] = [];
  for (const approval of approvals)
    if (!(await dismissApproval(octokit, repository, open.number, approval, withdrawn)))
      kept.push(approval.by.login);
  const mergesStill = open.mergesByItself && !(await stopAutoMerge(octokit, open.nodeId));
  if (added.length > 0) {
    const text = renderGrown({ added, by: known.by, kept, mergesStill });
    await sayOnce(octokit, repository, open.number, { mark: markGrown(known.added), text, botLogin });
  }
  await store.reports.rememberGrown(repository.id, line, { ...grown, fresh: [] });
}

/**
 * Puts the check on the head of a pull request whose list has grown after an approval: it fails until somebody who may write, and whose
 * command did not add it, approves that head. False where no list has grown. @throws what GitHub or the store answered with
 */
export async function checkGrown(
  { repository, line, branch, open }: ProposalState,
  { octokit, store, botLogin, pages }: Tools,
): Promise<boolean> {
  const grown = open === null ? null : await store.reports.readGrown(repository.id, line);
  if (open === null || grown?.pullRequest !== open.number) return false;
  const head = await readHead(octokit, repository, branch);
  if (head === null) return true;
  const verdict = await judge(grown, head);
  const conclusion =
    verdict.kind === "approved" ? "success" : verdict.kind === "alone" ? "neutral" : "failure";
  const text = renderGrownCheck(grown, verdict, linkInsights(pages, repository, line, []));
  await ifAllowed(() =>
    putCheckRun(octokit, repository, { name: stepsCheckName, commit: head, conclusion, ...text }),
  );
  return true;

  async function judge({ pullRequest, ...known }: Grown, commit: string): Promise<GrownVerdict> {
    const { approvals } = await listApprovals(octokit, repository, pullRequest);
    for (const { id, commit: approved, by } of approvals) {
      const isOther = by.login !== botLogin && !known.by.includes(by.login) && !known.byIds.includes(by.id);
      // In the Policy Store a list grows without a new commit.
      const isLater = approved === commit && !known.approvals.includes(id);
      if (isOther && isLater && (await mayWrite(octokit, repository, by)))
        return { kind: "approved", by: by.login };
    }
    return { kind: (await hasSeveralWriters(octokit, repository)) ? "waits" : "alone" };
  }
}

/** Puts the check on the head of a pull request whose list has not grown, where the settings ask for it on every head. @throws as above */
export async function checkNotGrown(
  { repository, branch, rules }: ProposalState,
  { octokit }: Pick<Tools, "octokit">,
): Promise<void> {
  if (rules.settings.checks !== "always") return;
  const head = await readHead(octokit, repository, branch);
  if (head === null) return;
  const check = { name: stepsCheckName, commit: head, conclusion: "success", ...notGrown } as const;
  await ifAllowed(() => putCheckRun(octokit, repository, check));
}

function idOf({ id }: { readonly id: number }): number {
  return id;
}
