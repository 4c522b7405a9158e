/** Where the calls of a workflow are made. */
export interface CallContext {
  /** `owner/name`, also those that the repository had before. */
  readonly names: readonly string[];
  readonly defaultBranch: string;
  /** What the run says that it used: `owner/name/.github/workflows/file.yml@ref`, and the commit. */
  readonly referencedWorkflows: readonly { readonly path: string; readonly sha: string }[];
}

/** Why the jobs of a called workflow are not looked at. */
export type CalleeProblem =
  /** Of another owner, without the App, or with more readers than the caller. */
  | "callee-in-other-repository"
  /** A tag, commit or branch: what is learned there says nothing about the file as it is now. */
  | "callee-at-other-ref"
  | "callee-not-found"
  | "callee-unreadable"
  | "too-many-jobs";

/** Another repository whose workflow is called, and about whose jobs the caller's runs may teach. */
export interface CalleeRepository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  /** The commit at which its default branch is. */
  readonly head: string;
}

/** Where a call is made: in a workflow of the run's own repository or, called from there, of another one. */
export interface CallPlace {
  readonly commit: string;
  /** Null for the run's own repository. */
  readonly of: CalleeRepository | null;
  /** The file counts only where it is the same on its default branch: it was called at a tag or a commit. */
  readonly isPinned: boolean;
}

/** A workflow file at a commit. */
export interface CalleeFile extends CallPlace {
  readonly path: string;
}

/** Finds another repository, `owner/name`; null where nothing may be learned about its jobs. */
export type FindCallee = (repository: string) => Promise<CalleeRepository | null>;

const localCall = /^\.\/(\.github\/workflows\/[^/@\s]{1,200}\.ya?ml)$/;
const remoteCall =
  /^([A-Za-z0-9-]{1,100}\/[A-Za-z0-9._-]{1,100})\/(\.github\/workflows\/[^/@\s]{1,200}\.ya?ml)@(\S{1,300})$/;

/**
 * Finds the file that `uses:` of a job names: `./…` is at the caller's own commit, `owner/name/…@ref` where the run says.
 * @throws what `findCallee` throws
 */
export async function locateCallee(
  uses: string,
  from: CallPlace,
  context: CallContext,
  findCallee: FindCallee,
): Promise<CalleeFile | { readonly problem: CalleeProblem }> {
  const local = localCall.exec(uses)?.[1];
  if (local !== undefined) return { ...from, path: local };
  const [, repository, path, ref] = remoteCall.exec(uses) ?? [];
  if (repository === undefined || path === undefined) return { problem: "callee-not-found" };
  const isOwn = context.names.some((name) => name.toLowerCase() === repository.toLowerCase());
  const of = isOwn ? null : await findCallee(repository);
  if (!isOwn && of === null) return { problem: "callee-in-other-repository" };
  const defaultBranch = of?.defaultBranch ?? context.defaultBranch;
  const isPinned = ref !== defaultBranch && ref !== `refs/heads/${defaultBranch}`;
  if (isOwn && isPinned) return { problem: "callee-at-other-ref" };
  const referenced = context.referencedWorkflows.find(
    (workflow) => workflow.path.toLowerCase() === uses.toLowerCase(),
  );
  return referenced === undefined
    ? { problem: "callee-not-found" }
    : { path, commit: referenced.sha, of, isPinned };
}
