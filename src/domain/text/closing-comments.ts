import type { AssessedFile } from "../assessment/job-assessment.ts";
import { renderBounded } from "./fit.ts";
import { render } from "./render.ts";
import { describeReasons } from "./words.ts";

const mostJobs = 20;

/** Says why a pull request is closed: how the jobs of the file stand now, that there is no file, or in which place the lists are kept now. */
export function renderClosed(
  path: string,
  assessed: AssessedFile | null,
  movedTo: string | null = null,
): string {
  const jobs = assessed?.ok === true ? assessed.jobs.filter(({ state }) => state !== "not-guarded") : [];
  return renderBounded((most) => {
    const shown = jobs.slice(0, Math.min(most, mostJobs)).map(describeReasons);
    const more = jobs.length - shown.length;
    return render("closed-comment", { path, movedTo, problem: problemOf(assessed), jobs: shown, more });
  });
}

function problemOf(assessed: AssessedFile | null): string | null {
  if (assessed === null) return "The default branch no longer has the file.";
  if (assessed.ok) return null;
  const { message, line, column } = assessed.problem;
  return `The file cannot be read (line ${line}, column ${column}): ${message}.`;
}

/** Says that the bot leaves a branch to the people who work on it; `isOwn` where the pull request is the bot's. */
export function renderHandsOff(branch: string, isOwn: boolean): string {
  return render("hands-off-comment", { branch, isOwn });
}
