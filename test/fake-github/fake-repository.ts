import { type FileEntry, lookUp, readFiles, writeFiles } from "./git/files.ts";
import type { FileMode } from "./git/objects.ts";
import {
  addComment,
  commentsOf,
  deleteComment,
  editComment,
  findComment,
  findIssue,
} from "./state/comments.ts";
import { createCommit, createSignedCommit } from "./state/commits.ts";
import { editIssue } from "./state/issues.ts";
import { type MergeMethod, mergePull } from "./state/merge-pull.ts";
import { editPull, findPull, type NewPull, openPull, reviewPull } from "./state/pulls.ts";
import { setRef } from "./state/refs.ts";
import {
  type Comment,
  hasRole,
  type Issue,
  isPull,
  type PullIssue,
  pullsOf,
  type Repository,
  type Review,
  type Role,
  resolveCommit,
  roleOf,
} from "./state/repository.ts";
import { type Actor, addAccount, findAccount, type World } from "./state/world.ts";

/** A file to write: its text, with a mode where it is not `100644`; null deletes it. */
export type FileContent =
  | string
  | Buffer
  | { readonly content: string | Buffer; readonly mode: FileMode }
  | null;

/** A repository as a test handles it. What people do here has the same effects and events as over HTTP. */
export interface FakeRepository {
  readonly state: Repository;
  readonly id: number;
  /** As it is now. */
  readonly owner: string;
  readonly name: string;
  /** The commit id of a branch, of the default branch without a name; null where there is none. */
  head(branch?: string): string | null;
  /** A file at a branch, tag or commit; null where there is none. */
  file(path: string, ref?: string): { readonly content: string; readonly mode: string } | null;
  /** A person's push of one commit; a new branch starts at the default branch. Returns the commit's id. */
  commitFiles(
    branch: string,
    files: Readonly<Record<string, FileContent>>,
    by: {
      readonly author: string;
      readonly message: string;
      /** Who signed it and pushed it, where that is not the author. */
      readonly signedBy?: string;
    },
  ): string;
  deleteBranch(branch: string, login: string): void;
  setRole(login: string, role: Role): void;
  setArchived(archived: boolean): void;
  setPrivate(isPrivate: boolean): void;
  /** Gives it a new name, perhaps of another owner; the old one leads here. */
  rename(owner: string, name: string): void;
  /** Gives it to another owner, and to the installation there if that reaches it. */
  transfer(owner: string, installationId: number | null): void;
  /** Open pull requests follow, as on GitHub. */
  renameDefaultBranch(name: string): void;
  /** Newest first. */
  pulls(): readonly PullIssue[];
  pull(number: number): PullIssue;
  openPull(login: string, wanted: NewPull): PullIssue;
  openIssue(login: string, title: string): Issue;
  closePull(number: number, login: string): void;
  /** What people do to an issue. */
  closeIssue(number: number): void;
  lockIssue(number: number): void;
  reopenPull(number: number, login: string): void;
  editPullText(number: number, login: string, body: string): void;
  /** Returns the id of the commit on the base. */
  mergePull(number: number, login: string, method?: MergeMethod): string;
  review(number: number, login: string, state: Review["state"], body?: string): Review;
  comment(number: number, login: string, body: string): Comment;
  editComment(id: number, login: string, body: string): void;
  deleteComment(id: number, login: string): void;
  /**
   * Changes the body of an issue or a pull request as GitHub's pages do: for who may triage, or wrote it. A tick in a box is such an edit.
   */
  editBody(number: number, login: string, body: string): void;
  /** Oldest first. */
  comments(number: number): readonly Comment[];
}

export function handleRepository(world: World, state: Repository): FakeRepository {
  const branchRef = (branch: string) => `refs/heads/${branch}`;
  return {
    state,
    id: state.id,
    get owner() {
      return state.owner.login;
    },
    get name() {
      return state.name;
    },
    head: (branch = state.defaultBranch) => state.refs.get(branchRef(branch)) ?? null,
    file(path, ref = state.defaultBranch) {
      const commit = resolveCommit(state, ref);
      const entry = commit === undefined ? undefined : lookUp(state.objects, commit.tree, path);
      const content = entry === undefined ? undefined : state.objects.blob(entry.sha);
      return entry === undefined || content === undefined
        ? null
        : { content: content.toString(), mode: entry.mode };
    },
    commitFiles(branch, files, { author, message, signedBy }) {
      const actor = actorFor(world, signedBy ?? author);
      const parent = resolveCommit(state, branchRef(branch)) ?? resolveCommit(state, state.defaultBranch);
      const all = parent === undefined ? new Map<string, FileEntry>() : readFiles(state.objects, parent.tree);
      writeContents(state, all, files);
      const tree = writeFiles(state.objects, all);
      const parents = parent === undefined ? [] : [parent.sha];
      const people = { author: actorFor(world, author).account, committer: actor.account };
      const { sha } =
        signedBy === undefined
          ? createCommit(world, state, actor, { message, tree, parents })
          : createSignedCommit(world, state, people, { message, tree, parents });
      setRef(world, state, actor, { name: branchRef(branch), sha });
      return sha;
    },
    deleteBranch(branch, login) {
      setRef(world, state, actorFor(world, login), { name: branchRef(branch), sha: null });
    },
    setRole(login, role) {
      state.collaborators.set(login.toLowerCase(), role);
    },
    setPrivate(isPrivate) {
      state.isPrivate = isPrivate;
    },
    setArchived(archived) {
      state.archived = archived;
    },
    rename(owner, name) {
      const before = `${state.owner.login}/${state.name}`.toLowerCase();
      state.owner = findAccount(world, owner) ?? addAccount(world, { login: owner, type: "Organization" });
      state.name = name;
      world.repositories.delete(before);
      world.repositories.set(`${owner}/${name}`.toLowerCase(), state);
      world.formerNames.set(before, state.id);
    },
    transfer(owner, installationId) {
      for (const { repositories } of world.installations.values()) repositories.delete(state.id);
      this.rename(owner, state.name);
      if (installationId !== null) world.installations.get(installationId)?.repositories.add(state.id);
    },
    renameDefaultBranch(name) {
      const [before, after] = [branchRef(state.defaultBranch), branchRef(name)];
      const sha = state.refs.get(before);
      if (sha !== undefined) state.refs.set(after, sha);
      state.refs.delete(before);
      for (const { pull, state: is } of state.issues.values())
        if (pull?.baseRef === state.defaultBranch && is === "open") pull.baseRef = name;
      state.defaultBranch = name;
    },
    pulls: () => pullsOf(state),
    pull: (number) => findPull(state, number),
    openPull: (login, wanted) => openPull(world, state, actorFor(world, login), wanted),
    openIssue(login, title) {
      const at = world.clock.now();
      const issue: Issue = {
        id: world.nextId(),
        number: state.issues.size + 1,
        author: actorFor(world, login).account,
        app: null,
        title,
        body: null,
        state: "open",
        labels: [],
        assignees: [],
        createdAt: at,
        updatedAt: at,
        closedAt: null,
        editor: null,
        isLocked: false,
        pull: null,
      };
      state.issues.set(issue.number, issue);
      return issue;
    },
    closeIssue(number) {
      const issue = findIssue(state, number);
      issue.state = "closed";
      issue.closedAt = world.clock.now();
    },
    lockIssue(number) {
      findIssue(state, number).isLocked = true;
    },
    closePull(number, login) {
      const issue = findPull(state, number);
      editPull(world, state, actorFor(world, login), { issue, edit: { state: "closed" } });
    },
    reopenPull(number, login) {
      const issue = findPull(state, number);
      editPull(world, state, actorFor(world, login), { issue, edit: { state: "open" } });
    },
    editPullText(number, login, body) {
      const issue = findPull(state, number);
      editPull(world, state, actorFor(world, login), { issue, edit: { body } });
    },
    mergePull(number, login, method = "merge") {
      return mergePull(world, state, actorFor(world, login), { issue: findPull(state, number), method });
    },
    review(number, login, verdict, body = "") {
      const issue = findPull(state, number);
      return reviewPull(world, state, actorFor(world, login), { issue, state: verdict, body });
    },
    comment(number, login, body) {
      return addComment(world, state, actorFor(world, login), { issue: findIssue(state, number), body });
    },
    editComment(id, login, body) {
      editComment(world, state, actorFor(world, login), { comment: findComment(state, id), body });
    },
    deleteComment(id, login) {
      deleteComment(world, state, actorFor(world, login), findComment(state, id));
    },
    editBody(number, login, body) {
      const actor = actorFor(world, login);
      const issue = findIssue(state, number);
      const mayEdit = hasRole(roleOf(state, actor.account), "triage") || issue.author === actor.account;
      if (!mayEdit) throw new Error(`GitHub does not let ${login} edit #${number}`);
      if (isPull(issue)) editPull(world, state, actor, { issue, edit: { body } });
      else editIssue(world, state, actor, { issue, body });
    },
    comments: (number) => commentsOf(state, findIssue(state, number)),
  };
}

/** Puts files into a set of files, with their blobs. */
export function writeContents(
  { objects }: Repository,
  all: Map<string, FileEntry>,
  files: Readonly<Record<string, FileContent>>,
): void {
  for (const [path, file] of Object.entries(files)) {
    if (file === null) {
      all.delete(path);
      continue;
    }
    const isBare = typeof file === "string" || Buffer.isBuffer(file);
    const content = isBare ? file : file.content;
    all.set(path, {
      mode: isBare ? "100644" : file.mode,
      sha: objects.writeBlob(Buffer.from(content)),
    });
  }
}

/** A person, or an App by its bot's login. @throws for a login that was not added */
function actorFor(world: World, login: string): Actor {
  const account = findAccount(world, login);
  if (account === undefined) throw new Error(`no account ${login}: add it with addUser`);
  return { account, app: [...world.apps.values()].find(({ bot }) => bot === account) ?? null };
}
