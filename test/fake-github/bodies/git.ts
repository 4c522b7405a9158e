import type { components } from "@octokit/openapi-types";
import { iso } from "../clock.ts";
import { type Commit, commitText, type Person } from "../git/objects.ts";
import type { Repository } from "../state/repository.ts";
import { type Account, noReplyAddress, type World } from "../state/world.ts";
import { userBody } from "./account.ts";
import { pageUrl, repositoryUrl } from "./repository.ts";

export function gitRefBody(world: World, repository: Repository, name: string, sha: string) {
  const url = repositoryUrl(world, repository);
  return {
    ref: name,
    node_id: `REF_${repository.id}_${name}`,
    url: `${url}/git/${name}`,
    object: { type: "commit", sha, url: `${url}/git/commits/${sha}` },
  } satisfies components["schemas"]["git-ref"];
}

/** A tag as the list of tags has it. Its commit may be one that nobody has the objects of. */
export function tagBody(world: World, repository: Repository, name: string, sha: string) {
  const url = repositoryUrl(world, repository);
  return {
    name,
    node_id: `REF_${repository.id}_${name}`,
    commit: { sha, url: `${url}/commits/${sha}` },
    zipball_url: `${url}/zipball/refs/tags/${name}`,
    tarball_url: `${url}/tarball/refs/tags/${name}`,
  } satisfies components["schemas"]["tag"];
}

export function gitCommitBody(world: World, repository: Repository, commit: Commit) {
  const url = `${repositoryUrl(world, repository)}/git`;
  const page = `${pageUrl(world, repository)}/commit`;
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    url: `${url}/commits/${commit.sha}`,
    html_url: `${page}/${commit.sha}`,
    author: personBody(commit.author),
    committer: personBody(commit.committer),
    message: commit.message,
    tree: { sha: commit.tree, url: `${url}/trees/${commit.tree}` },
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${url}/commits/${sha}`,
      html_url: `${page}/${sha}`,
    })),
    verification: verificationBody(commit),
  } satisfies components["schemas"]["git-commit"];
}

export function commitBody(world: World, repository: Repository, commit: Commit) {
  const url = repositoryUrl(world, repository);
  const git = gitCommitBody(world, repository, commit);
  return {
    sha: git.sha,
    node_id: git.node_id,
    url: `${url}/commits/${commit.sha}`,
    html_url: git.html_url,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    commit: {
      url: git.url,
      author: git.author,
      committer: git.committer,
      message: git.message,
      comment_count: 0,
      tree: git.tree,
      verification: git.verification,
    },
    author: accountBody(world, commit.author),
    committer: accountBody(world, commit.committer),
    parents: git.parents,
  } satisfies components["schemas"]["commit"];
}

export function personBody({ name, email, at }: Person) {
  return { name, email, date: iso(at) };
}

function accountBody(world: World, { email }: Person) {
  const account = accountByAddress(world, email);
  return account === undefined ? null : userBody(world, account);
}

/** The account whose address a commit carries. */
export function accountByAddress(world: World, email: string): Account | undefined {
  for (const account of world.accounts.values()) {
    if (noReplyAddress(account) === email) return account;
  }
  return email === "noreply@github.com" ? world.accounts.get("web-flow") : undefined;
}

/** GitHub's own signature is the only one the fake knows. */
function verificationBody(commit: Commit) {
  const { signature } = commit;
  return {
    verified: signature !== null,
    reason: signature === null ? "unsigned" : "valid",
    signature,
    payload: signature === null ? null : commitText({ ...commit, signature: null }),
    verified_at: signature === null ? null : iso(commit.committer.at),
  } satisfies components["schemas"]["verification"];
}
