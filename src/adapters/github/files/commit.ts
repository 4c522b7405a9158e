import { isAppLogin, isMarkedCommit, marksFile } from "../../../domain/marks/own-commit.ts";
import type { RepositoryNow } from "../../../domain/run/repository-now.ts";
import { findRefusal } from "../client/failure.ts";
import { findAnswer } from "../client/github-answer.ts";
import type { Octokit } from "../client/octokit.ts";
import { statusOf } from "../client/status-of.ts";
import { CutAnswerError, wholeAnswer } from "../client/whole-answer.ts";
import { readHead } from "../repositories/repository.ts";
import type { FileMode } from "./repository-file.ts";

/** Somebody else was faster: what was read is out of date, and nothing was changed. Read again. */
export class OvertakenError extends Error {
  readonly code: "branch-exists" | "branch-moved" | "pull-request-exists";
  constructor(code: OvertakenError["code"], message: string) {
    super(message);
    this.name = "OvertakenError";
    this.code = code;
  }
}

/** The repository's rules let nobody, or not the App, make or move a branch of this name. */
export class ForbiddenByRulesError extends Error {
  override readonly name = "ForbiddenByRulesError";
  readonly code = "forbidden-by-rules";
}

/** The commit of one changed file. */
export interface NewCommit {
  readonly message: string;
  /** The commit whose files it keeps but for the one. */
  readonly base: string;
  readonly parents: readonly string[];
  readonly path: string;
  readonly mode: FileMode;
  readonly text: string;
}

/** Makes a commit and returns its id. It names neither author nor committer, so GitHub signs it as the App's own. */
export async function createCommit(
  octokit: Octokit,
  { owner, name: repo }: RepositoryNow,
  { message, base, parents, path, mode, text }: NewCommit,
): Promise<string> {
  const tree = await octokit.rest.git.createTree({
    owner,
    repo,
    base_tree: base,
    tree: [{ path, mode, type: "blob", content: text }],
  });
  const commit = await octokit.rest.git.createCommit({
    owner,
    repo,
    message,
    tree: wholeAnswer(tree).sha,
    parents: [...parents],
  });
  return wholeAnswer(commit).sha;
}

/** Makes a branch at a commit. @throws OvertakenError where there is one of that name, and ForbiddenByRulesError */
export async function createBranch(
  octokit: Octokit,
  repository: RepositoryNow,
  branch: string,
  sha: string,
): Promise<void> {
  const { owner, name: repo } = repository;
  try {
    await octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha });
  } catch (error) {
    if (statusOf(error) !== 422) throw error;
    const message = `GitHub refuses to make the branch ${branch}`;
    // One status for both; whether there is a branch tells them apart.
    if ((await readHead(octokit, repository, branch)) === null)
      throw new ForbiddenByRulesError(message, { cause: error });
    throw new OvertakenError("branch-exists", message);
  }
}

/** How a branch goes from one commit to another; null deletes it. */
export interface BranchMove {
  readonly branch: string;
  readonly before: string;
  readonly after: string | null;
  /** Also where the new commit does not follow the old one. */
  readonly force: boolean;
}

const updateRefs = `mutation ($input: UpdateRefsInput!) { updateRefs(input: $input) { clientMutationId } }`;
const noCommit = "0".repeat(40);

/** Moves a branch in one step, if it still is where it was. @throws OvertakenError where it is not, and ForbiddenByRulesError */
export async function moveBranch(
  octokit: Octokit,
  repository: RepositoryNow,
  { branch, before, after, force }: BranchMove,
): Promise<void> {
  const update = { name: `refs/heads/${branch}`, beforeOid: before, afterOid: after ?? noCommit, force };
  let failure: unknown = new CutAnswerError();
  try {
    const input = { repositoryId: repository.nodeId, refUpdates: [update] };
    const answer: unknown = await octokit.graphql(updateRefs, { input });
    if (answer !== undefined) return;
  } catch (error) {
    failure = error;
  }
  // What GraphQL calls a lost race has changed before; where the branch is has not.
  const now = await readHead(octokit, repository, branch);
  if (now === after) return;
  if (now === before) {
    if (!isRefusedByRules(failure)) throw failure;
    throw new ForbiddenByRulesError(`GitHub refuses to move the branch ${branch}`, { cause: failure });
  }
  throw new OvertakenError("branch-moved", `the branch ${branch} is not at ${before} any more`);
}

/** Whether GitHub says that it understood, and will not do it because of the repository's rules. */
function isRefusedByRules(error: unknown): boolean {
  const refusal = findRefusal(error);
  if (refusal !== null) return refusal.code === "rules";
  return findAnswer(error)?.types.includes("UNPROCESSABLE") === true;
}

/** Where a branch left the default branch, and whether all that it added is the bot's own. */
export interface Divergence {
  /** The newest commit that both have; null where they have none. */
  readonly base: string | null;
  readonly isOwn: boolean;
}

/** The bot's account, and the file that it proposes: the path, and the text at the branch's head. */
export interface Proposed {
  readonly botLogin: string;
  readonly path: string;
  readonly text: string | null;
}

/**
 * Compares two commits, of the default branch and of a branch. An App's commit is its own where it is the author and GitHub signed it as
 * the committer: an author alone can be written by anybody, who may sign the commit too. One that was made with a person's token is that person's and carries the bot's mark.
 */
export async function readDivergence(
  octokit: Octokit,
  { owner, name: repo }: RepositoryNow,
  { base, head }: { readonly base: string; readonly head: string },
  proposed: Proposed,
): Promise<Divergence> {
  try {
    const answer = await octokit.rest.repos.compareCommitsWithBasehead({
      owner,
      repo,
      basehead: `${base}...${head}`,
      per_page: 100,
    });
    const data = wholeAnswer(answer);
    // A person's branch has more than one page; the bot's never has.
    const isWhole = data.commits.length === data.total_commits;
    return { base: data.merge_base_commit.sha, isOwn: isWhole && isOwn(data, proposed) };
  } catch (error) {
    if (statusOf(error) === 404) return { base: null, isOwn: false };
    throw error;
  }
}

type Comparison = Awaited<ReturnType<Octokit["rest"]["repos"]["compareCommitsWithBasehead"]>>["data"];

function isOwn({ commits, files = [] }: Comparison, { botLogin, path, text }: Proposed): boolean {
  if (commits.some(({ author }) => author?.login !== botLogin)) return false;
  if (isAppLogin(botLogin)) return commits.every((commit) => isSignedByGitHub(commit, botLogin));
  const last = commits.at(-1);
  return (
    commits.every(({ commit }) => isMarkedCommit(commit.message)) &&
    (last === undefined || marksFile(last.commit.message, text)) &&
    files.every(({ filename }) => filename === path)
  );
}

/** A signature is valid for the committer's keys, and GitHub's are nobody else's. */
function isSignedByGitHub({ committer, commit }: Comparison["commits"][number], botLogin: string): boolean {
  const isGitHub =
    committer?.login === "web-flow" ||
    committer?.login === botLogin ||
    commit.committer?.email === "noreply@github.com";
  return isGitHub && commit.verification?.verified === true;
}
