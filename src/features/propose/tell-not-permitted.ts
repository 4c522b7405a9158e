import { findRefusal } from "../../adapters/github/client/failure.ts";
import { ifAllowed } from "../../adapters/github/client/if-allowed.ts";
import type { Octokit } from "../../adapters/github/client/octokit.ts";
import { ForbiddenByRulesError } from "../../adapters/github/files/commit.ts";
import { sayOnce } from "../../adapters/github/talk/pull-request.ts";
import {
  closeReportIssue,
  findReportIssue,
  type IssueKind,
  openReportIssue,
} from "../../adapters/github/talk/report-issue.ts";
import { PolicyStoreError } from "../../adapters/policy-store/policy-store-error.ts";
import { notPermittedIssueMark, notPermittedMark } from "../../domain/marks/hidden-marks.ts";
import { notPermittedLabel } from "../../domain/marks/labels.ts";
import {
  type NotPermitted,
  renderNotPermitted,
  renderPermittedAgain,
} from "../../domain/text/not-permitted.ts";
import { type IssueTurns, leaveIssue, openIssueInTurn } from "../limits/open-issue.ts";
import type { ProposalState } from "./read-proposal-state.ts";

interface Tools {
  readonly octokit: Octokit;
  readonly botLogin: string;
}

/** Nothing is proposed while people do not know it, but nothing is broken. */
const importance = 2;

const issueKind: IssueKind = { label: notPermittedLabel, mark: notPermittedIssueMark, wasUnmarked: true };

/** Whether an error says that people have to let the bot do its work; null where it says something else. */
export function readNotPermitted(error: unknown): NotPermitted | null {
  if (error instanceof ForbiddenByRulesError) return { code: "rules", wanted: null };
  if (error instanceof PolicyStoreError && error.code === "no-key")
    return { code: "policy-store-key", wanted: null };
  if (error instanceof PolicyStoreError && error.code === "unauthorized")
    return { code: "policy-store-refused", wanted: null };
  const refusal = findRefusal(error);
  return refusal?.code === "permission" ? { code: "permission", wanted: refusal.wanted } : null;
}

/**
 * Says once what keeps the bot from proposing: on its pull request where one is open, else in one issue of the repository. Where it may
 * not do that either, it stays unsaid. @throws what GitHub answered with
 */
export async function tellNotPermitted(
  {
    repository,
    path,
    line,
    branch,
    open,
  }: Pick<ProposalState, "repository" | "path" | "line" | "branch" | "open">,
  why: NotPermitted,
  { octokit, botLogin }: Tools,
  turns: IssueTurns,
): Promise<void> {
  const text = renderNotPermitted(why, { path, branch, owner: repository.owner });
  await ifAllowed(async () => {
    if (open?.isOwn === true) {
      await sayOnce(octokit, repository, open.number, {
        mark: notPermittedMark,
        text: text.body,
        botLogin,
      });
      return leaveIssue(line, turns);
    }
    // One tells it for all files.
    const known = await findReportIssue(octokit, repository, { ...issueKind, botLogin });
    if (known !== null) return leaveIssue(line, turns);
    await openIssueInTurn({ about: line, rank: importance }, turns, () =>
      openReportIssue(octokit, repository, text, issueKind),
    );
  });
}

/** Closes the issue, now that the bot may do its work. @throws what GitHub or the store answered with */
export async function takeBackNotPermitted(
  { repository, line }: Pick<ProposalState, "repository" | "line">,
  { octokit, botLogin }: Tools,
  turns: IssueTurns,
): Promise<void> {
  await leaveIssue(line, turns);
  await ifAllowed(async () => {
    const known = await findReportIssue(octokit, repository, { ...issueKind, botLogin });
    if (known !== null) await closeReportIssue(octokit, repository, known.number, renderPermittedAgain());
  });
}
