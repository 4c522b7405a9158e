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
  | "callee-in-other-repository"
  /** The same repository, but a tag, commit or branch: what is learned there says nothing about the file as it is now. */
  | "callee-at-other-ref"
  | "callee-not-found"
  | "callee-unreadable"
  | "too-many-jobs";

/** A workflow file of the repository at a commit. */
export interface CalleeFile {
  readonly path: string;
  readonly commit: string;
}

const localCall = /^\.\/(\.github\/workflows\/[^/@\s]{1,200}\.ya?ml)$/;
const remoteCall =
  /^([A-Za-z0-9-]{1,100}\/[A-Za-z0-9._-]{1,100})\/(\.github\/workflows\/[^/@\s]{1,200}\.ya?ml)@(\S{1,300})$/;

/** Finds the file that `uses:` of a job names: `./…` is at the caller's own commit, `owner/name/…@ref` where the run says. */
export function locateCallee(
  uses: string,
  commit: string,
  context: CallContext,
): CalleeFile | { readonly problem: CalleeProblem } {
  const local = localCall.exec(uses)?.[1];
  if (local !== undefined) return { path: local, commit };
  const [, repository, path, ref] = remoteCall.exec(uses) ?? [];
  if (repository === undefined || path === undefined) return { problem: "callee-not-found" };
  if (!context.names.some((name) => name.toLowerCase() === repository.toLowerCase()))
    return { problem: "callee-in-other-repository" };
  if (ref !== context.defaultBranch && ref !== `refs/heads/${context.defaultBranch}`)
    return { problem: "callee-at-other-ref" };
  const referenced = context.referencedWorkflows.find(
    (workflow) => workflow.path.toLowerCase() === uses.toLowerCase(),
  );
  return referenced === undefined ? { problem: "callee-not-found" } : { path, commit: referenced.sha };
}
