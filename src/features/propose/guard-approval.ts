import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { mayWrite } from "../../adapters/github/repositories/permissions.ts";
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
import { notGrown, renderGrown, renderGrownCheck, withdrawn } from "../../domain/text/grown.ts";
import type { ProposalState } from "./read-proposal-state.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "reports">;
  readonly botLogin: string;
}

/**
 * After the list of an approved pull request has grown: takes the approvals back, stops a merge that would come by itself, and says what
 * was added. Each may be refused, and the comment says which was. @throws what GitHub or the store answered with otherwise
 */
export async function withdrawApprovals(
  { repository, line, open, rules }: ProposalState,
  added: readonly string[],
  { octokit, store, botLogin }: Tools,
): Promise<void> {
  if (open === null || added.length === 0) return;
  const known = await store.reports.readGrown(repository.id, line);
  const isKnown = known?.pullRequest === open.number;
  const approvals = await listApprovals(octokit, repository, open.number);
  if (approvals.length === 0 && !open.mergesByItself && !isKnown) return;
  const by = rules.decisions.endpoints.flatMap(({ endpoint, origin }) =>
    origin.kind === "person" && added.includes(endpoint) ? [origin.login] : [],
  );
  const grown = growFurther(known, { pullRequest: open.number, added, by });
  // First, so that it is known whatever is broken off after it.
  await store.reports.rememberGrown(repository.id, line, grown);
  const kept: string[] = [];
  for (const approval of approvals)
    if (!(await dismissApproval(octokit, repository, open.number, approval, withdrawn)))
      kept.push(approval.by.login);
  const mergesStill = open.mergesByItself && !(await stopAutoMerge(octokit, open.nodeId));
  const text = renderGrown({ ...grown, added, by, kept, mergesStill });
  await sayOnce(octokit, repository, open.number, { mark: markGrown(grown.added), text, botLogin });
}

/**
 * Puts the check on the head of a pull request whose list has grown after an approval: it fails until somebody who may write, and whose
 * command did not add it, approves that head. @throws what GitHub or the store answered with
 */
export async function checkApproval(
  { repository, line, branch, open, rules }: ProposalState,
  { octokit, store, botLogin }: Tools,
): Promise<void> {
  if (open === null) return;
  const grown = await store.reports.readGrown(repository.id, line);
  const isGrown = grown?.pullRequest === open.number;
  if (!isGrown && rules.settings.checks !== "always") return;
  const head = await readHead(octokit, repository, branch);
  if (head === null) return;
  if (!isGrown) {
    const check = { name: stepsCheckName, commit: head, conclusion: "success", ...notGrown } as const;
    await ifAllowed(() => putCheckRun(octokit, repository, check));
    return;
  }
  const verdict = await judge(grown, head);
  const conclusion =
    verdict.kind === "approved" ? "success" : verdict.kind === "alone" ? "neutral" : "failure";
  const text = renderGrownCheck(grown, verdict);
  await ifAllowed(() =>
    putCheckRun(octokit, repository, { name: stepsCheckName, commit: head, conclusion, ...text }),
  );

  async function judge({ pullRequest, by }: Grown, commit: string): Promise<GrownVerdict> {
    for (const approval of await listApprovals(octokit, repository, pullRequest)) {
      const { login } = approval.by;
      const isOther = approval.commit === commit && login !== botLogin && !by.includes(login);
      if (isOther && (await mayWrite(octokit, repository, approval.by)))
        return { kind: "approved", by: login };
    }
    return { kind: (await hasSeveralWriters(octokit, repository)) ? "waits" : "alone" };
  }
}
