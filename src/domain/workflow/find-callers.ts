import { grantsIdToken, readTokenPermissions } from "./token-permissions.ts";
import type { WorkflowFile } from "./workflow-file.ts";

/** A job that calls a reusable workflow. */
export interface Caller {
  readonly path: string;
  readonly jobId: string;
}

/**
 * Finds the jobs of the same repository that call a reusable workflow and do not say that its jobs may ask for an OIDC token, which
 * GitHub then refuses to start.
 */
export function findCallersWithoutIdToken(
  files: readonly { readonly path: string; readonly file: WorkflowFile }[],
  calledPath: string,
): readonly Caller[] {
  return files.flatMap(({ path, file }) =>
    file.jobs
      .filter(
        (job) => job.calls === `./${calledPath}` && grantsIdToken(readTokenPermissions(file, job)) !== true,
      )
      .map((job) => ({ path, jobId: job.id })),
  );
}
