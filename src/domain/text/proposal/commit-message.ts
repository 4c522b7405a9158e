import { plainName } from "../escape.ts";
import { render } from "../render.ts";
import type { Edits, MovedPin } from "./proposal-view.ts";
import { renderSubject } from "./title.ts";

const mostJobs = 50;
const mostEntries = 20;

/** The commit's message: a subject of at most 72 characters behind the prefix, and the jobs with what stands behind their lists. */
export function renderCommitMessage(edits: Edits): string {
  const { switched, repaired, returned, trimmed, moved, pins } = edits;
  return render("commit-message", {
    subject: renderSubject(edits),
    jobs: cut(switched, (job) => ({
      ...job,
      name: nameOf(job),
      endpoints: job.rows.length + job.kept.length,
    })),
    repaired: cut(repaired, nameEntries),
    denied: cut(
      trimmed.filter(({ denied }) => denied.length > 0),
      ({ jobId, denied }) => nameEntries({ jobId, rows: denied }),
    ),
    trimmed: cut(
      trimmed.filter(({ rows }) => rows.length > 0),
      nameEntries,
    ),
    returned: cut(returned, nameOf),
    moved: cut(moved, nameMoved),
    pins: cut(pins, nameMoved),
  });
}

function cut<Job>(jobs: readonly Job[], describe: (job: Job) => unknown): object {
  return { shown: jobs.slice(0, mostJobs).map(describe), more: Math.max(0, jobs.length - mostJobs) };
}

function nameOf({ jobId }: { readonly jobId: string }): string {
  return plainName(jobId, 60);
}

function nameEntries(job: {
  readonly jobId: string;
  readonly rows: readonly { readonly endpoint: string }[];
}): object {
  return {
    name: nameOf(job),
    endpoints: job.rows.slice(0, mostEntries).map(({ endpoint }) => endpoint),
    more: Math.max(0, job.rows.length - mostEntries),
  };
}

function nameMoved(pin: MovedPin): object {
  return { name: nameOf(pin), from: pin.from, to: pin.to };
}
