import { ifAllowed } from "../../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import {
  changeReportIssue,
  closeReportIssue,
  findReportIssue,
  type IssueKind,
  type IssueText,
  openReportIssue,
} from "../../../adapters/github/talk/report-issue.ts";
import type { Store } from "../../../adapters/store/store.ts";
import type { AssessedFile } from "../../../domain/assessment/job-assessment.ts";
import { type Enforcer, readGuards } from "../../../domain/guard/enforcer.ts";
import { isStore, storedOf } from "../../../domain/guard/policy-store/store-enforcer.ts";
import { policyLabel } from "../../../domain/marks/labels.ts";
import { markPolicyPath, printOf } from "../../../domain/marks/policy-issue.ts";
import { mayTrim } from "../../../domain/proposal/plan.ts";
import { listPolicyChanges, type PolicyChange } from "../../../domain/proposal/policy-changes.ts";
import { aboutPolicies } from "../../../domain/proposal/waiting.ts";
import { linkInsights } from "../../../domain/run/insight-links.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { renderPoliciesSettled, renderPolicyChanges } from "../../../domain/text/proposal/policy-changes.ts";
import type { WorkflowFile } from "../../../domain/workflow/workflow-file.ts";
import { type IssueTurns, leaveIssue, openIssueInTurn } from "../../limits/open-issue.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly store: Pick<Store, "policies" | "reports">;
  readonly botLogin: string;
  readonly turns: IssueTurns;
  /** The origin of the insights pages, without a slash at the end; absent where there are none. */
  readonly pages?: string;
}

/** A workflow file on the default branch, and what the Policy Store has for its jobs. */
interface StoredFile {
  readonly repository: RepositoryNow;
  readonly path: string;
  /** Null where there is none, or none that can be read. */
  readonly file: WorkflowFile | null;
  /** Null where there is no such file. */
  readonly assessed: AssessedFile | null;
  readonly enforcer: Enforcer;
}

/**
 * Shows in one issue for a workflow file what its stored policies should become, for somebody to say yes to, and closes it once there
 * is nothing left. `edited` are the policies of the open pull request that people changed in the store. Returns what it shows.
 * @throws what GitHub or the store answered with
 */
export async function reportPolicies(
  { repository, path, file, assessed, enforcer }: StoredFile,
  edited: readonly PolicyChange[],
  { octokit, store, botLogin, turns, pages }: Tools,
): Promise<readonly PolicyChange[]> {
  const jobs = assessed?.ok === true ? assessed.jobs : [];
  // Of a file that cannot be read nothing is known that was not known before.
  if (assessed?.ok === false) return [];
  const guards = readGuards(file, enforcer);
  const stored = storedOf(enforcer).guards;
  const mayBeOpen = await store.policies.hasIssue(repository.id, path);
  const lastTrim = await store.reports.readTrim(repository.id, path);
  const always = [...listPolicyChanges(jobs, guards, stored, false), ...edited];
  const inTime = [...listPolicyChanges(jobs, guards, stored, true), ...edited];
  const about = aboutPolicies(path);
  if (inTime.length === 0 && !mayBeOpen) {
    await leaveIssue(about, turns);
    return [];
  }
  let shown: readonly PolicyChange[] = [];
  await ifAllowed(async () => {
    const kind = { label: policyLabel, mark: markPolicyPath(path), wasUnmarked: false };
    const known = await findReportIssue(octokit, repository, { ...kind, botLogin });
    const changes = mayTrim(lastTrim, known?.number ?? null, Date.now()) ? inTime : always;
    if (changes.length === 0 || known !== null) await leaveIssue(about, turns);
    if (changes.length === 0) {
      if (known !== null)
        await closeReportIssue(octokit, repository, known.number, renderPoliciesSettled(isStore(enforcer)));
      await store.policies.rememberIssue(repository.id, path, null);
      return;
    }
    const insights = linkInsights(
      pages,
      repository,
      path,
      changes.flatMap((change) => change.jobs),
    );
    const text = renderPolicyChanges(path, changes, { page: repository.url, insights });
    // Remembered first: an issue that is not there is looked for in vain, one that is forgotten stays open.
    await store.policies.rememberIssue(repository.id, path, printOf(text.body));
    const number = known?.number ?? (await open(text, kind, changes));
    // It waits for its turn, and nobody can say yes to what is not shown.
    if (number === null) return store.policies.rememberIssue(repository.id, path, null);
    shown = changes;
    if (known !== null) await changeReportIssue(octokit, repository, known, text, kind);
    if (known === null && changes.some(({ why }) => why === "trim"))
      await store.reports.rememberTrim(repository.id, path, {
        pullRequest: number,
        at: new Date().toISOString(),
      });
  });
  return shown;

  async function open(
    text: IssueText,
    kind: IssueKind,
    changes: readonly PolicyChange[],
  ): Promise<number | null> {
    const isUrgent = changes.some(({ why }) => why === "repair" || why === "return" || why === "deny");
    const toOpen = { about, rank: isUrgent ? 3 : 1, isUrgent, isProposal: true };
    return openIssueInTurn(toOpen, turns, () => openReportIssue(octokit, repository, text, kind));
  }
}
