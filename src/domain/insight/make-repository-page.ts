import type { AlarmIssues } from "../alarm/group-alarms.ts";
import { type FileAssessment, groupJobs, type JobGroup } from "../assessment/group-jobs.ts";
import type { AssessedFile } from "../assessment/job-assessment.ts";
import { fileNameOf } from "../run/file-name.ts";
import type { RepositoryNow } from "../run/repository-now.ts";
import { nameJobIn } from "../text/name-job.ts";
import { findIssue } from "../text/standings.ts";
import { cut } from "./cut.ts";
import { listStrip } from "./list-strip.ts";
import type { JobLine, RepositoryPage } from "./repository-page.ts";

const groups: readonly JobGroup[] = ["needs-you", "blocking", "waiting", "left-alone"];
const mostJobs = 200;
const mostReasons = 2;
const longestStrip = 20;

/** All that is known of a repository. */
export interface RepositoryFacts {
  readonly repository: RepositoryNow;
  /** Null for a file that is not at hand. */
  readonly files: readonly { readonly path: string; readonly assessed: AssessedFile | null }[];
  /** The bot's open pull requests, by workflow file. */
  readonly open: ReadonlyMap<string, number>;
  readonly issues: AlarmIssues;
}

/** Makes the page of a repository. Jobs that have no guard step and never had are not on it. */
export function makeRepositoryPage({ repository, files, open, issues }: RepositoryFacts): RepositoryPage {
  const known = files.flatMap(({ path, assessed }) => (assessed === null ? [] : [{ path, assessed }]));
  const grouped = groupJobs(known, open);
  const lines = groups.flatMap((group) =>
    grouped[group]
      .filter(({ job }) => job.state !== "not-guarded" || job.reasons.length > 0)
      .map((one) => ({ group, one })),
  );
  return {
    repository: { owner: repository.owner, name: repository.name, url: repository.url },
    jobs: lines.slice(0, mostJobs).map(({ group, one }) => describeLine(group, one, issues)),
    moreJobs: Math.max(0, lines.length - mostJobs),
    problems: files.flatMap(({ path, assessed }) => {
      if (assessed?.ok === true) return [];
      return [{ path: cut(path), message: assessed === null ? null : cut(assessed.problem.message, 500) }];
    }),
  };
}

function describeLine(
  group: JobGroup,
  { path, job, pullRequest }: FileAssessment,
  issues: AlarmIssues,
): JobLine {
  const { jobId, state, reasons, learned, readiness, recommendation } = job;
  const say = (sentence: string): string => cut(nameJobIn(sentence, { path, jobId }), 600);
  return {
    path,
    file: fileNameOf(path),
    job: jobId,
    group,
    state,
    reasons: reasons.slice(0, mostReasons).map(({ code, message, lift }) => ({
      code,
      message: say(message),
      lift: lift === undefined ? null : say(lift),
    })),
    endpoints: recommendation?.entries.length ?? 0,
    runs: readiness?.runs ?? null,
    pullRequest: group === "needs-you" ? pullRequest : null,
    issue: findIssue(path, job, issues),
    strip:
      learned === null
        ? []
        : listStrip({ source: learned.source, branch: null, baseline: learned.baseline }, longestStrip),
  };
}
