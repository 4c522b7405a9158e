import type { JobAssessment } from "../../assessment/job-assessment.ts";
import type { EntryUse } from "../../baseline/unused.ts";
import { describeHost } from "../describe-entries.ts";
import { linkRun, nameRun } from "../run-link.ts";
import { sayOrigin } from "../say-decision.ts";

/** An entry that leaves a list, as somebody denied it. All names are foreign. */
export interface DeniedRow {
  readonly endpoint: string;
  readonly what: string | null;
  /** Who denied it, when and why. */
  readonly by: string;
  /** Null where nothing is remembered of it. */
  readonly use: EntryUse | null;
  /** The run in which it did not resolve, so that nothing was blocked; null where it did no such harm. */
  readonly unresolvedIn: { readonly name: string; readonly url: string } | null;
}

/** Describes the denied entries of a job's list. `page` is the repository's. */
export function describeDenied(
  { denied }: Pick<JobAssessment, "denied">,
  page: string,
): readonly DeniedRow[] {
  return denied.map(({ key, decision, use, unresolvedIn: run }) => ({
    endpoint: key,
    what: describeHost(key),
    by: sayOrigin(decision),
    use,
    unresolvedIn: run === null ? null : { name: nameRun(run), url: linkRun(page, run, "").url },
  }));
}
