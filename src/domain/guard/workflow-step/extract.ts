import { guardAction } from "../../workflow/guard-action.ts";
import { nextLine } from "../../workflow/lines.ts";
import { longestText } from "../../workflow/workflow-file.ts";
import { type Outline, type OutlinedJob, outline } from "./outline.ts";
import { applySplices, cutPieces, type Piece, placeInWhole, type Splice } from "./splice.ts";

/** A part of a text that stands for the whole as far as some jobs' guard steps go. */
export interface Extract {
  readonly text: string;
  /**
   * Applies splices, placed in the extract, to the whole text. Null unless the whole then still is in the plain subset, with
   * the same jobs and steps, each beginning and ending where it did: so all that is not in the extract reads as before.
   */
  applyToWhole(splices: readonly Splice[]): string | null;
}

/**
 * Extracts from a workflow file what bears on the guard steps of some jobs: the line `jobs:` and the jobs without their
 * other steps. The extract is a workflow file itself. Null where the text is not in the plain subset or lacks one of the jobs.
 */
export function extractJobs(text: string, ids: ReadonlySet<string>): Extract | null {
  const found = text.length > longestText ? null : outline(text);
  if (found === null) return null;
  const surroundings = surround(text, found, ids);
  const vicinity = cutPieces(text, surroundings);
  const before = outline(vicinity);
  const wanted = before?.jobs.filter((job) => ids.has(job.id)) ?? [];
  if (before === null || wanted.length < ids.size) return null;
  const pieces = [before.jobsLine, ...wanted.flatMap(withoutOtherSteps(vicinity))];
  return {
    text: cutPieces(vicinity, pieces),
    applyToWhole(splices) {
      const near = placeInWhole(splices, pieces, vicinity.length);
      if (near === null) return null;
      const after = outline(applySplices(vicinity, near));
      if (!hasSameOutline(before, after, near, vicinity.length)) return null;
      const placed = placeInWhole(near, surroundings, text.length);
      return placed === null ? null : applySplices(text, placed);
    },
  };
}

/**
 * The line `jobs:` and some jobs, each with the first line of what follows it. Where that line still is read as the key that it was, so is
 * all that comes after it, whatever became of the job: an outline carries nothing else from one key to the next of the same map.
 */
function surround(text: string, { jobsLine, jobs }: Outline, ids: ReadonlySet<string>): readonly Piece[] {
  const pieces: Piece[] = [jobsLine];
  for (const [index, { id, start, end }] of jobs.entries()) {
    if (!ids.has(id)) continue;
    const following = jobs[index + 1];
    const isNextWanted = following !== undefined && ids.has(following.id);
    pieces.push({ start, end: isNextWanted ? end : nextLine(text, end) });
  }
  return pieces;
}

/** What a job consists of, less the steps that don't name Harden-Runner. */
function withoutOtherSteps(text: string): (job: OutlinedJob) => readonly Piece[] {
  return ({ start, end, steps }) => {
    const pieces: Piece[] = [];
    let at = start;
    for (const step of steps) {
      if (text.slice(step.start, step.end).toLowerCase().includes(guardAction)) continue;
      pieces.push({ start: at, end: step.start });
      at = step.end;
    }
    return [...pieces, { start: at, end }];
  };
}

/** Whether the jobs and steps are the same, and have moved only by what the splices before them added. */
function hasSameOutline(
  before: Outline,
  after: Outline | null,
  splices: readonly Splice[],
  length: number,
): boolean {
  if (after === null || after.jobs.length !== before.jobs.length) return false;
  let by = 0;
  let next = 0;
  /** Asked for each edge in order of place. */
  const isMoved = (edge: number, to: number): boolean => {
    for (let splice = splices[next]; splice !== undefined; splice = splices[next]) {
      if (splice.at >= edge && edge < length) break;
      by += splice.insert.length - splice.remove;
      next += 1;
    }
    return to === edge + by;
  };
  const isPieceMoved = (piece: Piece, other: Piece | undefined): boolean =>
    other !== undefined && isMoved(piece.start, other.start) && isMoved(piece.end, other.end);
  return (
    isPieceMoved(before.jobsLine, after.jobsLine) &&
    before.jobs.every((job, index) => {
      const other = after.jobs[index];
      return (
        job.id === other?.id &&
        isMoved(job.start, other.start) &&
        job.steps.length === other.steps.length &&
        job.steps.every((step, place) => isPieceMoved(step, other.steps[place])) &&
        isMoved(job.end, other.end)
      );
    })
  );
}
