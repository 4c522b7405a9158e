import type { AssessedFile } from "../assessment/job-assessment.ts";
import { render } from "./render.ts";
import { describeState } from "./words.ts";

const mostJobs = 20;

/** Says why a pull request is closed: how the jobs of the file stand now, that there is no file, or in which place the lists are kept now. */
export function renderClosed(
  path: string,
  assessed: AssessedFile | null,
  movedTo: string | null = null,
): string {
  const jobs = assessed?.ok === true ? assessed.jobs.filter(({ state }) => state !== "not-guarded") : [];
  return render("closed-comment", {
    path,
    movedTo,
    problem: problemOf(assessed),
    jobs: jobs.slice(0, mostJobs).map(describeState),
    more: Math.max(0, jobs.length - mostJobs),
  });
}

function problemOf(assessed: AssessedFile | null): string | null {
  if (assessed === null) return "The file is not on the default branch any more.";
  if (assessed.ok) return null;
  const { message, line, column } = assessed.problem;
  return `The file cannot be read: ${message} (line ${line}, column ${column}).`;
}

/** Says that the bot leaves a branch to the people who work on it; `isOwn` where the pull request is the bot's. */
export function renderHandsOff(branch: string, isOwn: boolean): string {
  return render("hands-off-comment", { branch, isOwn });
}
