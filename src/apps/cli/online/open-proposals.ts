import type { Octokit } from "../../../adapters/github/client/octokit.ts";
import { wholeAnswer } from "../../../adapters/github/client/whole-answer.ts";
import { propose } from "../../../features/propose/propose.ts";
import type { ReportTools, RepositoryReport } from "./read-reports.ts";

/** What became of the pull request of a workflow file. */
export interface OpenedProposal {
  readonly path: string;
  readonly action: string;
  readonly pullRequest: number | null;
}

/** Opens the pull requests of what is ready, or brings them up to date. `login` is who the token acts as. @throws what GitHub answered with */
export async function openProposals(
  { repository, files }: RepositoryReport,
  login: string,
  { octokit, store, resolveHosts }: ReportTools,
): Promise<readonly OpenedProposal[]> {
  const tools = {
    octokit,
    store,
    botLogin: login,
    resolveHosts,
    policyStore: null,
    report: null,
    limits: null,
    dashboard: null,
  };
  const opened: OpenedProposal[] = [];
  for (const { path } of files) {
    const { action, pullRequest } = await propose({ repository, path }, tools);
    opened.push({ path, action, pullRequest });
  }
  return opened;
}

/** The login of the person whose token it is. @throws what Octokit throws; 403 for a token of an App */
export async function readLogin(octokit: Octokit): Promise<string> {
  return wholeAnswer(await octokit.rest.users.getAuthenticated()).login;
}
