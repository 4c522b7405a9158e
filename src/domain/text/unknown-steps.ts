import type { UnknownSteps } from "../assessment/unknown-steps.ts";
import { fileNameOf } from "../run/file-name.ts";
import { render } from "./render.ts";

const mostJobs = 50;

/** The text of the check on a pull request that gives steps to jobs that block. The summary is Markdown. */
export function renderUnknownSteps(files: ReadonlyMap<string, readonly UnknownSteps[]>): {
  readonly title: string;
  readonly summary: string;
} {
  const rows = [...files].flatMap(([path, jobs]) => jobs.map((job) => ({ file: fileNameOf(path), ...job })));
  const subject =
    rows.length === 1
      ? "this job is in block mode; its list does not know what the new step calls"
      : "these jobs are in block mode; their lists do not know what the new steps call";
  return {
    title: `egress: ${subject}`,
    summary: render("unknown-steps", {
      rows: rows.slice(0, mostJobs),
      more: Math.max(0, rows.length - mostJobs),
    }).trimEnd(),
  };
}
